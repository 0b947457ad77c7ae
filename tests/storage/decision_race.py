"""Many threads that make the same single decision at the same moment, round after round."""

import threading
from collections.abc import Callable
from uuid import UUID

from plumbline.accounts.identity import Identity
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import Choice, DecisionIn
from plumbline.storage.engine import Database
from tests.storage.assessors_made import made_assessor, review, said


def at_once(threads: int, act: Callable[[int], object]) -> list[Exception | None]:
    """What became of `act(0)`, `act(1)`, … done in the same moment: `None` where nothing was raised."""
    gate, found = threading.Barrier(threads), list[Exception | None]()

    def run(number: int) -> None:
        gate.wait()
        try:
            act(number)
        except Exception as error:  # noqa: BLE001 whatever it is, the test looks at it
            found.append(error)
        else:
            found.append(None)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found


def assert_one_wins(outcomes: list[Exception | None]) -> None:
    """One is recorded; every other is a conflict (409), and none is anything else."""
    assert [error for error in outcomes if error is not None and not isinstance(error, Conflict)] == []
    assert outcomes.count(None) == 1


def race_for_evidence(
    database: Database, clock: FixedClock, evidence_id: UUID, requirement: str, *, rounds: int, threads: int
) -> None:
    """Each round is for the next version of the decision on one piece of evidence."""
    assessors = [made_assessor(database, clock, name) for name in ("Ada", "Bo", "Cy", "Di")]
    for version in range(1, rounds + 1):

        def decide(number: int, version: int = version) -> None:
            what = said(requirement, version=version, reason=f"Seen by thread {number}.")
            review(database, clock, assessors[number % len(assessors)], evidence_id, what)

        assert_one_wins(at_once(threads, decide))


def race_for_shortlist(
    database: Database, clock: FixedClock, buyer: Identity, made: UUID, *, rounds: int, threads: int
) -> None:
    """Each round is for the next version of one shortlist, on the product `scope`."""
    for version in range(1, rounds + 1):

        def decide(number: int, version: int = version) -> None:
            data = DecisionIn(choice=Choice.IN, reason=f"The reason of thread {number}.", version=version)
            with database.write(buyer.tenant) as db:
                shortlists.decide(db, clock, buyer, made, "scope", data)

        assert_one_wins(at_once(threads, decide))
