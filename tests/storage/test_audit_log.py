"""The log on both engines: no gap under concurrent writers, nothing changed, proofs that hold."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from plumbline.audit import repository, service
from plumbline.audit.keys import private_key, public_text
from plumbline.audit.offline import verify_log, write_log
from plumbline.audit.signing import EVERY_SECONDS, Signing
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Unavailable
from plumbline.kit.identifiers import new_id
from plumbline.kit.leaves import ACTOR_NAME, commitment
from plumbline.kit.merkle import consistency_holds, inclusion_holds, root_of
from plumbline.kit.signed_notes import open_note
from plumbline.storage.engine import Database
from plumbline.storage.events import record
from plumbline.storage.migrate import downgrade, upgrade
from plumbline.storage.tables import audit_checkpoints, event_persons, events
from tests.storage.decision_race import at_once
from tests.storage.log_race import NURSE, race, write

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_writers_at_once_leave_no_gap_and_a_reader_misses_nothing(
    database: Database, clock: FixedClock
) -> None:
    """Sixteen writers and a reader who goes by numbers (threat row 14): every number once, in order."""
    race(database, clock, writers=16, each=25)


def test_an_event_and_its_change_are_one(database: Database, clock: FixedClock) -> None:
    """A transaction that fails leaves no event, and no gap."""

    def fail() -> None:
        with database.write() as db:
            record(db, event(clock, Actor(kind="operator", name="x"), "a.b", "c", 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    write(database, clock, 1)
    with database.read() as db:
        assert db.scalars(select(events.c.sequence)).all() == [0]


@pytest.mark.parametrize("statement", ["UPDATE events SET action = 'x'", "DELETE FROM events"])
def test_the_database_refuses_to_change_the_log(
    database: Database, clock: FixedClock, statement: str
) -> None:
    """On both engines: to the service's role, and to the owner of the tables."""
    write(database, clock, 1)
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"), database.write() as db:
        db.execute(text(statement))
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as db:
        db.execute(text(statement))


def test_proofs_hold_against_signed_checkpoints(database: Database, clock: FixedClock) -> None:
    """Every event is provably in, and every earlier log is provably the beginning of a later one."""
    roots: dict[int, bytes] = {}
    for number in range(13):
        write(database, clock, number)
        with database.write() as db:
            note = service.sign_checkpoint(db, clock, KEY)
        checkpoint = open_note(note, KEY.public_key())
        roots[checkpoint.size] = checkpoint.root
    with database.read() as db:
        for size, root in roots.items():
            for sequence in range(size):
                proof = service.prove_inclusion(db, sequence, size)
                steps = [bytes.fromhex(step) for step in proof.steps]
                assert inclusion_holds(bytes.fromhex(proof.leaf or ""), sequence, size, steps, root)
            for earlier in range(1, size + 1):
                steps = [bytes.fromhex(s) for s in service.prove_consistency(db, earlier, size).steps]
                assert consistency_holds(earlier, size, steps, roots[earlier], root)


def test_a_person_can_be_erased_without_breaking_the_tree(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """No leaf names the person; the salted commitments check until they are erased; the log still holds."""
    write(database, clock, 1)
    write(database, clock, 2, Actor(kind="person", id=new_id(), name="Otto Other"))
    with database.read() as db:
        leaves = db.scalars(select(events.c.leaf).order_by(events.c.sequence)).all()
        known = db.execute(select(event_persons).where(event_persons.c.sequence == 0)).all()
    assert not any(word in leaf for leaf in leaves for word in ("Nia", "Otto", "example.org"))
    assert {row.field: row.value for row in known} == {
        ACTOR_NAME: "Nia Nurse",
        "details.email": "nia@example.org",
    }
    assert all(commitment(row.salt, row.value) in leaves[0] for row in known)
    with database.write() as db:
        assert service.erase_person(db, NURSE) == 2
    with database.read() as db:
        assert {row.value for row in db.execute(select(event_persons))} == {"Otto Other", "nia@example.org"}
    assert exported(database, clock, tmp_path / "log")
    assert verify_log(tmp_path / "log").holds


def exported(database: Database, clock: FixedClock, file: Path) -> int:
    """Writes the log to a file; how many events that were."""
    with database.write() as db:
        note = service.sign_checkpoint(db, clock, KEY)
    with database.read() as db, file.open("wb") as out:
        return write_log(db, out, note, public_text(KEY.public_key()))


def test_a_checkpoint_is_due_when_the_log_grew_and_half_a_minute_went_by(
    database: Database, clock: FixedClock
) -> None:
    """The same note until then; never two over the same tree."""
    write(database, clock, 1)
    first = service.signed(database, clock, KEY)
    write(database, clock, 2)
    assert service.signed(database, clock, KEY) == first
    clock.advance(30)
    second = service.signed(database, clock, KEY)
    assert open_note(second, KEY.public_key()).size == 2
    clock.advance(3_000)
    assert service.signed(database, clock, KEY) == second, "nothing happened since"


def test_events_from_before_the_log_are_taken_into_it(database: Database, clock: FixedClock) -> None:
    """Down and up again keeps every event, numbered in the order in which it happened."""
    for number in range(5):
        write(database, clock, number)
        clock.advance(1)
    downgrade(database, "0001")
    upgrade(database)
    with database.read() as db:
        rows = db.execute(select(events).order_by(events.c.sequence)).all()
        assert [(row.sequence, row.subject_id) for row in rows] == [(n, str(n)) for n in range(5)]
        assert repository.head(db).root() == root_of(repository.leaf_hashes(db, 5))
        names = set(db.scalars(select(event_persons.c.value).where(event_persons.c.field == ACTOR_NAME)))
    assert names == {"Nia Nurse"}
    write(database, clock, 5)


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    """A broken one is refused rather than replaced."""
    file = tmp_path / "keys" / "audit.key"
    first, second = private_key(file), private_key(file)
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("not a key")
    with pytest.raises(Unavailable, match="cannot be read"):
        private_key(file)


def test_whoever_signs_at_the_same_moment_gets_a_checkpoint(database: Database, clock: FixedClock) -> None:
    """Workers and visitors who find one due at once: nobody fails, and it is kept once."""
    write(database, clock, 1)
    outcomes = at_once(16, lambda _: open_note(service.signed(database, clock, KEY), KEY.public_key()))
    assert outcomes == [None] * 16
    with database.read() as db:
        assert len(service.notes(db)) == 1


@pytest.mark.parametrize("later", [0, 7, 19])
def test_checkpoints_of_two_workers_are_at_most_a_minute_apart(
    database: Database, clock: FixedClock, tmp_path: Path, later: int
) -> None:
    """Five minutes of a log that grows: at no second is an event of a minute ago without a signature."""
    workers = [Signing(database, clock, tmp_path / "audit.key") for _ in range(2)]
    every = int(EVERY_SECONDS)
    grown: dict[int, int] = {}  # how large the log was, by second
    for second in range(300):
        if second % 3 == 0:
            write(database, clock, second)
        for number, worker in enumerate(workers):
            if second % every == number * later:
                worker.once()
        with database.read() as db:
            grown[second] = service.size_of(db)
            newest = repository.newest_checkpoint(db)
        if second >= 60:
            assert newest is not None
            assert newest.size >= grown[second - 60]
        clock.advance(1)
    with database.read() as db:
        made = db.scalars(select(audit_checkpoints.c.made_at).order_by(audit_checkpoints.c.size)).all()
    gaps = [after - before for before, after in pairwise(made)]
    assert max(gaps) <= timedelta(seconds=60)
