"""Where an answer stands: every turn of a random life is in the table, and a mark takes nothing away."""

from collections.abc import Callable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from catalog.feedback.states import (
    ANSWER_TURNS,
    TO_MODERATE,
    AnswerFacts,
    AnswerState,
    Outcome,
    answer_state,
    counts,
)

PAIRS = {(origin, turn.target) for turn in ANSWER_TURNS for origin in turn.origins}


def _ruled(outcome: Outcome) -> Callable[[AnswerFacts], AnswerFacts]:
    def rule(facts: AnswerFacts) -> AnswerFacts:
        if answer_state(facts) not in TO_MODERATE:
            return facts
        return msgspec.structs.replace(facts, ruling=outcome, marked=False, appealed=False)

    return rule


def _appeal(facts: AnswerFacts) -> AnswerFacts:
    may = facts.ruling is not None and not facts.withdrawn
    return msgspec.structs.replace(facts, appealed=True) if may else facts


STEPS: dict[str, Callable[[AnswerFacts], AnswerFacts]] = {
    "mark": lambda facts: facts if facts.withdrawn else msgspec.structs.replace(facts, marked=True),
    "keep": _ruled(Outcome.KEEP),
    "hold": _ruled(Outcome.HOLD),
    "appeal": _appeal,
    "withdraw": lambda facts: msgspec.structs.replace(facts, withdrawn=True),
    "give anew": lambda facts: msgspec.structs.replace(facts, withdrawn=False),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_every_turn_of_a_life_is_in_the_table(steps: list[str]) -> None:
    """Whatever happens to an answer, in whatever order."""
    facts = AnswerFacts()
    for step in steps:
        before, facts = answer_state(facts), STEPS[step](facts)
        after = answer_state(facts)
        assert before == after or (before, after) in PAIRS, (step, before, after)


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_only_a_ruling_or_its_giver_takes_an_answer_out(steps: list[str]) -> None:
    """It counts until a moderator holds it or it is withdrawn: no mark and no appeal does that."""
    facts = AnswerFacts()
    for step in steps:
        before, facts = counts(facts), STEPS[step](facts)
        if before and not counts(facts):
            assert step in ("hold", "withdraw")


def test_every_state_is_reached_and_named_in_the_table() -> None:
    """Nothing stands in the table twice, and no state is missing."""
    listed = [(origin, turn.target) for turn in ANSWER_TURNS for origin in turn.origins]
    assert len(listed) == len(set(listed))
    assert {target for _, target in listed} == set(AnswerState) == {origin for origin, _ in listed}
