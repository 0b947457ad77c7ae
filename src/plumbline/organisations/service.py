"""Organisations: finding them, asking who answers, and taking in what a register says."""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from catalog.organisations.answer import Answer, State, UnknownOrganisation
from catalog.organisations.cells import CODE
from catalog.organisations.csv_files import pair_of
from catalog.organisations.organisation import (
    Extract,
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
)
from catalog.organisations.register import Register
from catalog.organisations.settling import settled
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, spoken
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.pagination import decode_cursor, encode_cursor
from plumbline.organisations import repository
from plumbline.organisations.schemas import ImportReport, Page, Recorded
from plumbline.storage.engine import Connection

IMPORTED: Final = "organisations.imported"
ADDED: Final = "organisations.added"


def list_organisations(
    db: Connection,
    words: str = "",
    kinds: Collection[OrganisationKind] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """A page by name. Every one of `words` stands in the name, or starts the code."""
    if not words.isprintable():
        raise Invalid.field("/q", "The words to look for hold a character that no name holds.")
    after = decode_cursor(cursor, (str, str)) if cursor is not None else None
    found = repository.page(db, words, kinds, after, limit + 1)
    shown = found[:limit]
    last = shown[-1].organisation if len(found) > limit else None
    by_kind = repository.count_by_kind(db, words)
    return Page(
        found=tuple(shown),
        next=encode_cursor((last.name, last.code)) if last else None,
        total=sum(n for kind, n in by_kind.items() if not kinds or kind in kinds),
        kinds=by_kind,
    )


def organisation_of(db: Connection, code: str) -> Recorded:
    """The record of a code, in whatever case it is written. Raises `NotFound`."""
    found = repository.find(db, _checked(code))
    if found is None:
        raise _not_found(code)
    return found


def id_of(db: Connection, code: str) -> UUID:
    """The storage id of an organisation, for what refers to it. Raises `NotFound`."""
    found = repository.id_of(db, _checked(code))
    if found is None:
        raise _not_found(code)
    return found


def names_of(db: Connection, codes: Collection[str]) -> dict[str, str]:
    """The names of those `codes` that have a record."""
    found = repository.find_many(db, set(codes))
    return {code: each.organisation.name for code, each in found.items()}


def relationships_of(db: Connection, code: str) -> list[Relationship]:
    """The relationships of an organisation, current ones first."""
    return repository.relationships_of(db, [_checked(code)])


def register_around(db: Connection, code: str) -> Register:
    """A register of everything that the successions of `code` reach, onward and back."""
    return Register(*repository.around(db, _checked(code)))


def answers_for(db: Connection, code: str, as_of: date) -> Answer:
    """Who answers for `code` on `as_of`, and by which steps. Raises `NotFound`."""
    try:
        return register_around(db, code).answers_for(code.upper(), as_of)
    except UnknownOrganisation as unknown:
        raise _not_found(code) from unknown


def predecessors_of(db: Connection, code: str) -> tuple[Succession, ...]:
    """Every succession that led to `code`, nearest first. Raises `NotFound`."""
    try:
        return register_around(db, code).predecessors_of(code.upper())
    except UnknownOrganisation as unknown:
        raise _not_found(code) from unknown


def in_words(answer: Answer) -> str:
    """The answer as a sentence that claims no more than is known."""
    names = [f"{each.organisation.name} ({each.organisation.code})" for each in answer.answering]
    day = spoken(answer.as_of)
    if answer.state is State.OPEN:
        return f"{names[0]} was open on {day} and answers for itself."
    if answer.state is State.NOT_YET_OPEN:
        return f"{answer.code} was not open yet on {day}."
    if not names:
        return f"Nobody is recorded as answering for {answer.code} on {day}."
    if answer.split:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        return f"What was {answer.code} is split: on {day}, {listed} answer, each for a part of it."
    return f"{names[0]} answers for {answer.code} on {day}."


def has_register(db: Connection) -> bool:
    """Has a register ever been taken in?"""
    return repository.has_event(db, IMPORTED)


def import_organisations(
    db: Connection, clock: Clock, actor: Actor, extract: Extract, source: str
) -> ImportReport:
    """Take in a register: new records are added, changed ones replaced, what it leaves out stays."""
    return _take_in(db, clock, actor, extract, source, IMPORTED)


def add_organisations(
    db: Connection, clock: Clock, actor: Actor, organisations: Collection[Organisation], source: str
) -> ImportReport:
    """Record organisations that no register holds, such as those of the demonstration market."""
    extract = Extract(organisations=tuple(organisations))
    return _take_in(db, clock, actor, extract, source, ADDED)


def _take_in(
    db: Connection, clock: Clock, actor: Actor, extract: Extract, source: str, action: str
) -> ImportReport:
    known = repository.find_many(db, {each.code for each in extract.organisations})
    fresh = [o for o in extract.organisations if o.code not in known]
    changed = [o for o in extract.organisations if o.code in known and known[o.code].organisation != o]
    steps = _new_steps(db, extract)
    ties = _new_ties(db, extract)
    report = ImportReport(
        source=source,
        added=len(fresh),
        changed=len(changed),
        unchanged=len(extract.organisations) - len(fresh) - len(changed),
        successions=len(steps),
        relationships=len(ties),
    )
    told = event(
        clock,
        actor,
        action,
        "register",
        source[:120],
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        successions=report.successions,
        relationships=report.relationships,
    )
    recorded = [Recorded(organisation=each, source=source) for each in (*fresh, *changed)]
    repository.save(db, recorded, steps, ties, clock.now(), event=told)
    return report


def _new_steps(db: Connection, extract: Extract) -> list[Succession]:
    """The successions that are new or changed, settled against what is recorded."""
    recorded = repository.successions_between(db, {pair_of(step) for step in extract.successions})
    steps = []
    for step in extract.successions:
        before = recorded.get(pair_of(step))
        after = settled(before, step, kind_stated=extract.kinds_stated)
        if after != before:
            steps.append(after)
    return steps


def _new_ties(db: Connection, extract: Extract) -> list[Relationship]:
    recorded = set(repository.relationships_of(db, {each.child for each in extract.relationships}))
    return [each for each in extract.relationships if each not in recorded]


def _checked(code: str) -> str:
    """`code` in capitals. What cannot be a code names no organisation; no query is made for it."""
    found = code.upper()
    if not CODE.fullmatch(found):
        raise _not_found(code)
    return found


def _not_found(code: str) -> NotFound:
    return NotFound(
        f"No organisation with the code {code[:20]!r} is recorded.",
        next_step="Look it up by name at /api/v1/organisations?q=…",
    )
