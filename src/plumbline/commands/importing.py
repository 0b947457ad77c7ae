"""`plumbline import …`: bring in organisations, or the public list of 2020."""

import argparse
from pathlib import Path

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.importing.buying_catalogue import import_buying_catalogue
from plumbline.importing.organisations import import_organisations
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help="bring in public records")
    kinds = parser.add_subparsers(required=True, metavar="WHAT")
    organisations = kinds.add_parser("organisations", help="from a CSV file, or JSON in the ORD shape")
    organisations.add_argument("path", type=Path)
    add_database(organisations)
    organisations.set_defaults(run=run_organisations)
    catalogue = kinds.add_parser("buying-catalogue", help="the public list of 2020, from its folder")
    catalogue.add_argument("path", type=Path)
    add_database(catalogue)
    catalogue.set_defaults(run=run_buying_catalogue)


def run_organisations(chosen: argparse.Namespace) -> int:
    """All of the file, or nothing."""
    with opened(chosen) as database:
        print(import_organisations(database, chosen.path, SystemClock(), OPERATOR))
    return 0


def run_buying_catalogue(chosen: argparse.Namespace) -> int:
    """All of the folder, or nothing."""
    with opened(chosen) as database:
        print(import_buying_catalogue(database, chosen.path, SystemClock(), OPERATOR))
    return 0
