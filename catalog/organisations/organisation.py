"""An organisation, a succession, a relationship, and the fixed words each of them uses.

Codes are those of NHS England's Organisation Data Service (ODS): unique, never changed, never
used again, only closed.
"""

from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from catalog.words import Certainty


class OrganisationKind(StrEnum):
    """What an organisation is, brought from ODS roles to the words a buyer uses."""

    TRUST = "trust"
    TRUST_SITE = "trust_site"
    ICB = "icb"
    SUB_ICB = "sub_icb"
    CCG = "ccg"
    CSU = "csu"
    STRATEGIC_PARTNERSHIP = "strategic_partnership"
    GP_PRACTICE = "gp_practice"
    PRESCRIBING_COST_CENTRE = "prescribing_cost_centre"
    PHARMACY = "pharmacy"
    REGION = "region"
    LOCAL_OFFICE = "local_office"
    HEALTH_AUTHORITY = "health_authority"
    IT_SUPPLIER = "it_supplier"
    OTHER = "other"


class SuccessionKind(StrEnum):
    """How responsibility passed from one organisation to another."""

    MERGER = "merger"
    ACQUISITION = "acquisition"
    SPLIT = "split"
    STATUTORY_TRANSFER = "statutory_transfer"
    SUCCESSION = "succession"  # the source says that it happened, not how
    CONTINUATION = "continuation"  # the code lives on as a sub-ICB location; nothing passes to anyone


KIND_OF_ROLE: Final[dict[str, OrganisationKind]] = {
    "RO197": OrganisationKind.TRUST,
    "RO198": OrganisationKind.TRUST_SITE,
    "RO98": OrganisationKind.CCG,
    "RO261": OrganisationKind.STRATEGIC_PARTNERSHIP,
    "RO213": OrganisationKind.CSU,
    "RO177": OrganisationKind.PRESCRIBING_COST_CENTRE,
    "RO209": OrganisationKind.REGION,
    "RO210": OrganisationKind.LOCAL_OFFICE,
    "RO132": OrganisationKind.HEALTH_AUTHORITY,
    "RO92": OrganisationKind.IT_SUPPLIER,
    "RO182": OrganisationKind.PHARMACY,
    "RO318": OrganisationKind.ICB,
    "RO319": OrganisationKind.SUB_ICB,
    "RO76": OrganisationKind.GP_PRACTICE,
}
"""ODS role to kind. The last three are never primary: they refine the kind of a primary role."""

REFINING: Final = ("RO318", "RO319", "RO76")
SUB_ICB_ROLE: Final = "RO319"


def kind_of(primary_role: str, other_roles: frozenset[str]) -> OrganisationKind:
    """The kind of an organisation with `primary_role` that also holds `other_roles`."""
    refined = next((role for role in REFINING if role in other_roles), primary_role)
    return KIND_OF_ROLE.get(refined, OrganisationKind.OTHER)


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as ODS records it.

    `opened` and `closed` are its first and its last day; None means "not recorded", so that an
    organisation with neither is in an unknown state, never silently an open one.
    """

    code: str
    name: str
    kind: OrganisationKind
    primary_role: str | None = None
    opened: date | None = None
    closed: date | None = None
    postcode: str | None = None
    region: str | None = None
    certainty: Certainty = Certainty.HIGH


class Succession(msgspec.Struct, frozen=True, kw_only=True):
    """Responsibility passed from `predecessor` to `successor` on a day; None: the day is not recorded.

    A predecessor may have several successors (a split) and a successor several predecessors (a
    merger). With equal codes it is a continuation: the code names a sub-ICB location from then on.
    """

    predecessor: str
    successor: str
    on: date | None
    kind: SuccessionKind
    certainty: Certainty = Certainty.HIGH
    note: str = ""


class Relationship(msgspec.Struct, frozen=True, kw_only=True):
    """`child` stands in an ODS relationship (RE2 … RE9) to `parent`; current while `until` is None."""

    child: str
    parent: str
    kind: str
    since: date | None = None
    until: date | None = None


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says. `kinds_stated`: does it say of each pair how responsibility passed?"""

    organisations: tuple[Organisation, ...] = ()
    successions: tuple[Succession, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    kinds_stated: bool = True
