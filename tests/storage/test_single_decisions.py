"""A decision that must be single is single: behind the lock, and at the index alone (threat row 4)."""

from uuid import UUID

from sqlalchemy import func, select

from plumbline.evidence import repository as evidence_rows
from plumbline.kit.audit import event
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.shortlists import repository as shortlist_rows
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions, events, shortlist_decisions, shortlists
from tests.storage.decision_race import assert_one_wins, at_once, race_for_evidence, race_for_shortlist
from tests.storage.market_made import ASSESSOR
from tests.storage.single_made import REQUIREMENT, made_buyer, made_evidence, made_shortlist

ROUNDS, THREADS = 3, 64


def _count(database: Database, action: str) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).where(events.c.action == action)) or 0


def test_one_decision_on_evidence_per_version(database: Database, clock: FixedClock) -> None:
    """64 threads, a few rounds; 200 under `make faults`."""
    made = made_evidence(database, clock)
    race_for_evidence(database, clock, made, REQUIREMENT, rounds=ROUNDS, threads=THREADS)
    with database.read() as db:
        assert sorted(db.scalars(select(decisions.c.version))) == [1, 2, 3]
    assert _count(database, "evidence.decided") == ROUNDS


def test_one_decision_on_a_shortlist_per_version(database: Database, clock: FixedClock) -> None:
    """The same for a buyer's shortlist."""
    buyer = made_buyer(database, clock)
    made = made_shortlist(database, clock, buyer)
    race_for_shortlist(database, clock, buyer, made, rounds=ROUNDS, threads=THREADS)
    with database.read(THE_OPERATOR) as db:
        assert sorted(db.scalars(select(shortlist_decisions.c.version))) == [2, 3, 4]
    assert _count(database, "shortlist.decided") == ROUNDS


def test_without_the_lock_the_index_on_evidence_holds(database: Database, clock: FixedClock) -> None:
    """Everybody has looked before anybody writes, as without a lock: the index lets one through."""
    made = made_evidence(database, clock)

    def insert(number: int) -> None:
        values = {
            "evidence_id": made,
            "requirement_id": REQUIREMENT,
            "version": 1,
            "outcome": "met",
            "assurance": "documented",
            "reason": f"Seen by thread {number}.",
            "decided_by": "An Assessor",
            "decided_on": today(clock),
            "decided_at": clock.now(),
        }
        told = event(clock, ASSESSOR, "evidence.decided", "evidence", made)
        with database.write() as db:
            evidence_rows.add_decision(db, values, event=told)

    assert_one_wins(at_once(16, insert))
    with database.read() as db:
        assert db.scalars(select(decisions.c.version)).all() == [1]
    assert _count(database, "evidence.decided") == 1


def _insert_without_a_lock(database: Database, clock: FixedClock, shortlist: UUID, slug: str) -> None:
    told = event(clock, ASSESSOR, "shortlist.decided", "shortlist", shortlist)
    row = {
        "shortlist_id": shortlist,
        "product_slug": slug,
        "choice": "in",
        "reason": "It was there first.",
        "version": 2,
        "decided_by": "Bea",
        "decided_at": clock.now(),
    }
    with database.write(THE_OPERATOR) as db:
        shortlist_rows.add_decisions(db, [row], event=told)


def test_without_the_lock_a_shortlist_moves_once(database: Database, clock: FixedClock) -> None:
    """On the same product or on different ones: the version moves for one of them."""
    made = made_shortlist(database, clock, made_buyer(database, clock))
    slugs = ("scope", "lamp")
    assert_one_wins(at_once(16, lambda n: _insert_without_a_lock(database, clock, made, slugs[n % 2])))
    with database.read(THE_OPERATOR) as db:
        assert db.scalars(select(shortlist_decisions.c.version)).all() == [2]
        assert db.scalars(select(shortlists.c.version)).all() == [2]
    assert _count(database, "shortlist.decided") == 1


def test_the_index_of_a_shortlist_holds_by_itself(database: Database, clock: FixedClock) -> None:
    """Were a decision there that the shortlist's version does not know: a conflict, and nothing moves."""
    made = made_shortlist(database, clock, made_buyer(database, clock))
    with database.write(THE_OPERATOR) as db:
        db.execute(
            shortlist_decisions.insert().values(
                id=new_id(), shortlist_id=made, product_slug="scope", choice="in", version=2,
                reason="From elsewhere.", decided_by="Nobody", decided_at=clock.now(),
            )
        )  # fmt: skip
    outcomes = at_once(1, lambda _: _insert_without_a_lock(database, clock, made, "scope"))
    assert [type(each).__name__ for each in outcomes] == ["Stale"]
    with database.read(THE_OPERATOR) as db:
        assert db.scalars(select(shortlists.c.version)).all() == [1]
