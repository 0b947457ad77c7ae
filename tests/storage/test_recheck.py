"""Looking again: what ran out and what better readers find, once, by one at a time, whole or not at all."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from catalog.assessing.lines import LineState
from catalog.evidence.reading import Context, Reading, Rejection
from catalog.words import Assurance, Outcome
from plumbline.assessing.queue import whole_queue
from plumbline.evidence import reading
from plumbline.evidence.desk import Desk
from plumbline.evidence.moves import standing_now
from plumbline.kit.clock import FixedClock
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, products, readings
from tests.storage.assessors_made import made_assessor, review, said
from tests.storage.bom_made import handed
from tests.storage.recheck_made import (
    MET,
    ToldDesk,
    better,
    changes,
    decisions_on,
    failing,
    look_again,
    make_stale,
    products_with_documents,
    runs,
)

DAY = date(2026, 11, 23)


def _outcome(database: Database, day: date) -> Outcome:
    with database.read() as db:
        product = db.scalars(select(products.c.id).where(products.c.slug == "scope")).one()
        found = standing_now(db, product, day).requirement_results()
    return next(each.outcome for each in found if each.requirement.id == MET)


def _told(database: Database, action: str) -> list[dict[str, Any]]:
    with database.read() as db:
        query = select(events.c.details).where(events.c.action == action).order_by(events.c.sequence)
        return list(db.scalars(query))


def test_what_ran_out_is_told_once_with_what_and_why(database: Database, clock: FixedClock) -> None:
    """On the day after its last; the market's revision rises, and the second night tells it no more."""
    (evidence,) = products_with_documents(database, clock)
    look_again(database, clock)
    assert changes(database) == []
    last = handed().reading.valid_until
    assert last is not None
    market = MarketSource(database, clock)
    clock.advance((last - DAY).days * 86_400)
    look_again(database, clock)
    assert changes(database) == []  # it holds on its last day
    before = market.current().revision
    clock.advance(86_400)
    look_again(database, clock)
    (change,) = changes(database)
    assert (change["since"], change["as_of"]) == (last, last + timedelta(days=1))
    body: Any = change["body"]
    assert body["lapsed"] == [
        {"requirement_id": MET, "evidence_id": str(evidence), "last_day": last.isoformat()}
    ]
    moved = {each["requirement_id"]: (each["before"], each["after"]) for each in body["requirements"]}
    assert moved[MET] == ("met", "not_evidenced")
    (told,) = _told(database, "product.rechecked")
    assert told["lapsed"] == {MET: last.isoformat()}
    assert market.current().revision > before
    market.close()
    clock.advance(86_400)
    look_again(database, clock)
    assert len(changes(database)) == 1
    assert [(ended, moved) for _, ended, _, moved, _ in runs(database)] == [
        (True, 0), (True, 0), (True, 1), (True, 0),
    ]  # fmt: skip


def test_a_product_is_looked_at_once_a_day(database: Database, clock: FixedClock) -> None:
    """A second run on the same day finds nothing left to do, and says so."""
    products_with_documents(database, clock, 2)
    look_again(database, clock)
    clock.advance(60)
    look_again(database, clock)
    assert [products for _, _, products, _, _ in runs(database)] == [2, 0]


def test_a_better_reader_decides_anew_and_what_was_decided_stays(
    database: Database, clock: FixedClock
) -> None:
    """A higher version that names the reader; both readings are kept; read as on the day it came."""
    (evidence,) = products_with_documents(database, clock)
    first = handed().reading
    make_stale(database, evidence)
    clock.advance(86_400)
    desk = ToldDesk(better(failing))
    look_again(database, clock, desk)
    name = f"reader cyclonedx {first.reader_version}"
    later = f"reader cyclonedx {first.reader_version + 1}"
    assert decisions_on(database, evidence) == [(1, Outcome.MET, name), (2, Outcome.NOT_MET, later)]
    assert _outcome(database, DAY + timedelta(days=1)) is Outcome.NOT_MET
    assert _outcome(database, DAY) is Outcome.MET  # on that day nobody knew
    with database.read() as db:
        kept = db.execute(select(readings).order_by(readings.c.number)).all()
    assert [(row.number, row.reader_version) for row in kept] == [(1, 0), (2, first.reader_version + 1)]
    assert kept[0].kept_sha256 == kept[1].kept_sha256
    assert msgspec.convert(kept[0].body, Reading) == first
    assert [context.as_of for context in desk.asked] == [DAY]
    (change,) = changes(database)
    body: Any = change["body"]
    assert (body["read_again"][0]["reader"], MET in body["read_again"][0]["requirements"]) == (later, True)
    assert _told(database, "evidence.read_again")[0]["decisions"][MET] == "not_met 2"
    look_again(database, clock, ToldDesk(better(failing)))
    assert len(decisions_on(database, evidence)) == 2


def test_the_same_again_decides_nothing(database: Database, clock: FixedClock) -> None:
    """A better reader that finds what the old one found leaves a reading, and no decision or change."""
    (evidence,) = products_with_documents(database, clock)
    make_stale(database, evidence)
    look_again(database, clock, ToldDesk(better(lambda line: line)))
    assert len(decisions_on(database, evidence)) == 1
    assert changes(database) == []
    assert len(_told(database, "evidence.read_again")) == 1


def test_a_reader_may_shorten_how_long_it_counts(database: Database, clock: FixedClock) -> None:
    """The finding ends on the day that the better reader found, though the evidence says another."""
    (evidence,) = products_with_documents(database, clock)
    make_stale(database, evidence)
    earlier = DAY + timedelta(days=10)
    look_again(database, clock, ToldDesk(better(lambda line: line, valid_until=earlier)))
    assert [version for version, _, _ in decisions_on(database, evidence)] == [1, 2]
    assert _outcome(database, earlier) is Outcome.MET
    assert _outcome(database, earlier + timedelta(days=1)) is Outcome.NOT_EVIDENCED


@pytest.mark.parametrize("found", ["refused", "silent"])
def test_what_is_no_longer_shown_is_left_to_an_assessor(
    database: Database, clock: FixedClock, found: str
) -> None:
    """Refused by the better reader, or silent on a requirement: inconclusive, never met and never gone."""
    (evidence,) = products_with_documents(database, clock)
    make_stale(database, evidence)
    says = better(lambda _line: None)
    refusal = Rejection(reason="The list is a template.", next_step="")
    desk = ToldDesk(says if found == "silent" else lambda _content, _context: refusal)
    look_again(database, clock, desk)
    assert [outcome for _, outcome, _ in decisions_on(database, evidence)] == [
        Outcome.MET,
        Outcome.INCONCLUSIVE,
    ]
    assert _outcome(database, DAY) is Outcome.INCONCLUSIVE
    if found == "refused":
        with database.read() as db:
            kept = db.execute(select(readings.c.refused).order_by(readings.c.number)).scalars().all()
        assert kept == [None, "The list is a template."]


def test_what_a_reader_took_back_stands_in_the_queue(database: Database, clock: FixedClock) -> None:
    """From the day on which it was left open, until assessors have decided."""
    (evidence,) = products_with_documents(database, clock)
    market = MarketSource(database, clock)
    make_stale(database, evidence)
    clock.advance(86_400)
    look_again(database, clock, ToldDesk(better(lambda _line: None)))

    def waiting() -> dict[str, tuple[LineState, date]]:
        with database.read() as db:
            return {
                each.line.requirement_id: (each.line.state, each.line.since)
                for each in whole_queue(db, market.current())
            }

    assert waiting()[MET] == (LineState.WAITING, DAY + timedelta(days=1))
    with database.read() as db:
        (line,) = [each for each in reading.one_evidence(db, evidence).lines if each.requirement_id == MET]
    assert (line.state, line.since) == waiting()[MET]
    for name in ("Ada", "Bo"):
        review(database, clock, made_assessor(database, clock, name), evidence, said(MET, version=3))
    assert MET not in waiting()
    market.close()


def test_what_an_assessor_decided_stands(database: Database, clock: FixedClock) -> None:
    """A person has looked: the reader's word does not go over theirs."""
    (evidence,) = products_with_documents(database, clock)
    for name in ("Ada", "Bo"):  # security: it takes two
        assessor = made_assessor(database, clock, name)
        review(database, clock, assessor, evidence, said(MET, version=2, assurance=Assurance.TESTED))
    make_stale(database, evidence)
    look_again(database, clock, ToldDesk(better(failing)))
    assert [outcome for _, outcome, _ in decisions_on(database, evidence)] == [Outcome.MET, Outcome.MET]


def test_a_document_that_cannot_be_read_stops_nobody(database: Database, clock: FixedClock) -> None:
    """One hangs or breaks the desk: its findings stand, the others are looked at, and it is told."""
    documents = products_with_documents(database, clock, 3)
    make_stale(database, *documents)
    answers = iter([Rejection(reason="Too long.", next_step="", fault=True), None])

    def says(content: bytes, context: Context) -> Reading | Rejection:
        told = next(answers, better(failing)(content, context))
        if told is None:
            raise RuntimeError("the desk is broken")
        return told

    look_again(database, clock, ToldDesk(says))
    outcomes = [decisions_on(database, each)[-1][1] for each in documents]
    assert sorted(outcomes) == [Outcome.MET, Outcome.MET, Outcome.NOT_MET]
    ((_, ended, looked_at, moved, failed),) = runs(database)
    assert (ended, looked_at, moved, failed) == (True, 2, 1, 2)


def test_a_real_worker_reads_what_is_kept(database: Database, clock: FixedClock) -> None:
    """The bytes that are stored, by a process apart: the same lines as when they came."""
    (evidence,) = products_with_documents(database, clock)
    make_stale(database, evidence)
    desk = Desk(workers=1)
    look_again(database, clock, desk)
    desk.close()
    assert [outcome for _, outcome, _ in decisions_on(database, evidence)] == [Outcome.MET]
    with database.read() as db:
        versions = db.scalars(select(readings.c.reader_version).order_by(readings.c.number)).all()
    assert versions == [0, handed().reading.reader_version]
