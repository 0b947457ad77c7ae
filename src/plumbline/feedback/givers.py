"""Whoever gives an answer, under a pseudonym: what is stored beside an answer, and nothing more of them.

The pseudonym of somebody signed in is made with the service's secret, for each product another one: whoever
has the database and not the secret learns neither who answered nor that two answers are of one person.
"""

from typing import Final
from uuid import UUID

import msgspec

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sealing import Sealer
from plumbline.kit.audit import Actor
from plumbline.kit.errors import NotFound

SOMEBODY: Final = Actor(kind="respondent", name="somebody who uses the product")
"""Who stands in the log. It says what was given, and not by whom: else it would undo the pseudonym."""


class Giver(msgspec.Struct, frozen=True, kw_only=True):
    """Under which pseudonym an answer is given, for which organisation, and how that was shown."""

    respondent: str
    organisation_code: str
    source: str


def signed_in_giver(identity: Identity, sealer: Sealer, product_id: UUID) -> Giver:
    """The giver that somebody who is signed in is. Raises `NotAllowed`."""
    require(identity, Permission.GIVE_FEEDBACK)
    if identity.organisation is None:  # the table of roles gives feedback to organisations only
        raise NotFound("You act for no organisation whose systems you could use.")
    name = sealer.pseudonym("feedback", f"{identity.person_id.hex} {product_id.hex}")
    return Giver(respondent=name, organisation_code=identity.organisation.code, source="signed_in")
