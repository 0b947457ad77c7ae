"""The generated state diagrams: fresh in the repository, and complete."""

from pathlib import Path

import pytest

from catalog.gate_turns import GATE_TURNS, OPEN_STATES, SHUT_STATES
from catalog.words import GateState
from plumbline.commands.states import DIAGRAMS

PAGES = Path(__file__).parents[3] / "docs" / "states"


@pytest.mark.parametrize("name", sorted(DIAGRAMS))
def test_the_committed_page_is_fresh(name: str) -> None:
    """`make states` would change nothing."""
    assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == DIAGRAMS[name]()


def test_every_state_can_be_reached_and_only_withdrawn_is_final() -> None:
    """No state of the vocabulary is missing from the table."""
    assert {turn.target for turn in GATE_TURNS} == set(GateState)
    assert {origin for turn in GATE_TURNS for origin in turn.origins} == OPEN_STATES | SHUT_STATES
    assert set(GateState) - {GateState.WITHDRAWN} == OPEN_STATES | SHUT_STATES


def test_no_turn_stands_in_the_table_twice() -> None:
    """One cause for each pair of states."""
    pairs = [(origin, turn.target) for turn in GATE_TURNS for origin in turn.origins]
    assert len(pairs) == len(set(pairs))
