"""`plumbline demo`: load the fictional demonstration market into a database."""

import argparse
import sys

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened, settings_from
from plumbline.kit.clock import SystemClock


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="load the fictional demonstration market")
    add_database(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Load it, unless it is there already."""
    from plumbline.demo.market import (  # writes PDF files: a second that no other command needs
        load_accounts,
        load_demo,
    )

    with opened(chosen) as database:
        report = load_demo(database, SystemClock(), _step)
        load_accounts(database, settings_from(chosen), _step)
    print(report)
    return 0


def _step(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
