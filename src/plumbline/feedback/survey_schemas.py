"""A file of survey answers, what is seen in it, and what became of it."""

from datetime import date
from typing import Annotated

import msgspec

from catalog.feedback.words import Instrument

Column = Annotated[str, msgspec.Meta(max_length=40)]


class SurveyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A CSV file or an XLSX workbook, and what its columns are."""

    content: Annotated[
        bytes, msgspec.Meta(min_length=1, max_length=500_000, description="The file, in base64.")
    ]
    columns: Annotated[
        Annotated[tuple[Column, ...], msgspec.Meta(max_length=200)] | None,
        msgspec.Meta(
            description="What each column is: role, specialty, months_of_use, given_on, ease, comment, sus_1 "
            "to sus_10, umux_1, umux_2; empty to leave it out. Guessed from the headings if left out."
        ),
    ] = None
    given_on: Annotated[date | None, msgspec.Meta(description="The day of lines that have none.")] = None


class SurveyColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column, what it is taken for, and what stands in its first lines."""

    heading: str
    field: str
    sample: list[str]


class RefusedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, and where."""

    line: int
    column: int
    reason: str


class SurveyPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What would be taken. Nothing was kept; while anything is refused, nothing would be."""

    lines: int
    answers: int
    instrument: Instrument | None
    columns: list[SurveyColumn]
    refused: list[RefusedLine]
    ready: bool


class SurveyTaken(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers were taken from a file."""

    answers: int
    marked: Annotated[int, msgspec.Meta(description="Marks for moderators that they brought about.")]
