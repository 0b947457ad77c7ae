"""A file of survey answers: which column is which item, and what is refused on which line, and why.

All or nothing: a file with a line that is refused is not taken, and every refusal is told at once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from catalog.feedback.policy import feedback_policy
from catalog.feedback.response import Response, problems_of
from catalog.feedback.words import QUESTIONNAIRES, Instrument, Specialty, UserRole
from catalog.feedback.workbook import is_workbook, read_workbook
from catalog.organisations.csv_table import Row, read_table
from catalog.organisations.problems import ImportProblem, ImportRefused, refuse

IGNORED: Final = ""
"""What a column is that is left out."""
FIELDS: Final[Mapping[str, str]] = {
    IGNORED: "leave this column out",
    "role": "role",
    "specialty": "specialty",
    "months_of_use": "months of use",
    "given_on": "day of the answer",
    "ease": "ease, 1 to 7",
    "comment": "comment",
    **{f"sus_{n}": f"SUS item {n}, 1 to 5" for n in range(1, 11)},
    **{f"umux_{n}": f"UMUX-Lite item {n}, 1 to 7" for n in range(1, 3)},
}
_WORDS: Final[Mapping[str, str]] = {
    "role": r"(job|staff|user)? ?(role|group|profession)",
    "specialty": r"special(i)?ty|department|setting",
    "months_of_use": r"months( of use)?|experience in months",
    "given_on": r"(date|day|given on|completed|submitted)( .*)?",
    "ease": r"ease|seq",
    "comment": r"comments?|free text|anything else.*",
}
_ITEM: Final = re.compile(r"(sus|umux)(?: lite)? ?(?:item|question|q)? ?(\d{1,2})")
_ROLES: Final[Mapping[str, UserRole]] = {
    **{str(role): role for role in UserRole},
    "nursing": UserRole.NURSE, "registered nurse": UserRole.NURSE, "medical": UserRole.DOCTOR,
    "consultant": UserRole.DOCTOR, "gp": UserRole.DOCTOR, "pharmacy": UserRole.PHARMACIST,
    "ahp": UserRole.ALLIED, "admin": UserRole.ADMINISTRATOR, "administration": UserRole.ADMINISTRATOR,
    "reception": UserRole.RECEPTIONIST,
}  # fmt: skip
_FORMULA: Final = ("=", "+", "@", "＝", "＋", "＠")
_FIRST_SERIAL: Final = date(1899, 12, 30)  # day 0 of a workbook's dates
_GAPS: Final = re.compile(r"[\s_\-.:?#]+")


class Sheet(msgspec.Struct, frozen=True):
    """The headings of a file, and its rows."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


class Line(msgspec.Struct, frozen=True):
    """One answer of the file."""

    line: int
    given_on: date
    response: Response


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds by a mapping. It can be taken only where nothing is refused."""

    lines: tuple[Line, ...]
    refused: tuple[ImportProblem, ...]


def sheet_of(raw: bytes) -> Sheet:
    """The table in a CSV file or in the first sheet of an XLSX workbook. Raises `ImportRefused`."""
    policy = feedback_policy()
    if is_workbook(raw):
        heading, *rows = read_workbook(raw) or [Row(1, ())]
        sheet = Sheet(heading.cells, tuple(_widened(row, len(heading.cells)) for row in rows))
    else:
        table = read_table(raw)
        sheet = Sheet(table.header, table.rows)
    if not sheet.rows:
        raise refuse(1, 1, "There is no line below the headings.")
    if len(sheet.rows) > policy.most_rows:
        words = f"The file has {len(sheet.rows):,} lines; at most {policy.most_rows:,} are taken at once."
        raise refuse(policy.most_rows + 1, 1, words)
    if problems := list(_formulas(sheet)):
        raise ImportRefused(problems)
    return sheet


def guessed(headings: Sequence[str]) -> tuple[str, ...]:
    """What each column seems to be; each field once, what cannot be told is left out."""
    taken: list[str] = []
    for heading in headings:
        guess = _guess(_GAPS.sub(" ", heading.casefold()).strip())
        taken.append(IGNORED if guess in taken else guess)
    return tuple(taken)


def survey_of(sheet: Sheet, columns: Sequence[str], day: date | None, first: date, last: date) -> Survey:
    """The answers of a file by what its columns are. `day` is for lines without one of their own; answers are
    of `first` to `last`. Raises `ImportRefused` where the columns make up no questionnaire.
    """
    instrument = _instrument(sheet, columns)
    refused: list[ImportProblem] = []
    lines = [
        line
        for row in sheet.rows
        if (line := _line(row, columns, instrument, day, (first, last), refused)) is not None
    ]
    return Survey(lines=tuple(lines), refused=tuple(refused))


def _widened(row: Row, width: int) -> Row:
    return Row(row.line, (*row.cells, *[""] * (width - len(row.cells)))[: max(width, len(row.cells))])


def _formulas(sheet: Sheet) -> Iterator[ImportProblem]:
    for row in sheet.rows:
        for place, cell in enumerate(row.cells, start=1):
            if cell.startswith(_FORMULA):
                words = f"This begins like a formula: {cell[:20]!r}. Put what was answered there."
                yield ImportProblem(row.line, place, words)


def _guess(heading: str) -> str:
    if heading in FIELDS:
        return heading
    if (item := _ITEM.fullmatch(heading)) and f"{item[1]}_{int(item[2])}" in FIELDS:
        return f"{item[1]}_{int(item[2])}"
    return next((field for field, words in _WORDS.items() if re.fullmatch(words, heading)), IGNORED)


def _instrument(sheet: Sheet, columns: Sequence[str]) -> Instrument:
    """The one questionnaire whose items are all there. Raises `ImportRefused`."""
    if len(columns) != len(sheet.headings):
        raise refuse(1, 1, f"The file has {len(sheet.headings)} columns, and {len(columns)} are named.")
    strange = [each for each in columns if each not in FIELDS]
    twice = [each for each in columns if each and list(columns).count(each) > 1]
    if strange or twice:
        place = list(columns).index((strange or twice)[0]) + 1
        raise refuse(
            1, place, "This column is nothing known." if strange else "Two columns are the same item."
        )
    whole = {
        instrument: [f"{prefix}_{n}" for n in range(1, len(QUESTIONNAIRES[instrument].items) + 1)]
        for instrument, prefix in ((Instrument.SUS, "sus"), (Instrument.UMUX_LITE, "umux"))
    }
    found = [each for each, items in whole.items() if set(items) <= set(columns)]
    begun = [each for each, items in whole.items() if set(items) & set(columns)]
    if "role" not in columns or len(found) != 1 or begun != found:
        raise refuse(
            1,
            1,
            "Name the column of the role, and of one questionnaire every item: SUS 1 to 10, or UMUX 1 and 2.",
        )
    return found[0]


def _line(
    row: Row,
    columns: Sequence[str],
    instrument: Instrument,
    day: date | None,
    between: tuple[date, date],
    refused: list[ImportProblem],
) -> Line | None:
    """One answer, or what is refused of it."""
    before = len(refused)
    if len(row.cells) > len(columns):
        refused.append(ImportProblem(row.line, len(columns) + 1, "This line has more cells than headings."))
    cells = {field: cell for field, cell in zip(columns, row.cells, strict=False) if field}
    place = {field: number for number, field in enumerate(columns, start=1)}

    def wrong(field: str, words: str) -> None:
        refused.append(ImportProblem(row.line, place.get(field, 1), words))

    def number(field: str) -> int | None:
        text = cells.get(field, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 4):
            wrong(field, f"{text[:20]!r} is not a whole number.")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None

    role = _ROLES.get(cells.get("role", "").casefold())
    if role is None:
        wrong("role", f"{cells.get('role', '')[:40]!r} is none of {', '.join(UserRole)}.")
    specialty = cells.get("specialty", "").casefold()
    if specialty and specialty not in list(Specialty):
        wrong("specialty", f"{specialty[:40]!r} is none of {', '.join(Specialty)}.")
    given_on = _day(cells.get("given_on", "")) or (None if cells.get("given_on") else day)
    if given_on is None or not between[0] <= given_on <= between[1]:
        wrong("given_on", f"Give a day between {between[0]} and {between[1]}, as year, month, day.")
    prefix = "sus" if instrument is Instrument.SUS else "umux"
    names = [f"{prefix}_{n}" for n in range(1, len(QUESTIONNAIRES[instrument].items) + 1)]
    items = tuple(number(name) or 0 for name in names)
    ease, months = number("ease"), number("months_of_use")
    if len(refused) > before or role is None or given_on is None:
        return None
    response = Response(
        instrument=instrument,
        items=items,
        role=role,
        specialty=Specialty(specialty) if specialty else None,
        months_of_use=months,
        ease=ease,
        comment=cells.get("comment", ""),
    )
    for problem in problems_of(response):
        field, _, at = problem.field.partition("/")
        wrong(names[int(at)] if at else field, problem.detail)
    return Line(row.line, given_on, response) if len(refused) == before else None


def _day(text: str) -> date | None:
    """A day as year, month, day, also with a time behind it, or as the number that a workbook has for it."""
    try:
        if text.partition(".")[0].isdigit() and len(text.partition(".")[0]) == 5:
            return _FIRST_SERIAL + timedelta(days=int(text.partition(".")[0]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
