"""A standard, its requirements, and the dates on which it starts and stops to matter."""

from datetime import date

import msgspec

from catalog.words import Assurance, Certainty, Level, StandardStatus


class StatedDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date as its owner stated it, and the day it can be held to.

    Owners publish `2018-06`, `2016`, or `2027-06-30 (assurance end date)`. `text` keeps their
    words; `day` is the first day they cover, or None where the words name no date at all.
    """

    text: str
    day: date | None


class Requirement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing a standard asks for.

    `id` is unique within the whole catalogue. `accepts` lists the kinds of evidence that can
    speak to it, strongest first; `least_assurance` is the weakest evidence that counts.
    `check` holds hints for a machine check, in the shape of the format that it reads.
    """

    id: str
    level: Level
    text: str
    accepts: tuple[str, ...]
    least_assurance: Assurance
    check: dict[str, object] = {}


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated version of a standard: what was in force between two days.

    A standard whose compliance date moved has two editions. Days are inclusive at the start
    and exclusive at the end: an edition retired on 2023-11-07 does not bind on that day.
    """

    version: str
    status: StandardStatus
    published: StatedDate | None = None
    implement_from: StatedDate | None = None
    mandated_from: StatedDate | None = None
    conform_by: StatedDate | None = None
    retired_on: StatedDate | None = None


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False):
    """A standard as the catalogue holds it: its current edition, earlier ones, requirements.

    Two loads of a file give two standards: comparing and hashing go by identity, which is what
    makes it cheap to remember an answer per standard.
    """

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    summary: str
    status_native: str | None = None
    legal_basis: str | None = None
    applies_to: tuple[str, ...]
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    current: Edition
    earlier: tuple[Edition, ...] = ()
    review: StatedDate | None = None
    requirements: tuple[Requirement, ...]
    notes: str = ""
    sources: tuple[str, ...]
    certainty: Certainty
    certainty_note: str = ""
