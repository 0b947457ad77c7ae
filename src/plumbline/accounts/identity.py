"""Somebody who proved who they are, and for whom they act right now."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from plumbline.accounts.roles import PERMISSIONS, Permission, Role, may, roles_that_may
from plumbline.kit.audit import Actor
from plumbline.kit.errors import NotAllowed
from plumbline.kit.tenant import Tenant

LONGEST_ACTOR: Final = 200  # of the columns that keep who did something


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation or supplier somebody acts for. `code` is an ODS code or a supplier's slug."""

    id: UUID
    code: str
    name: str


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person in one of their memberships. Acting for the market itself, both parties are None."""

    person_id: UUID
    email: str
    name: str
    membership_id: UUID
    role: Role
    organisation: Party | None = None
    supplier: Party | None = None
    token_id: UUID | None = None  # the token they came with; None for a session or a password
    token_name: str | None = None
    scopes: frozenset[Permission] | None = None  # to which their token is held; None for all of the role

    @property
    def organisation_id(self) -> UUID | None:
        """The buying organisation they act for."""
        return self.organisation.id if self.organisation else None

    @property
    def supplier_id(self) -> UUID | None:
        """The supplier they act for."""
        return self.supplier.id if self.supplier else None

    @property
    def tenant(self) -> Tenant:
        """Whose rows a transaction for them may touch: what `Database.read` and `write` take."""
        return Tenant(
            organisation_id=self.organisation_id, supplier_id=self.supplier_id, person_id=self.person_id
        )

    @property
    def actor(self) -> Actor:
        """Who stands in the audit trail: the person, or the token that acted in their name."""
        party = self.organisation_id or self.supplier_id
        if self.token_id is None:
            return Actor(kind="person", id=self.person_id, name=self.name, organisation_id=party)
        name = f"{self.name}, by the token {self.token_name}"[:LONGEST_ACTOR]
        return Actor(kind="token", id=self.token_id, name=name, organisation_id=party, person_name=self.name)

    def may(self, permission: Permission) -> bool:
        """Does their role include it, and the scopes of their token?"""
        return may(self.role, permission) and (self.scopes is None or permission in self.scopes)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that they may do."""
        return frozenset(each for each in PERMISSIONS[self.role] if self.may(each))


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that is signed in. Every form of it carries `form_token`."""

    identity: Identity
    form_token: str
    expires_at: datetime
    stepped_up_at: datetime | None = None  # when they last proved that it is them


ROLE_NAMES: Final = {role: role.replace("_", " ") for role in Role}


def require(identity: Identity, permission: Permission) -> None:
    """Raise `NotAllowed`, saying who may, unless the person's role and the scopes of their token do."""
    if identity.may(permission):
        return
    if may(identity.role, permission):
        raise NotAllowed(
            f"Your role includes this, and the scopes of the token {identity.token_name!r} do not.",
            next_step=f"Use a token with the scope {permission}.",
        )
    roles = " or ".join(ROLE_NAMES[role] for role in roles_that_may(permission))
    raise NotAllowed(
        f"You are signed in as {ROLE_NAMES[identity.role]}, and that does not include this.",
        next_step=f"Ask somebody who is signed in as {roles}.",
    )
