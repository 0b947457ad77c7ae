"""`plumbline evidence gaps`: what a product lacks on a day, and the fewest documents that close it."""

import argparse

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.commands.printing import print_json
from plumbline.commands.standards import day_of
from plumbline.evidence.gap_schemas import GapsOut
from plumbline.evidence.gaps import gaps_on
from plumbline.evidence.pack import release_version
from plumbline.evidence.routes import record_of
from plumbline.kit.clock import SystemClock
from plumbline.market.source import MarketSource

DONE, NO = 0, 1


def add(what: Subparsers) -> None:
    """Add the command to `plumbline evidence`."""
    parser = what.add_parser(
        "gaps",
        help="what a product lacks on a day, and the shortest list of documents that closes it",
        epilog="Exit code 0: every standard that is due passes. 1: one does not. "
        "Example: plumbline evidence gaps tern-record --as-of 2027-04-01",
    )
    parser.add_argument("product", metavar="SLUG", help="the product's name in addresses")
    parser.add_argument("--as-of", type=day_of, metavar="YYYY-MM-DD", help="today unless it is given")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    add_database(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the list. A product that is not there is an error in words."""
    with opened(chosen) as database:
        market = MarketSource(database, SystemClock())
        try:
            record, today = record_of(market, chosen.product, None)
            with database.read() as db:
                release = release_version(db, record.slug)
        finally:
            market.close()
    found = gaps_on(record.slug, release, record.history, chosen.as_of or today)
    if chosen.json:
        print_json(found)
    else:
        print("\n".join(_in_words(found)))
    return NO if found.blocking else DONE


def _in_words(found: GapsOut) -> list[str]:
    lines = [f"{found.product} {found.release or ''} on {found.as_of}: {found.gate}".replace("  ", " ")]
    lines += [f"  {each.standard_id:<18}{each.verdict:<20}{each.title}" for each in found.blocking]
    if found.to_hand_in:
        lines.append(
            f"{len(found.gaps)} requirements are not shown; {len(found.to_hand_in)} documents close them:"
        )
    for number, each in enumerate(found.to_hand_in, 1):
        by = "machine" if each.document.format else "assessor"
        lines.append(f"  {number}. {each.document.title} (at least {each.least_assurance}; read by {by})")
        lines.append(f"     {', '.join(each.closes)}")
    if found.waiting:
        names = ", ".join(each.requirement_id for each in found.waiting)
        lines.append(f"{len(found.waiting)} wait for an assessor: {names}")
    return lines
