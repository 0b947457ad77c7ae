"""`plumbline person …` and `plumbline token`: people for a market that is not the demonstration."""

import argparse
import getpass
import os
import sys

from plumbline.accounts.roles import Role
from plumbline.accounts.scopes import DEFAULT, SCOPES
from plumbline.accounts.service import add_member, create_person, identity_by_email
from plumbline.accounts.tokens import make_token
from plumbline.commands import Subparsers, leaving
from plumbline.commands.options import add_database, opened
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock
from plumbline.kit.errors import Invalid
from plumbline.kit.tenant import THE_OPERATOR


def add(subparsers: Subparsers) -> None:
    """Add both commands."""
    _add_person(subparsers)
    _add_token(subparsers)


def _add_person(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("person", help="add, show, remove or shut out a person")
    whats = parser.add_subparsers(required=True, metavar="WHAT")
    leaving.add(whats)
    add = whats.add_parser(
        "add",
        help="with one role",
        epilog="The password is asked for, or read from the environment's PLUMBLINE_NEW_PASSWORD.",
    )
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[str(role) for role in Role])
    leaving.add_party(add)
    add_database(add)
    add.set_defaults(run=run_person)


def _add_token(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("token", help="make a token for a program, and print it once")
    parser.add_argument("email", help="the person it speaks for, in their first membership")
    parser.add_argument("--name", required=True, help="what it is for")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        help="what it may do of what the role includes; may be said again. Unless said: read",
    )
    add_database(parser)
    parser.set_defaults(run=run_token)


def run_person(chosen: argparse.Namespace) -> int:
    """Add the person and their membership: both, or neither."""
    password = _password()
    clock = SystemClock()
    with opened(chosen) as database, database.write(THE_OPERATOR) as db:
        person_id = create_person(db, clock, OPERATOR, chosen.email, chosen.name, password)
        organisation_id, supplier_id = leaving.party_of(db, chosen)
        add_member(db, clock, OPERATOR, person_id, chosen.role, organisation_id, supplier_id)
    print(f"{chosen.name} can sign in as {chosen.role}.")
    return 0


def run_token(chosen: argparse.Namespace) -> int:
    """Print the token to standard output, and until when it lives to standard error."""
    clock = SystemClock()
    with opened(chosen) as database, database.write(THE_OPERATOR) as db:
        identity = identity_by_email(db, chosen.email)
        issued = make_token(db, clock, identity, chosen.name, chosen.days, chosen.scope or DEFAULT)
    print(issued.token)
    print(f"It lives until {issued.expires_at:%Y-%m-%d %H:%M} UTC, and is not shown again.", file=sys.stderr)
    return 0


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
