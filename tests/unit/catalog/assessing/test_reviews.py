"""Nothing that needs two is decided by one; what two agree on is, in whichever order they come."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from catalog.assessing.lines import LINE_TURNS, LineFacts, LineState, line_state
from catalog.assessing.reviews import Review, settled, shown_to
from catalog.evidence.rules import DECIDABLE
from catalog.words import ASSURANCE_ORDER, Assurance, Outcome

DAY = date(2026, 11, 23)
SAID = st.tuples(st.sampled_from(DECIDABLE), st.sampled_from(ASSURANCE_ORDER))


def review(
    number: int, outcome: Outcome = Outcome.MET, assurance: Assurance = Assurance.DOCUMENTED, who: str = ""
) -> Review:
    """What one assessor said; another person each time unless named."""
    name = who or f"Assessor {number}"
    return Review(
        place=number,
        reviewer=name,
        name=name,
        outcome=outcome,
        assurance=assurance,
        reason=f"Reason {number}.",
        reviewed_on=DAY,
    )


def test_one_is_enough_where_one_is_asked() -> None:
    """The decision is the review, word for word."""
    found = settled([review(1)], needs_two=False)
    assert found is not None
    assert (found.outcome, found.decided_by, found.reason) == (Outcome.MET, "Assessor 1", "Reason 1.")


def test_two_who_agree_decide_with_the_lesser_assurance() -> None:
    """Both names and both reasons are published."""
    found = settled(
        [review(1, assurance=Assurance.CERTIFIED), review(2, assurance=Assurance.DECLARED)], needs_two=True
    )
    assert found is not None
    assert (found.assurance, found.decided_by) == (Assurance.DECLARED, "Assessor 1 and Assessor 2")
    assert found.reason == "Assessor 1: Reason 1.\nAssessor 2: Reason 2."


def test_one_person_twice_is_not_two() -> None:
    """Whoever agrees with themselves decides nothing."""
    assert settled([review(1, who="Ada"), review(2, who="Ada")], needs_two=True) is None


def test_a_third_resolves_a_disagreement() -> None:
    """With whom they side is what counts; a third opinion leaves it open."""
    apart = [review(1), review(2, Outcome.NOT_MET)]
    assert settled(apart, needs_two=True) is None
    found = settled([*apart, review(3, Outcome.NOT_MET)], needs_two=True)
    assert found is not None
    assert (found.outcome, found.decided_by) == (Outcome.NOT_MET, "Assessor 2 and Assessor 3")
    assert settled([*apart, review(3, Outcome.PARTLY_MET)], needs_two=True) is None


@given(st.lists(SAID, min_size=6, max_size=6))
def test_six_reviews_always_settle_it(said: list[tuple[Outcome, Assurance]]) -> None:
    """Five outcomes can be decided: by the sixth, two agree, and what they say is what both said."""
    reviews = [review(number, *each) for number, each in enumerate(said, 1)]
    found = settled(reviews, needs_two=True)
    assert found is not None
    assert len({each.reviewer for each in found.carried_by}) == 2
    assert {each.outcome for each in found.carried_by} == {found.outcome}
    assert all(each.assurance.covers(found.assurance) for each in found.carried_by)


@given(st.lists(SAID, max_size=5))
def test_a_round_that_is_settled_stays_as_it_was_settled(said: list[tuple[Outcome, Assurance]]) -> None:
    """More reviews after the decision would not change it."""
    reviews = [review(number, *each) for number, each in enumerate(said, 1)]
    found = settled(reviews, needs_two=True)
    if found is not None:
        assert settled([*reviews, review(9)], needs_two=True) == found


def test_the_second_does_not_see_what_the_first_said() -> None:
    """Only the first does; the third sees both."""
    first, second = review(1), review(2, Outcome.NOT_MET)
    assert shown_to("Assessor 2", [first]) == ()
    assert shown_to("Assessor 1", [first]) == (first,)
    assert shown_to("Assessor 3", [first, second]) == (first, second)


class _Life:
    """A line, and what can happen to it."""

    def __init__(self, *, needs_two: bool) -> None:
        self.needs_two, self.version, self.asked, self.replaced = needs_two, 0, 0, False
        self.round: list[Review] = []

    @property
    def state(self) -> LineState:
        """Where it stands."""
        facts = LineFacts(
            needs_two=self.needs_two,
            decided_version=self.version,
            round=tuple(self.round),
            asked_again=self.asked,
            replaced=self.replaced,
        )
        return line_state(facts)

    def happen(self, what: str, outcome: Outcome) -> None:
        """One thing happens, where it can."""
        if what == "review":
            self.round.append(review(len(self.round) + 1, outcome))
            if settled(self.round, needs_two=self.needs_two):
                self.version, self.round = self.version + 1, []
        elif what == "ask" and self.state is LineState.DECIDED and not self.replaced:
            self.asked = self.version
        elif what == "replace" and self.state is not LineState.DECIDED:
            self.replaced = True


STEPS = st.lists(
    st.tuples(st.sampled_from(["review", "review", "ask", "replace"]), st.sampled_from(DECIDABLE)),
    max_size=25,
)


@given(st.booleans(), STEPS)
def test_no_life_of_a_line_takes_a_turn_that_is_not_in_the_table(
    needs_two: bool, steps: list[tuple[str, Outcome]]
) -> None:
    """Whatever happens in whatever order."""
    table = {(origin, turn.target) for turn in LINE_TURNS for origin in turn.origins}
    life = _Life(needs_two=needs_two)
    for what, outcome in steps:
        before = life.state
        life.happen(what, outcome)
        assert before is life.state or (before, life.state) in table, (before, life.state)


def test_every_state_can_be_reached() -> None:
    """And no turn stands in the table twice."""
    assert {turn.target for turn in LINE_TURNS} | {LineState.WAITING} == set(LineState)
    pairs = [(origin, turn.target) for turn in LINE_TURNS for origin in turn.origins]
    assert len(pairs) == len(set(pairs))
