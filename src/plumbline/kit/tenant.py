"""For whom a transaction reads and writes: what the second wall of the database goes by.

The first wall is the services' own: each asks for what belongs to the identity it was given. Should
one of them forget, PostgreSQL still shows and takes nothing but the rows of the tenant that the
transaction was opened for. See docs/decisions/0014-a-second-wall.md.
"""

from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec


class System(StrEnum):
    """Work of the service itself, for nobody in particular. Each sees only what it has to."""

    OPERATOR = "operator"
    """Whoever runs the machine: the command line, migrations, loading the demonstration."""
    SIGN_IN = "sign-in"
    """Finding out who somebody is, before anybody is known."""
    LIVE_CHECKS = "live-checks"
    """Looking at the hosts that suppliers registered, in a process of its own."""
    RECHECK = "recheck"
    """Looking again, each night, at what is on record."""
    ORDERING = "ordering"
    """Having orders paid: what was asked of the payment processor, and what became of it."""
    BILLING = "billing"
    """Charging, and keeping both sides of a payment the same; the market's own people see it so too."""


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """Whose rows a transaction may touch: of each kind at most one. The empty one is nobody."""

    organisation_id: UUID | None = None
    supplier_id: UUID | None = None
    person_id: UUID | None = None
    system: System | None = None


NOBODY: Final = Tenant()
"""Sees what is public, and nothing that belongs to somebody."""
THE_OPERATOR: Final = Tenant(system=System.OPERATOR)
SIGNING_IN: Final = Tenant(system=System.SIGN_IN)
LOOKING_AT_HOSTS: Final = Tenant(system=System.LIVE_CHECKS)
RECHECKING: Final = Tenant(system=System.RECHECK)
ORDERING: Final = Tenant(system=System.ORDERING)
CHARGING: Final = Tenant(system=System.BILLING)
