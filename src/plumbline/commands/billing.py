"""`plumbline billing reconcile`: hold both sides of every payment against each other, and repair."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

import msgspec

from plumbline.billing import run_rows
from plumbline.billing.nightly import finish
from plumbline.billing.reconcile import Reconciled, Reconciler
from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened, settings_from
from plumbline.commands.printing import print_json
from plumbline.integrations.stripe.connecting import Payments
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock
from plumbline.kit.tenant import CHARGING
from plumbline.purchasing.reconciling import OrderPayments
from plumbline.purchasing.reconciling import Reconciled as ReconciledOrders
from plumbline.settings import Settings, SettingsError
from plumbline.storage.engine import Connection, Database

R = TypeVar("R")
AGREE, DIFFER = 0, 1


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("billing", help="what suppliers pay, and the payment processor")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    reconciling = what.add_parser(
        "reconcile",
        help="hold both sides against each other, and repair what can be repaired",
        epilog="Exit codes: 0 both sides agree, or do now; 1 something is left for a person; 2 it was called "
        "wrongly; 3 the database or the payment processor could not be used.",
    )
    reconciling.add_argument("--dry-run", action="store_true", help="say what differs, and change nothing")
    reconciling.add_argument("--json", action="store_true", help="print the result as JSON")
    add_database(reconciling)
    reconciling.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Say what differed and what was done about it."""
    settings = settings_from(chosen)
    with opened(chosen) as database:
        found, orders = asyncio.run(_reconciled(database, settings, dry=chosen.dry_run))
    if chosen.json:
        told = {"counts": found.counts, "differences": found.differences, "left": len(found.left)}
        print_json(told | {"orders": msgspec.to_builtins(orders)})
    else:
        _tell(found)
        print(orders, file=sys.stderr)
    left = found.differences if chosen.dry_run else found.left
    unsettled = orders.left or orders.refunds.left or orders.refunds.unknown
    return DIFFER if left or unsettled else AGREE


async def _reconciled(
    database: Database, settings: Settings, *, dry: bool
) -> tuple[Reconciled, ReconciledOrders]:
    """Of suppliers, and of orders: these are only asked for, read again and recorded, never on a dry run."""
    clock = SystemClock()
    payments = Payments(settings, clock)
    if payments.mode == "off":
        raise SettingsError(
            "No payment processor is set up.\n"
            "  Set PLUMBLINE_STRIPE_KEY, or PLUMBLINE_DEMO=1 for the stand-in of the demonstration."
        )
    try:
        found = await Reconciler(database, clock, payments.processor, dry=dry).run()
        ordering = OrderPayments(database, clock, lambda: payments.processor, settings.site)
        orders = ReconciledOrders() if dry else await ordering.reconcile()
    finally:
        await payments.close()
    if not dry:
        _kept(database, lambda db: _note(db, clock, found))
    return found, orders


def _note(db: Connection, clock: SystemClock, found: Reconciled) -> None:
    run_id = run_rows.begin(db, None, OPERATOR.name, clock.now())
    assert run_id is not None  # a run by hand has no night that could be taken
    finish(db, clock, OPERATOR, run_id, found)


def _kept(database: Database, work: Callable[[Connection], R]) -> R:
    with database.write(CHARGING) as db:
        return work(db)


def _tell(found: Reconciled) -> None:
    for each in found.differences:
        print(each)
    looked = ", ".join(f"{count} {name}" for name, count in sorted(found.counts.items())) or "nothing"
    print(
        f"Looked at {looked}; {len(found.differences)} differed, {len(found.left)} left for a person.",
        file=sys.stderr,
    )
