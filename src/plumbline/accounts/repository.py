"""Reads and writes people and memberships. Sessions and tokens: `session_rows`, `token_rows`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, func, insert, select

from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.roles import Permission, Role
from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import memberships, organisations, people, suppliers

PERSON, MEMBER = people.c, memberships.c


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `people`."""

    id: UUID
    email: str
    name: str
    password_hash: str
    disabled_at: datetime | None


def find_person(db: Connection, email: str) -> Person | None:
    """The person with an e-mail address in lower case."""
    query = select(PERSON.id, PERSON.email, PERSON.name, PERSON.password_hash, PERSON.disabled_at)
    row = db.execute(query.where(PERSON.email == email)).one_or_none()
    return None if row is None else Person(**row._mapping)


def has_person(db: Connection, person_id: UUID) -> bool:
    """Is there such a person?"""
    return db.execute(select(PERSON.id).where(PERSON.id == person_id)).first() is not None


def add_person(db: Connection, values: Mapping[str, Any], *, event: Event) -> None:
    """Write one person. The address is unique: a second one raises IntegrityError."""
    db.execute(insert(people).values(**values))
    record(db, event)


def add_membership(db: Connection, values: Mapping[str, Any], *, event: Event) -> None:
    """Write one membership."""
    db.execute(insert(memberships).values(**values))
    record(db, event)


def identities_of(db: Connection, person_id: UUID) -> Sequence[Identity]:
    """Every membership in which a person may act now, the oldest first."""
    query = identity_query().where(PERSON.id == person_id).order_by(MEMBER.created_at, MEMBER.id)
    return [identity_from(row) for row in db.execute(query)]


def party_name(db: Connection, organisation_id: UUID | None, supplier_id: UUID | None) -> str | None:
    """The name of the organisation or supplier with this id; None when there is none."""
    table, identifier = (
        (suppliers, supplier_id) if organisation_id is None else (organisations, organisation_id)
    )
    name: str | None = db.execute(select(table.c.name).where(table.c.id == identifier)).scalar_one_or_none()
    return name


def identity_query() -> Select[Any]:
    """People in their open memberships, with for whom they act: what `identity_from` reads."""
    return (
        select(
            PERSON.id.label("person_id"),
            PERSON.email,
            PERSON.name,
            MEMBER.id.label("membership_id"),
            MEMBER.role,
            MEMBER.organisation_id,
            MEMBER.supplier_id,
            func.coalesce(organisations.c.code, suppliers.c.slug).label("party_code"),
            func.coalesce(organisations.c.name, suppliers.c.name).label("party_name"),
        )
        .join(memberships, MEMBER.person_id == PERSON.id)
        .outerjoin(organisations, organisations.c.id == MEMBER.organisation_id)
        .outerjoin(suppliers, suppliers.c.id == MEMBER.supplier_id)
        .where(PERSON.disabled_at.is_(None), MEMBER.ended_at.is_(None))
    )


def identity_from(
    row: Row[Any],
    token_id: UUID | None = None,
    token_name: str | None = None,
    scopes: frozenset[Permission] | None = None,
) -> Identity:
    """The identity in a row of `identity_query`."""
    party_id = row.organisation_id or row.supplier_id
    party = party_id and Party(id=party_id, code=row.party_code, name=row.party_name)
    return Identity(
        person_id=row.person_id,
        email=row.email,
        name=row.name,
        membership_id=row.membership_id,
        role=Role(row.role),
        organisation=party if row.organisation_id else None,
        supplier=party if row.supplier_id else None,
        token_id=token_id,
        token_name=token_name,
        scopes=scopes,
    )
