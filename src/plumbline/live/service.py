"""The rules of live checks for the suppliers who register hosts: how many, whose, and how often."""

from collections.abc import Collection
from datetime import timedelta
from math import ceil
from typing import Any, Final
from uuid import UUID

from catalog.evidence.live import OPEN_LIVE, SOONEST, LiveState
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence import service as evidence
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, NotFound, TooMany
from plumbline.kit.identifiers import new_id
from plumbline.live import repository
from plumbline.live.address import address_of
from plumbline.live.proving import new_token
from plumbline.live.schemas import LiveCheckIn, LiveCheckOut, Released
from plumbline.live.shown import address_in, shown
from plumbline.settings import Settings
from plumbline.storage.engine import Connection

MOST_OPEN: Final = 20
"""Of one supplier: a market's worker is no tool to knock at many doors."""


def register(
    db: Connection, clock: Clock, settings: Settings, identity: Identity, slug: str, data: LiveCheckIn
) -> LiveCheckOut:
    """Record a host for the current release of a product, and make its token. Registered again while it waits
    for its proof, it begins anew: with another token, and proved in another way if that was chosen.

    Raises `NotFound` for another supplier's product, `Invalid` for an address that is not fetched from,
    `Conflict` where live checks are switched off, the supplier has as many as they may, or one for the
    address.
    """
    supplier_id = _supplier(identity)
    release = evidence.release_for(db, slug, supplier_id)
    if not settings.live_checks:
        raise switched_off()
    address = address_of(data.address, allowed_ports(settings))
    running = repository.open_count(db, supplier_id)
    running -= _begun_anew(db, clock, identity, release.id, str(address))
    if running >= MOST_OPEN:
        raise Conflict(
            f"You have {MOST_OPEN} live checks that run, which is as many as one supplier may have.",
            next_step="Remove one that is no longer needed: /live-checks",
        )
    identifier, now = new_id(), clock.now()
    values = {
        "id": identifier,
        "supplier_id": supplier_id,
        "release_id": release.id,
        "address": str(address),
        "proof": str(data.proof),
        "token": new_token(),
        "state": str(LiveState.WAITING),
        "misses": 0,
        "failures": 0,
        "registered_at": now,
        "registered_by": identity.actor.signature,
        # Not at once: whoever registers has to put the token in its place first.
        "due_at": now + SOONEST,
    }
    told = event(
        clock,
        identity.actor,
        "live_check.registered",
        "live_check",
        identifier,
        release=str(release.id),
        address=str(address),
        proof=str(data.proof),
    )
    repository.add(db, values, event=told)
    return check_of(db, identity, identifier)


def _begun_anew(db: Connection, clock: Clock, identity: Identity, release_id: UUID, address: str) -> bool:
    """End the check of the address that still waits for its proof, and tell whether there was one."""
    row = repository.open_one(db, release_id, address)
    if row is None or row.state != LiveState.WAITING:
        return False
    _end(db, clock, identity, row)
    return True


def checks_of(db: Connection, identity: Identity, slug: str | None = None) -> list[LiveCheckOut]:
    """The live checks of the supplier that somebody acts for, of one product if it is named."""
    rows = repository.of_supplier(db, _supplier(identity), slug)
    return shown(db, rows)


def products_of(db: Connection, identity: Identity) -> list[tuple[str, str]]:
    """Slug and name of each product of their supplier that has a release."""
    return [(row.slug, row.name) for row in repository.products_of(db, _supplier(identity))]


def release_of(db: Connection, identity: Identity, slug: str) -> Released:
    """The current release of a product of their supplier. Another's reads as missing."""
    found = evidence.release_for(db, slug, _supplier(identity))
    return Released(slug=found.product_slug, name=found.product_name, version=found.version)


def check_of(db: Connection, identity: Identity, check_id: UUID) -> LiveCheckOut:
    """One live check. Another supplier's reads as missing."""
    return shown(db, [_row(db, identity, check_id)])[0]


def queue(db: Connection, clock: Clock, identity: Identity, check_id: UUID) -> LiveCheckOut:
    """Have it run as soon as the worker comes to it. Raises `TooMany` soon after the last time."""
    row = _open_row(db, identity, check_id)
    now = clock.now()
    # By any of their checks: whoever registers a host again and again knocks no more often.
    last = repository.last_look_at(db, row.supplier_id, address_in(row).host)
    wait = SOONEST - (now - last) if last else timedelta(0)
    if wait > timedelta(0):
        seconds = ceil(wait.total_seconds())
        raise TooMany(
            "This host was checked a moment ago.",
            retry_after_seconds=seconds,
            next_step=f"Wait {ceil(seconds / 60)} minutes, and ask again.",
        )
    told = event(clock, identity.actor, "live_check.queued", "live_check", check_id)
    repository.change(db, check_id, {"due_at": min(row.due_at, now)}, event=told)
    return check_of(db, identity, check_id)


def remove(db: Connection, clock: Clock, identity: Identity, check_id: UUID) -> None:
    """End it for good; what was fetched stays evidence. Removing what has ended is no error."""
    row = _row(db, identity, check_id, lock=True)
    _end(db, clock, identity, row)


def _end(db: Connection, clock: Clock, identity: Identity, row: Any) -> None:
    told = event(clock, identity.actor, "live_check.removed", "live_check", row.id, was=row.state)
    values = {"state": str(LiveState.REMOVED), "due_at": None, "ended_at": clock.now()}
    kept = values if row.state in OPEN_LIVE else {"state": row.state}
    repository.change(db, row.id, kept, event=told)


def allowed_ports(settings: Settings) -> Collection[int]:
    """The ports beside 443 that this market's operator lets hosts be registered with."""
    return tuple(int(each) for each in settings.live_ports.replace(",", " ").split())


def switched_off() -> Conflict:
    """What is said where the operator has not switched live checks on."""
    return Conflict(
        "Live checks are switched off on this market.",
        next_step="Hand the server's statement in as a file: it is read in the same way.",
    )


def _supplier(identity: Identity) -> UUID:
    require(identity, Permission.SUBMIT_EVIDENCE)
    if identity.supplier_id is None:  # the roles' table gives evidence to suppliers only
        raise NotFound("You act for no supplier that could have a live check.")
    return identity.supplier_id


def _row(db: Connection, identity: Identity, check_id: UUID, *, lock: bool = False) -> Any:
    row = repository.one(db, check_id, _supplier(identity), lock=lock)
    if row is None:
        raise NotFound("There is no such live check.", next_step="See yours: /live-checks")
    return row


def _open_row(db: Connection, identity: Identity, check_id: UUID) -> Any:
    row = _row(db, identity, check_id, lock=True)
    if row.state not in OPEN_LIVE:
        raise Conflict(
            "This live check has ended.", next_step="Register the address anew: it gets a token of its own."
        )
    return row
