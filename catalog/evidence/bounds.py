"""What of a document is kept, bounded in one place: whatever a reader lets through, no text in it is long.

What a document shows about each requirement stays the same: of many lines on one, as many are kept as are
needed to settle it and to be read by a person.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from catalog.evidence.limits import LONGEST_EXCERPT, LONGEST_POINTER, MOST_LINES, MOST_NOTES
from catalog.evidence.reading import Document, Issuer, Line, Statement, Subject
from catalog.words import Outcome

_LONGEST_VERSION: Final = 100
_LONGEST_REASON: Final = 3 * LONGEST_EXCERPT  # a reason may quote the document twice


def cut(text: str, longest: int) -> str:
    """The text, with an ellipsis for what is too much of it."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def bounded(document: Document) -> Document:
    """The same document with every text in it as short as is kept."""
    subject, issuer = document.subject, document.issuer
    return msgspec.structs.replace(
        document,
        format_version=cut(document.format_version, _LONGEST_VERSION),
        subject=Subject(
            vendor=_name(subject.vendor), product=_name(subject.product), version=_name(subject.version)
        ),
        issuer=Issuer(
            kind=issuer.kind, name=_name(issuer.name), signature=cut(issuer.signature, LONGEST_EXCERPT)
        ),
        statements=tuple(_statement(each) for each in document.statements),
        notes=_notes(document.notes),
    )


def bounded_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Short lines; of those that say the same of one requirement, a few, the deciding one among them."""
    kept: dict[tuple[str, Outcome], list[Line]] = {}
    for line in lines:
        same = kept.setdefault((line.requirement_id, line.outcome), [])
        if len(same) < MOST_LINES:
            same.append(line)
        elif _weight(line) < min(map(_weight, same)):
            same[-1] = line
    return tuple(_line(line) for same in kept.values() for line in same)


def _weight(line: Line) -> tuple[int, str, str]:
    """Which of them speaks, as `catalog.evidence.settled` goes by it: weak before strong, then by place."""
    return line.assurance.rank, line.pointer, line.rule


def _line(line: Line) -> Line:
    if len(line.pointer) <= LONGEST_POINTER and len(line.reason) <= _LONGEST_REASON:
        return line
    return msgspec.structs.replace(
        line, pointer=cut(line.pointer, LONGEST_POINTER), reason=cut(line.reason, _LONGEST_REASON)
    )


def _statement(statement: Statement) -> Statement:
    about, pointer, text = statement.about, statement.pointer, statement.text
    if len(about) <= LONGEST_POINTER >= len(pointer) and len(text) <= _LONGEST_REASON:
        return statement
    return msgspec.structs.replace(
        statement,
        about=cut(about, LONGEST_POINTER),
        pointer=cut(pointer, LONGEST_POINTER),
        text=cut(text, _LONGEST_REASON),
    )


def _notes(notes: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(cut(note, _LONGEST_REASON) for note in notes[:MOST_NOTES])
    more = len(notes) - MOST_NOTES
    return kept if more <= 0 else (*kept, f"{more:,} further notes are left out.")


def _name(text: str | None) -> str | None:
    return text if text is None else cut(text, LONGEST_EXCERPT)
