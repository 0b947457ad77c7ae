"""Up to how much an organisation buys directly: set by its administrators, dated, kept for ever."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from catalog.purchasing.legal import AuthorityClass, ceiling_on
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money, shown
from plumbline.purchasing import threshold_rows
from plumbline.purchasing.rules import Threshold
from plumbline.purchasing.threshold_schemas import CeilingOut, ThresholdIn, ThresholdOut, ThresholdsOut
from plumbline.storage.engine import Connection

LARGEST: Final = Decimal(1_000_000_000)
FURTHEST_DAYS: Final = 366


def thresholds_of(db: Connection, clock: Clock, identity: Identity) -> ThresholdsOut:
    """The threshold in force, every one there was, and what the law sets."""
    organisation_id = _organisation(identity, Permission.READ_PURCHASE_THRESHOLD)
    row = threshold_rows.in_force(db, organisation_id, today(clock))
    return ThresholdsOut(
        in_force=_out(row) if row else None,
        history=[_out(each) for each in threshold_rows.history(db, organisation_id)],
        ceilings=_ceilings(today(clock)),
    )


def set_threshold(
    db: Connection, clock: Clock, identity: Identity, data: ThresholdIn, earliest: date | None = None
) -> ThresholdsOut:
    """Set it from a day on: today, unless an `earliest` is named (the demonstration's began before it was
    loaded), or later. Raises `Invalid` for an amount or a day that cannot be, `Stale` for a second one in the
    same moment.
    """
    organisation_id = _organisation(identity, Permission.SET_PURCHASE_THRESHOLD)
    net = _checked(data, earliest or today(clock))
    before = threshold_rows.history(db, organisation_id)
    values = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "version": before[0].version + 1 if before else 1,
        "net_minor": net.minor,
        "authority_class": str(data.authority_class),
        "valid_from": data.valid_from,
        "reason": data.reason.strip(),
        "set_by": identity.actor.signature,
        "set_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "threshold.set",
        "organisation",
        organisation_id,
        net=str(net.units),
        authority_class=str(data.authority_class),
        valid_from=data.valid_from.isoformat(),
    )
    threshold_rows.add(db, values, event=told)
    return thresholds_of(db, clock, identity)


def threshold_on(db: Connection, organisation_id: UUID, day: date) -> Threshold | None:
    """The threshold that counts on a day; None where none was set."""
    row = threshold_rows.in_force(db, organisation_id, day)
    if row is None:
        return None
    return Threshold(net=Money(row.net_minor), authority_class=AuthorityClass(row.authority_class))


def _checked(data: ThresholdIn, day: date) -> Money:
    problems = []
    net = _money(data.net)
    if net is None:
        problems.append(FieldProblem("/net", "Write pounds and pence, like 40000.00."))
    if not day <= data.valid_from or (data.valid_from - day).days > FURTHEST_DAYS:
        problems.append(FieldProblem("/valid_from", "It begins today, or within a year from today."))
    if len(data.reason.strip()) < 10:
        problems.append(FieldProblem("/reason", "Write at least 10 characters that say why."))
    ceiling = ceiling_on(max(day, data.valid_from))
    if net is not None and ceiling is not None:
        most = ceiling.amounts[data.authority_class]
        if net.units > most:
            words = f"It may not be above the law's threshold, {shown(Money.of(most))}."
            problems.append(FieldProblem("/net", words))
    if problems or net is None:
        raise Invalid(problems[0].detail, problems=tuple(problems))
    return net


def _money(text: str) -> Money | None:
    """What people write, with commas or a pound sign if they like; None for what is no such amount."""
    plain = text.strip().removeprefix("£").replace(",", "")
    if not plain.isascii() or not set(plain) <= set("0123456789."):
        return None
    try:
        amount = Decimal(plain)
        return Money.of(amount) if 0 <= amount <= LARGEST else None
    except (InvalidOperation, ValueError):
        return None


def _ceilings(day: date) -> dict[str, CeilingOut]:
    found = ceiling_on(day)
    if found is None:
        return {}
    return {
        str(kind): CeilingOut(
            net=f"{Money.of(amount).units}",
            includes_vat=found.includes_vat,
            begins=found.begins,
            source=found.source,
            sureness=found.sureness,
        )
        for kind, amount in found.amounts.items()
    }


def _organisation(identity: Identity, permission: Permission) -> UUID:
    require(identity, permission)
    if identity.organisation_id is None:  # the table of roles gives this to organisations only
        raise NotFound("You act for no organisation that could buy.")
    return identity.organisation_id


def _out(row: Any) -> ThresholdOut:
    return ThresholdOut(
        version=row.version,
        net=f"{Money(row.net_minor).units}",
        authority_class=AuthorityClass(row.authority_class),
        valid_from=row.valid_from,
        reason=row.reason,
        set_by=row.set_by,
        set_at=row.set_at,
    )
