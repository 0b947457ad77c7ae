"""`plumbline evidence pack`: a product's conformance on a day as a CycloneDX document."""

import argparse
import sys
from pathlib import Path

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened, settings_from
from plumbline.commands.standards import day_of
from plumbline.evidence.pack import pack_of, written
from plumbline.evidence.routes import record_of
from plumbline.kit.clock import SystemClock, today
from plumbline.market.source import MarketSource


def add(what: Subparsers) -> None:
    """Add the command to `plumbline evidence`."""
    parser = what.add_parser(
        "pack",
        help="a product's conformance as a CycloneDX document with declarations",
        epilog="Example: plumbline evidence pack tern-record --as-of 2026-10-01 --write pack.cdx.json",
    )
    parser.add_argument("product", metavar="SLUG", help="the product's name in addresses")
    parser.add_argument("--as-of", type=day_of, metavar="YYYY-MM-DD", help="today unless it is given")
    parser.add_argument("--write", type=Path, metavar="FILE", help="to a file; else to standard output")
    add_database(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the pack. A product that is not there is an error in words."""
    clock = SystemClock()
    with opened(chosen) as database:
        market = MarketSource(database, clock)
        try:
            record, day = record_of(market, chosen.product, chosen.as_of)
            with database.read() as db:
                content = written(pack_of(db, record, day, today(clock), settings_from(chosen).public_url))
        finally:
            market.close()
    if chosen.write:
        chosen.write.write_bytes(content)
    else:
        sys.stdout.write(content.decode())
    return 0
