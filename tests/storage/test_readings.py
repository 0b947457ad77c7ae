"""What a machine reads is recorded with its decisions, whole or not at all, and counts at once."""

from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from catalog.conformance import conformance
from catalog.evidence.settled import reader_name
from catalog.standards_loader import standards
from catalog.words import Assurance, EvidenceKind, Outcome, VerdictKind
from plumbline.evidence import reading, service
from plumbline.evidence.read_schemas import SubmittedOut
from plumbline.evidence.readings import Handed, reading_of
from plumbline.evidence.schemas import EvidenceIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Invalid
from plumbline.market.reading import history_of
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions, events, evidence, files, readings
from tests.storage.assessors_made import made_assessor, review, said
from tests.storage.bom_made import BOM, FLAWED, handed
from tests.storage.market_made import SUPPLIER, add_product, add_supplier

DAY = date(2026, 11, 23)
MACHINE = EvidenceIn(kind=EvidenceKind.MACHINE_READABLE)


def submit(
    database: Database, clock: FixedClock, read: Handed, data: EvidenceIn = MACHINE
) -> tuple[UUID, SubmittedOut]:
    """The document on a new product called scope, and the answer to its supplier."""
    supplier = add_supplier(database)
    product = add_product(database, supplier, "scope")
    with database.write() as db:
        release = service.release_for(db, "scope", supplier)
        return product, service.submit_evidence(db, clock, SUPPLIER, release, data, read.file, read)


def test_lines_become_decisions_of_the_reader(database: Database, clock: FixedClock) -> None:
    """Those it can judge, with pointer and rule; the others wait; the reading is kept whole."""
    read = handed()
    _, answer = submit(database, clock, read)
    with database.read() as db:
        shown = reading.one_evidence(db, answer.id)
        kept = db.execute(select(readings)).one()
        told = db.execute(select(events.c.action, events.c.details).order_by(events.c.sequence)).all()
    assert (shown.kind, shown.title) == (EvidenceKind.MACHINE_READABLE, "CycloneDX document")
    assert shown.requirement_ids == ("C3.4", "CHARTER-8", "SSCOP-1.2")
    assert [(d.requirement_id, d.outcome, d.assurance, d.decided_by) for d in shown.decisions] == [
        ("SSCOP-1.2", Outcome.MET, Assurance.DOCUMENTED, reader_name(read.reading))
    ]
    assert shown.decisions[0].pointer == "/components"
    assert shown.decisions[0].rule == "knows_its_parts"
    assert (shown.issued_on, shown.expires_on) == (date(2026, 11, 1), read.reading.valid_until)
    assert reading_of(kept) == read.reading
    assert kept.received_sha256 == kept.kept_sha256 == sha256(read.file.content).hexdigest()
    assert [action for action, _ in told][-2:] == ["evidence.submitted", "evidence.read"]
    assert told[-1].details["decisions"] == {"SSCOP-1.2": "met 1"}


def test_the_answer_says_what_moved_and_what_waits(database: Database, clock: FixedClock) -> None:
    """Before and after by standard and requirement, as the conformance says it."""
    product, answer = submit(database, clock, handed(FLAWED))
    moves = {each.requirement_id: (each.before, each.after) for each in answer.moved.requirements}
    assert moves["ARCH-CYBER"] == (Outcome.NOT_EVIDENCED, Outcome.NOT_MET)
    assert moves["SSCOP-1.2"] == (Outcome.NOT_EVIDENCED, Outcome.MET)
    verdicts = {each.standard_id: (each.before, each.after) for each in answer.moved.verdicts}
    assert verdicts["NHS-ARCH"] == (VerdictKind.NOT_EVIDENCED, VerdictKind.NON_COMPLIANT)
    with database.read() as db:
        found = conformance(standards(), history_of(db, product), DAY)
    assert answer.moved.gate_after == found.gate.state
    assert "CE-1" in answer.moved.still_open
    assert "ARCH-CYBER" not in answer.moved.still_open  # its standard is not due
    assert "C3.4" in answer.moved.waiting
    assert answer.read is not None
    assert {each.requirement_id for each in answer.read.findings if not each.decided} == {"C3.4"}


def test_secrets_are_not_kept(database: Database, clock: FixedClock) -> None:
    """Where a reader cleaned the bytes, those are stored, and the hash of what came stands beside."""
    read = handed()
    read = msgspec.structs.replace(read, reading=msgspec.structs.replace(read.reading, cleaned=b"{}"))
    _, answer = submit(database, clock, read)
    with database.read() as db:
        assert reading.stored_file(db, answer.sha256 or "").content == b"{}"
        kept = db.execute(select(readings)).one()
        assert db.scalars(select(files.c.content)).all() == [b"{}"]
    assert answer.sha256 == kept.kept_sha256 == sha256(b"{}").hexdigest()
    assert kept.received_sha256 == sha256(read.file.content).hexdigest()
    assert kept.body.get("cleaned") is None


def test_it_lapses_on_the_day_that_the_reading_says(database: Database, clock: FixedClock) -> None:
    """What it shows in favour holds on its last day and not on the next; its failures stay."""
    read = handed(FLAWED)
    product, _ = submit(database, clock, read)
    last = read.reading.valid_until
    assert last is not None
    with database.read() as db:
        history = history_of(db, product)
    for day, expected in ((last, Outcome.MET), (last + timedelta(days=1), Outcome.NOT_EVIDENCED)):
        results = {
            each.requirement.id: each.outcome
            for each in conformance(standards(), history, day).requirement_results()
        }
        assert results["SSCOP-1.2"] is expected
        assert results["ARCH-CYBER"] is Outcome.NOT_MET


def test_an_assessor_decides_after_the_reader(database: Database, clock: FixedClock) -> None:
    """The next version, of the reader's line and of one that it left open; as strong as signed."""
    _, answer = submit(database, clock, handed())
    assessors = [made_assessor(database, clock, name) for name in ("Ada", "Bo")]
    for requirement, version in (("SSCOP-1.2", 2), ("C3.4", 1)):
        data = said(requirement, version=version, assurance=Assurance.TESTED)
        for assessor in assessors:  # security: it takes two
            review(database, clock, assessor, answer.id, data)
    with database.read() as db:
        decided = reading.one_evidence(db, answer.id).decisions
    assert [(d.requirement_id, d.version, d.rule is None) for d in decided] == [
        ("C3.4", 1, True),
        ("SSCOP-1.2", 1, False),
        ("SSCOP-1.2", 2, True),
    ]


def test_a_title_that_cannot_be_kept_leaves_nothing_behind(database: Database, clock: FixedClock) -> None:
    """Neither evidence nor reading, decision or file."""
    with pytest.raises(Invalid):
        submit(database, clock, handed(), msgspec.structs.replace(MACHINE, title="a\x07b"))
    with database.read() as db:
        for table in (evidence, readings, decisions, files):
            assert db.execute(select(table)).all() == []


def test_what_speaks_to_no_requirement_is_kept_all_the_same(database: Database, clock: FixedClock) -> None:
    """It moves nothing, and says so."""
    read = handed(BOM)
    read = msgspec.structs.replace(read, reading=msgspec.structs.replace(read.reading, lines=()))
    _, answer = submit(database, clock, read)
    assert answer.moved.requirements == []
    with database.read() as db:
        assert reading.one_evidence(db, answer.id).requirement_ids == ()
