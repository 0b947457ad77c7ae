"""Which products an organisation uses: declared by its procurement officers, with the days."""

from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, Party, require
from plumbline.accounts.roles import Permission
from plumbline.feedback import use_rows
from plumbline.feedback.collecting_schemas import EndIn, InUseIn, InUseList, InUseOut, SentOut
from plumbline.feedback.shown import product_named
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection


def collector(identity: Identity) -> Party:
    """The organisation that somebody collects feedback for. Raises `NotAllowed`."""
    require(identity, Permission.COLLECT_FEEDBACK)
    if identity.organisation is None:  # the table of roles gives this to organisations only
        raise NotFound("You act for no organisation that could use a product.")
    return identity.organisation


def listed(db: Connection, identity: Identity) -> InUseList:
    """What the organisation declared."""
    organisation = collector(identity)
    counts = use_rows.sent(db, organisation.code)
    return InUseList(
        items=[_out(row, counts) for row in use_rows.of_organisation(db, organisation.id)],
    )


def held_by(db: Connection, identity: Identity) -> list[str]:
    """Slugs of what the organisation of somebody who buys for it has in use now, by name; none for others."""
    if identity.organisation is None or not identity.may(Permission.READ_SHORTLISTS):
        return []
    rows = use_rows.of_organisation(db, identity.organisation.id)
    return [row.slug for row in rows if row.until is None]


def choices(db: Connection) -> list[tuple[str, str]]:
    """Slugs of what is on the market, with the names of product and supplier, A to Z."""
    rows = use_rows.published(db)
    return sorted(((row.slug, f"{row.name} ({row.supplier_name})") for row in rows), key=_name)


def _name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def in_use(db: Connection, identity: Identity, in_use_id: UUID) -> Any:
    """One declaration of the organisation. Raises `NotFound`."""
    row = use_rows.one(db, in_use_id, collector(identity).id)
    if row is None:
        raise NotFound("Your organisation declared no such use.", next_step="See what it did: /collect")
    return row


def shown(db: Connection, identity: Identity, in_use_id: UUID) -> InUseOut:
    """The same, as it is shown."""
    row = in_use(db, identity, in_use_id)
    return _out(row, use_rows.sent(db, collector(identity).code))


def declare(db: Connection, clock: Clock, identity: Identity, data: InUseIn) -> InUseOut:
    """Declare that a product is in use. Raises `NotFound`, `Invalid`, and `Conflict` a second time."""
    organisation = collector(identity)
    product = product_named(db, data.product)
    if data.since > today(clock):
        raise Invalid.field("/since", "That day is still to come: declare it once it is in use.")
    values = {
        "id": new_id(),
        "organisation_id": organisation.id,
        "product_id": product.id,
        "since": data.since,
        "until": None,
        "declared_by": identity.actor.signature,
        "declared_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "use.declared",
        "product",
        product.slug,
        organisation=organisation.code,
        since=data.since.isoformat(),
    )
    use_rows.declare(db, values, event=told)
    return shown(db, identity, values["id"])


def end(db: Connection, clock: Clock, identity: Identity, in_use_id: UUID, data: EndIn) -> InUseOut:
    """Declare its last day. Raises `Invalid` for a day that cannot be, `Conflict` where it ended before."""
    row = in_use(db, identity, in_use_id)
    if row.until is not None:
        raise Conflict(f"Its last day was {row.until}.", next_step="Declare it anew if it is in use again.")
    if not row.since <= data.until <= today(clock):
        raise Invalid.field("/until", f"The last day lies between {row.since} and today.")
    told = event(
        clock,
        identity.actor,
        "use.ended",
        "product",
        row.slug,
        organisation=collector(identity).code,
        until=data.until.isoformat(),
    )
    use_rows.end(db, in_use_id, data.until, event=told)
    return shown(db, identity, in_use_id)


def _out(row: Any, counts: Any) -> InUseOut:
    return InUseOut(
        id=row.id,
        product=row.slug,
        product_name=row.name,
        since=row.since,
        until=row.until,
        declared_by=row.declared_by,
        sent=[
            SentOut(last_day=each.last_day, invitations=each.invitations)
            for each in counts
            if each.product_id == row.product_id
        ],
    )
