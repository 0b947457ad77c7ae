"""What must be in the database after a kill: all that was acknowledged, whole, in a log that verifies."""

from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from plumbline.audit.keys import private_key, public_text
from plumbline.audit.offline import verify_log, write_log
from plumbline.audit.service import sign_checkpoint
from plumbline.kit.clock import SystemClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Connection, Database
from plumbline.storage.tables import api_tokens, events, shortlist_decisions, shortlists
from tests.faults.writers import Writer

Told = Counter[tuple[str, str]]
"""How many events of a kind there are, by the kind and by what they are about."""


class LogKept:
    """The log as somebody outside keeps an eye on it: its key, and the checkpoint of the time before."""

    def __init__(self, key_file: Path, folder: Path) -> None:
        self._key_file = key_file
        self._file = folder / "exported-log"
        self._checkpoint: str | None = None
        self.events = 0

    def assert_verifies(self, database: Database) -> None:
        """As `plumbline audit export` and `plumbline audit verify --key --checkpoint` do it."""
        key = private_key(self._key_file)
        public = public_text(key.public_key())
        with database.write() as db:
            note = sign_checkpoint(db, SystemClock(), key)
        with database.read() as db, self._file.open("wb") as out:
            write_log(db, out, note, public)
        verdict = verify_log(self._file, public, self._checkpoint)
        assert verdict.holds, verdict.reason
        assert verdict.events >= self.events
        self._checkpoint, self.events = note, verdict.events


def assert_kept(database: Database, writers: list[Writer]) -> None:
    """No acknowledged write is missing, and no write has lost a part of itself."""
    with database.read(THE_OPERATOR) as db:
        told = _told(db)
        _assert_tokens_whole(db, told, {token for writer in writers for token in writer.kept.tokens})
        for writer in writers:
            _assert_decisions_whole(db, told, writer)


def _told(db: Connection) -> Told:
    group = select(events.c.action, events.c.subject_id, func.count().label("times"))
    rows = db.execute(group.group_by(events.c.action, events.c.subject_id))
    return Counter({(row.action, row.subject_id): row.times for row in rows})


def _assert_tokens_whole(db: Connection, told: Told, acknowledged: set[str]) -> None:
    there = {str(each) for each in db.scalars(select(api_tokens.c.id))}
    assert acknowledged <= there
    assert {(what, of): times for (what, of), times in told.items() if what == "token.made"} == {
        ("token.made", token): 1 for token in there
    }


def _assert_decisions_whole(db: Connection, told: Told, writer: Writer) -> None:
    """A decision is three writes: its row, the shortlist's version, the event."""
    mine = [row for row in db.execute(select(shortlists)) if str(row.id) == writer.shortlist]
    (shortlist,) = mine
    query = select(shortlist_decisions).where(shortlist_decisions.c.shortlist_id == shortlist.id)
    of = db.execute(query).all()
    assert set(writer.kept.decisions) <= {(writer.shortlist, row.version, row.reason) for row in of}
    assert sorted(row.version for row in of) == list(range(2, shortlist.version + 1))
    assert told["shortlist.decided", writer.shortlist] == shortlist.version - 1
    assert told["shortlist.created", writer.shortlist] == 1
