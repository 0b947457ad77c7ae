"""Queries for what was carried to a release from the one before it."""

from typing import Any

from sqlalchemy import Column, Select, Subquery, select

from plumbline.storage.tables import (
    carried_evidence,
    carries,
    carries_taken_back,
    decisions,
    evidence,
    files,
    releases,
)


def carried_rows(current: Subquery) -> Select[Any]:
    """The evidence carried to releases (`current` has their `id` and `product_id`), each with its carry."""
    columns: list[Column[Any]] = [
        files.c.size,
        carried_evidence.c.requirement_ids,
        carries.c.carried_on,
        carries_taken_back.c.taken_back_on,
    ]
    query = select(evidence, *columns, releases.c.version.label("carried_from"), current.c.product_id)
    return (
        query.join(carried_evidence, carried_evidence.c.evidence_id == evidence.c.id)
        .join(carries, carries.c.id == carried_evidence.c.carry_id)
        .join(current, current.c.id == carries.c.release_id)
        .join(releases, releases.c.id == carries.c.from_release_id)
        .outerjoin(carries_taken_back, carries_taken_back.c.carry_id == carries.c.id)
        .outerjoin(files, files.c.sha256 == evidence.c.sha256)
    )


def carried_decisions(current: Subquery) -> Select[Any]:
    """Every decision on that evidence, with the requirements that it carries and how much of it counts."""
    columns = (carried_evidence.c.requirement_ids, carried_evidence.c.at_most, current.c.product_id)
    return (
        select(decisions, *columns)
        .join(carried_evidence, carried_evidence.c.evidence_id == decisions.c.evidence_id)
        .join(carries, carries.c.id == carried_evidence.c.carry_id)
        .join(current, current.c.id == carries.c.release_id)
    )
