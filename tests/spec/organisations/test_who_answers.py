"""Who answers for an organisation on a day: the published method, on the packaged register."""

from datetime import date

import pytest

from catalog.organisations.answer import Answer, State
from catalog.organisations.packaged import packaged_register
from catalog.words import Certainty

TODAY = date(2026, 11, 23)


def ask(code: str, as_of: date = TODAY) -> Answer:
    return packaged_register().answers_for(code, as_of)


def who(answer: Answer) -> list[str]:
    return [each.organisation.code for each in answer.answering]


def test_a_closed_group_is_answered_for_by_the_board_it_was_transferred_to() -> None:
    """CCG 02T (Calderdale) passed to the West Yorkshire board QWO by statute on 1 July 2022."""
    answer = ask("02T")
    assert who(answer) == ["QWO"]
    (chain,) = answer.answering[0].chains
    (step,) = chain.steps
    assert (step.predecessor, step.successor, step.on, step.kind) == (
        "02T",
        "QWO",
        date(2022, 7, 1),
        "statutory_transfer",
    )
    assert not answer.split
    assert answer.certainty is Certainty.HIGH


def test_its_code_lives_on_as_a_location_that_answers_for_nothing() -> None:
    """The code 02T has named a sub-ICB location since that day; the board still answers."""
    answer = ask("02T")
    assert answer.state is State.LOCATION
    assert answer.location_since == date(2022, 7, 1)


def test_its_last_day_is_still_its_own() -> None:
    """On 30 June 2022 the group answered for itself; on 1 July the board did."""
    assert who(ask("02T", date(2022, 6, 30))) == ["02T"]
    assert who(ask("02T", date(2022, 7, 1))) == ["QWO"]


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("QNQ", ["QRL", "S0E4D", "S9B9J"]),
        ("QM7", ["D7T5G", "S1Y5D"]),
        ("QJG", ["D7T5G", "T6Y0W"]),
        ("RW6", ["R0A", "RM3"]),
    ],
)
def test_a_split_names_everyone_and_chooses_nobody(code: str, successors: list[str]) -> None:
    """Where one organisation became several, each is named and the answer says that it was split."""
    answer = ask(code)
    assert who(answer) == successors
    assert answer.split
    assert answer.state is State.CLOSED


def test_a_split_board_was_one_the_day_before() -> None:
    """QNQ answered for itself to 31 March 2026."""
    before = ask("QNQ", date(2026, 3, 31))
    assert who(before) == ["QNQ"]
    assert not before.split


def test_a_group_whose_board_was_split_has_several_answers_and_says_by_which_steps() -> None:
    """East Berkshire (D4U1Y) went to QNQ in 2022, and QNQ to three boards in 2026."""
    answer = ask("D4U1Y")
    assert who(answer) == ["QRL", "S0E4D", "S9B9J"]
    for answering in answer.answering:
        (chain,) = answering.chains
        assert [s.on for s in chain.steps] == [date(2022, 7, 1), date(2026, 4, 1)]


def test_a_day_that_is_not_recorded_makes_the_answer_less_sure() -> None:
    """00C merged into 16C on a day between 2018 and 2020 that no file tells."""
    answer = ask("00C")
    assert who(answer) == ["QHM"]
    assert answer.undated
    assert answer.certainty is Certainty.MEDIUM
    assert answer.organisation is None, "only a succession names this code: no name is made up for it"


def test_an_undated_merger_has_not_happened_before_its_successor_exists() -> None:
    """In 2019 the successor 16C was not there yet, so nobody is named."""
    answer = ask("00C", date(2019, 1, 1))
    assert answer.answering == ()
    assert answer.unresolved == ("00C",)


def test_unknown_is_never_shown_as_open() -> None:
    """A commissioning support unit whose days are not recorded: the state is unknown and nobody answers."""
    answer = ask("0AP")
    assert answer.state is State.UNKNOWN
    assert answer.answering == ()
    assert answer.certainty is None


def test_what_is_not_yet_open_does_not_answer_yet() -> None:
    """S1Y5D opened on 1 April 2026."""
    assert ask("S1Y5D", date(2026, 3, 31)).state is State.NOT_YET_OPEN
    assert who(ask("S1Y5D", date(2026, 3, 31))) == []
    assert who(ask("S1Y5D", date(2026, 4, 1))) == ["S1Y5D"]


def test_a_successor_knows_whom_it_came_from() -> None:
    """S1Y5D came from two whole boards and a part of a third, and they from their groups."""
    steps = packaged_register().predecessors_of("S1Y5D")
    direct = [s.predecessor for s in steps if s.successor == "S1Y5D"]
    assert direct == ["QHG", "QM7", "QUE"]
    assert [s.predecessor for s in steps][: len(direct)] == direct
    assert "06N" in {s.predecessor for s in steps}, "a group of Hertfordshire, two steps back"
