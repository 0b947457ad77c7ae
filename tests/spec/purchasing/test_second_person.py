"""Buying directly, section 1: no order reaches a supplier but by the approval of a second person."""

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from catalog.purchasing.orders import (
    COUNTED,
    ENDED,
    ORDER_STATE_NAMES,
    ORDER_TURNS,
    NotPossible,
    OrderAct,
    OrderFacts,
    OrderState,
    OwnRequest,
    after,
)

PEOPLE = tuple(uuid5(UUID(int=0), name) for name in ("Bea", "Petra", "Sam"))
LIVES = st.lists(st.tuples(st.sampled_from(OrderAct), st.sampled_from(PEOPLE)), max_size=40)
PAST_APPROVAL = (
    OrderState.APPROVED,
    OrderState.SENT,
    OrderState.ACCEPTED,
    OrderState.DECLINED,
    OrderState.INVOICED,
    OrderState.PAID,
    OrderState.FULFILLED,
)


def lived(life: list[tuple[OrderAct, UUID]]) -> tuple[OrderFacts, list[tuple[OrderAct, UUID]]]:
    """Where a draft of Bea's ends after these acts, and which of them were possible."""
    facts, done = OrderFacts(state=OrderState.DRAFT, drafted_by=PEOPLE[0]), []
    for act, person in life:
        try:
            facts = after(facts, act, person)
        except (NotPossible, OwnRequest):
            continue
        done.append((act, person))
    return facts, done


@given(LIVES)
def test_no_life_reaches_a_supplier_past_approval(life: list[tuple[OrderAct, UUID]]) -> None:
    """Whatever is tried by whomever: beyond approval there is exactly one approval, and it came first."""
    facts, done = lived(life)
    acts = [act for act, _ in done]
    assert acts.count(OrderAct.APPROVE) + acts.count(OrderAct.REFUSE) <= 1
    if facts.state in PAST_APPROVAL:
        assert acts.index(OrderAct.REQUEST) < acts.index(OrderAct.APPROVE)
    if OrderAct.SEND in acts:
        assert acts.index(OrderAct.APPROVE) < acts.index(OrderAct.SEND)


@given(LIVES)
def test_nobody_decides_about_their_own(life: list[tuple[OrderAct, UUID]]) -> None:
    """Who approved or refused neither drafted the order nor asked for it; who accepted had no part before."""
    facts, done = lived(life)
    by = dict(done)
    if facts.decided_by is not None:
        assert facts.decided_by not in (facts.drafted_by, facts.requested_by)
    answered = by.get(OrderAct.ACCEPT) or by.get(OrderAct.DECLINE)
    assert answered is None or answered not in (facts.drafted_by, facts.requested_by, facts.decided_by)


def test_a_usual_life_leads_to_the_end() -> None:
    """Bea drafts and asks, Petra approves, Sam of the supplier accepts, and it is paid and delivered."""
    bea, petra, sam = PEOPLE
    usual = (
        (OrderAct.REQUEST, bea),
        (OrderAct.APPROVE, petra),
        (OrderAct.SEND, bea),
        (OrderAct.ACCEPT, sam),
        (OrderAct.CHARGE, bea),
        (OrderAct.RELEASE, petra),
        (OrderAct.CHARGE, bea),
        (OrderAct.SETTLE, petra),
        (OrderAct.FULFIL, bea),
    )
    facts, done = lived(list(usual))
    assert (facts.state, tuple(done)) == (OrderState.FULFILLED, usual)


def test_the_table_of_turns_is_whole() -> None:
    """Every state is reached and has a name; what has ended has no turn; what failed does not count."""
    origins = {origin for turn in ORDER_TURNS for origin in turn.origins}
    assert {turn.target for turn in ORDER_TURNS} | {OrderState.DRAFT} == set(OrderState)
    assert set(OrderState) - origins == set(ENDED)
    assert set(ORDER_STATE_NAMES) == set(OrderState)
    assert set(COUNTED) & {OrderState.REFUSED, OrderState.DECLINED, OrderState.CANCELLED} == set()


def test_what_is_accepted_is_not_cancelled() -> None:
    """A contract ends by its own terms, not by a button."""
    cancel = [turn for turn in ORDER_TURNS if turn.act is OrderAct.CANCEL]
    assert {origin for turn in cancel for origin in turn.origins} & set(PAST_APPROVAL[2:]) == set()
