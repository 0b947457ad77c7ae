"""The days on which a product's standing turns are found anew when its history is another."""

from datetime import date, timedelta

import msgspec
import pytest

from catalog.conformance import timeline
from catalog.standards_loader import standards
from plumbline.market import turning
from plumbline.market.turning import turns_of
from tests.unit.plumbline.market_of_three import DAY, market_of_three

RECORD = market_of_three().records[0]


def test_they_are_those_of_the_catalogue_and_kept() -> None:
    """Asked again, nothing is judged again."""
    first = turns_of(RECORD, DAY)
    assert first == timeline(standards(), RECORD.history, DAY)
    assert turns_of(RECORD, DAY) is first


def test_another_history_of_the_same_product_has_its_own() -> None:
    """Whichever is asked for, in whichever order: what is kept of one is never shown of the other."""
    withdrawn = msgspec.structs.replace(RECORD.history, withdrawn_on=date(2026, 1, 1))
    gone = msgspec.structs.replace(RECORD, history=withdrawn)
    for record in (RECORD, gone, RECORD):
        assert turns_of(record, DAY) == timeline(standards(), record.history, DAY)
    assert turns_of(gone, DAY) != turns_of(RECORD, DAY)


def test_no_more_are_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for every day there is fills no memory."""
    monkeypatch.setattr(turning, "TURNS_KEPT", 3)
    for number in range(5):
        turns_of(RECORD, DAY + timedelta(days=number))
    assert len(turning._turns) == 3
