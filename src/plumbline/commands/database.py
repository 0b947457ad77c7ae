"""`plumbline migrate`: bring the database to the newest schema."""

import argparse
import sys

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="bring the database to the newest schema")
    add_database(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Apply every missing migration."""
    with opened(chosen) as database:
        print(f"{database.engine.url!r} has the newest schema", file=sys.stderr)
    return 0
