"""`plumbline person add` and `plumbline token`: people for a market that is not the demonstration."""

import argparse
import getpass
import os
import sys
from uuid import UUID

from plumbline.accounts.roles import Role
from plumbline.accounts.service import add_member, create_person, identity_by_email
from plumbline.accounts.tokens import make_token
from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock
from plumbline.kit.errors import Invalid
from plumbline.organisations.service import id_of
from plumbline.products.service import supplier_id_of
from plumbline.storage.engine import Connection


def add(subparsers: Subparsers) -> None:
    """Add both commands."""
    _add_person(subparsers)
    _add_token(subparsers)


def _add_person(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("person", help="add a person who can sign in")
    add = parser.add_subparsers(required=True, metavar="WHAT").add_parser(
        "add",
        help="with one role",
        epilog="The password is asked for, or read from the environment's PLUMBLINE_NEW_PASSWORD.",
    )
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[str(role) for role in Role])
    party = add.add_mutually_exclusive_group()
    party.add_argument("--organisation", metavar="CODE", help="the ODS code they act for")
    party.add_argument("--supplier", metavar="SLUG", help="the supplier they act for")
    add_database(add)
    add.set_defaults(run=run_person)


def _add_token(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("token", help="make a token for a program, and print it once")
    parser.add_argument("email", help="the person it speaks for, in their first membership")
    parser.add_argument("--name", required=True, help="what it is for")
    parser.add_argument("--days", type=int, default=90)
    add_database(parser)
    parser.set_defaults(run=run_token)


def run_person(chosen: argparse.Namespace) -> int:
    """Add the person and their membership: both, or neither."""
    password = _password()
    clock = SystemClock()
    with opened(chosen) as database, database.write() as db:
        person_id = create_person(db, clock, OPERATOR, chosen.email, chosen.name, password)
        organisation_id, supplier_id = _party(db, chosen)
        add_member(db, clock, OPERATOR, person_id, chosen.role, organisation_id, supplier_id)
    print(f"{chosen.name} can sign in as {chosen.role}.")
    return 0


def run_token(chosen: argparse.Namespace) -> int:
    """Print the token to standard output, and until when it lives to standard error."""
    clock = SystemClock()
    with opened(chosen) as database, database.write() as db:
        issued = make_token(db, clock, identity_by_email(db, chosen.email), chosen.name, chosen.days)
    print(issued.token)
    print(f"It lives until {issued.expires_at:%Y-%m-%d %H:%M} UTC, and is not shown again.", file=sys.stderr)
    return 0


def _party(db: Connection, chosen: argparse.Namespace) -> tuple[UUID | None, UUID | None]:
    organisation = id_of(db, chosen.organisation) if chosen.organisation else None
    supplier = supplier_id_of(db, chosen.supplier) if chosen.supplier else None
    return organisation, supplier


def _password() -> str:
    """From the environment for scripts, else typed twice and not shown."""
    given = os.environ.get("PLUMBLINE_NEW_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Invalid.field("/password", "No password was given.", next_step="Set PLUMBLINE_NEW_PASSWORD.")
    first = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("Once more: ") != first:
        raise Invalid.field("/password", "The two passwords differ.", next_step="Start again.")
    return first
