"""The worker of live checks at work: a supplier, their server and names, and what a look at them gives."""

from typing import Any

import msgspec

from plumbline.accounts.identity import Identity
from plumbline.evidence import reading
from plumbline.evidence.desk import Desk
from plumbline.kit.clock import FixedClock
from plumbline.live.proving import Proof
from plumbline.live.schemas import LiveCheckOut, LookOutcome
from plumbline.live.worker import Worker
from plumbline.storage.engine import Database
from tests.live.at_home import Home
from tests.live.tls_server import HOST
from tests.storage.live_made import ON, acting_for, registered, stand

METADATA, CONFIGURATION = "/r4/metadata", "/r4/.well-known/smart-configuration"


class Scene:
    """A supplier, their server, a check of it, and the worker."""

    def __init__(self, database: Database, clock: FixedClock, desk: Desk, home: Home, port: int) -> None:
        self.database, self.clock, self.home = database, clock, home
        self.mine: Identity = acting_for(database, "acme", "scope")
        self.worker = Worker(database, clock, home, desk)
        self.address = f"https://{HOST}:{port}/r4"

    def register(self, proof: Proof = Proof.DNS) -> LiveCheckOut:
        ports = msgspec.structs.replace(ON, live_ports=self.address.split(":")[2].split("/")[0])
        return registered(
            self.database, self.clock, self.mine, address=self.address, proof=proof, settings=ports
        )

    def look(self, check: LiveCheckOut) -> LiveCheckOut:
        """Have it run when it is due, and tell how it stands."""
        due = stand(self.database, self.mine, check.id).due_at
        assert due is not None
        self.clock.moment = max(self.clock.moment, due)
        self.home.asked.clear()
        assert self.worker.run_due() == 1
        return stand(self.database, self.mine, check.id)

    def evidence(self) -> list[Any]:
        with self.database.read() as db:
            return reading.evidence_on(db, "scope").items


def outcomes(check: LiveCheckOut) -> dict[str, LookOutcome]:
    """Of the newest look at each thing."""
    return {each.about: each.outcome for each in reversed(check.looks)}
