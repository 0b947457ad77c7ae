"""`plumbline person show`, `remove` and `disable`: who acts for whom, and who no longer does."""

import argparse
from uuid import UUID

from plumbline.accounts import second_factor
from plumbline.accounts.leaving import disable_person, memberships_with, remove_member
from plumbline.accounts.roles import Role
from plumbline.accounts.service import Identity, memberships_of, person_by_email
from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.organisations.service import id_of
from plumbline.products.service import supplier_id_of
from plumbline.storage.engine import Connection


def add(whats: Subparsers) -> None:
    """Add them to `plumbline person`."""
    show = whats.add_parser("show", help="in which roles a person acts, and for whom")
    show.set_defaults(run=run_show)
    disable = whats.add_parser("disable", help="shut a person out, and end what they are signed in to")
    disable.set_defaults(run=run_disable)
    remove = whats.add_parser("remove", help="end memberships: all, or those that fit what is named")
    remove.add_argument("--role", choices=[str(role) for role in Role])
    add_party(remove)
    remove.set_defaults(run=run_remove)
    drop = whats.add_parser("drop-second-factor", help="for whoever lost the phone and the recovery codes")
    drop.set_defaults(run=run_drop)
    for parser in (show, disable, remove, drop):
        parser.add_argument("email")
        add_database(parser)


def add_party(parser: argparse.ArgumentParser) -> None:
    """The options that name for whom somebody acts."""
    party = parser.add_mutually_exclusive_group()
    party.add_argument("--organisation", metavar="CODE", help="the ODS code they act for")
    party.add_argument("--supplier", metavar="SLUG", help="the supplier they act for")


def party_of(db: Connection, chosen: argparse.Namespace) -> tuple[UUID | None, UUID | None]:
    """The organisation's or the supplier's id, of those that were named."""
    organisation = id_of(db, chosen.organisation) if chosen.organisation else None
    supplier = supplier_id_of(db, chosen.supplier) if chosen.supplier else None
    return organisation, supplier


def run_show(chosen: argparse.Namespace) -> int:
    """One line for each open membership: the role, and for whom."""
    with opened(chosen) as database, database.read() as db:
        for membership in memberships_of(db, person_by_email(db, chosen.email)):
            print(_words(membership))
    return 0


def run_disable(chosen: argparse.Namespace) -> int:
    """Whoever is shut out is signed out everywhere within the same moment."""
    with opened(chosen) as database, database.write(THE_OPERATOR) as db:
        disable_person(db, SystemClock(), OPERATOR, person_by_email(db, chosen.email))
    print(f"{chosen.email} is shut out. Every session and token of theirs has ended.")
    return 0


def run_drop(chosen: argparse.Namespace) -> int:
    """From the next sign-in on the password alone opens."""
    with opened(chosen) as database, database.write(THE_OPERATOR) as db:
        second_factor.remove(db, SystemClock(), OPERATOR, person_by_email(db, chosen.email))
    print(f"{chosen.email} has no second factor any more.")
    return 0


def run_remove(chosen: argparse.Namespace) -> int:
    """End the memberships, and say which."""
    with opened(chosen) as database, database.write(THE_OPERATOR) as db:
        person_id = person_by_email(db, chosen.email)
        ending = memberships_with(db, person_id, chosen.role, *party_of(db, chosen))
        for each in ending:
            remove_member(db, SystemClock(), OPERATOR, person_id, each.membership_id)
    for each in ending:
        print(f"{chosen.email} is no longer {_words(each)}.")
    return 0


def _words(identity: Identity) -> str:
    party = identity.organisation or identity.supplier
    return f"{identity.role} for {party.name} ({party.code})" if party else f"{identity.role} for the market"
