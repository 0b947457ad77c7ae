"""The rows of an Inferno run, each cut down to the fields that may be kept.

Shape: the answer of `GET /test_sessions/:id/results` of Inferno core. Rows are flat: those of a test carry
`test_id`, those of a group or a suite another id. `inputs`, `outputs` and `requests` hold tokens, and the id
of a session opens it to anybody: none of these is kept.
"""

import re
import string
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from catalog.evidence.opened import Opened
from catalog.evidence.readers.cleaned_text import secrets_in, without
from catalog.evidence.readers.pick import dict_of, dicts_of, text_of
from catalog.evidence.reading import RejectedError
from catalog.words import Outcome

OUTCOMES: Final = {"pass": Outcome.MET, "fail": Outcome.NOT_MET, "omit": Outcome.NOT_APPLICABLE}
UNFINISHED: Final = ("skip", "error", "running", "wait", "cancel")
IDS: Final = ("test_id", "test_group_id", "test_suite_id")
_ID: Final = re.compile(r"[\w.:-]{1,400}")
_TIME: Final = re.compile(r"[\d:.TZ+-]{10,40}")
_MOST_SECRETS: Final = 50_000
_LONGEST_MESSAGE: Final = 20_000
_TOKEN_LETTERS: Final = string.ascii_letters + string.digits + "_-"
SECRET_FIELDS: Final = ("inputs", "outputs", "requests")


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of a row, under Inferno's own names."""

    result: str
    optional: bool = False
    test_id: str | None = None
    test_group_id: str | None = None
    test_suite_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    result_message: str | None = None

    @property
    def outcome(self) -> Outcome:
        """What a pass, a failure or an omission shows; anything else is not known."""
        return OUTCOMES.get(self.result, Outcome.INCONCLUSIVE)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """The rows in the order of the file, under the place where the list stands."""

    rows: tuple[Row, ...]
    at: str
    host: str | None = None

    def pointer(self, number: int) -> str:
        """The place of a row: the same in the file that came and in the one that is kept."""
        return f"{self.at}/{number}"

    def cleaned(self) -> bytes:
        """The run as it may be kept."""
        return msgspec.json.encode({"results": self.rows} if self.at else self.rows)

    def latest(self) -> dict[str, tuple[int, Row]]:
        """The last word on each test: a test that was run again counts as it came out then."""
        found: dict[str, tuple[int, Row]] = {}
        for number, row in enumerate(self.rows):
            if row.test_id is None:
                continue
            before = found.get(row.test_id)
            if before is None or (row.updated_at or "") >= (before[1].updated_at or ""):
                found[row.test_id] = (number, row)
        return found


def listed(opened: Opened) -> tuple[list[Any], str] | None:
    """The list of rows and the place of it, or None where this is no Inferno run."""
    if not opened.is_json:
        return None
    value, at = opened.json, ""
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value, at = value["results"], "/results"
    if not isinstance(value, list):
        return None
    first = dict_of(value[0]) if value else {}
    return (value, at) if "result" in first and any(name in first for name in IDS) else None


def run_of(rows: list[Any], at: str) -> Run:
    """The run with nothing in it that was given or asked. A row that is no object is kept as unknown."""
    fields = [dict_of(row).get(name) for row in rows for name in SECRET_FIELDS]
    secrets = _collected(secrets_in([field for field in fields if field]))
    return Run(rows=tuple(_row(dict_of(row), secrets) for row in rows), at=at, host=_host(rows))


def _collected(pieces: Iterator[str]) -> frozenset[str]:
    found: set[str] = set()
    for piece in pieces:
        found.add(piece)
        if len(found) > _MOST_SECRETS:
            raise RejectedError(
                f"The run was given more than {_MOST_SECRETS:,} values that may be secrets.",
                "Take inputs, outputs and requests out of the file: nothing of them is read.",
            )
    return frozenset(found)


def _shortened(message: str) -> str:
    """Long ones are cut between words: of a token that is cut in two, neither half would be found."""
    if len(message) <= _LONGEST_MESSAGE:
        return message
    return message[:_LONGEST_MESSAGE].rstrip(_TOKEN_LETTERS) + " …"


def _row(value: dict[str, Any], secrets: frozenset[str]) -> Row:
    message = text_of(value.get("result_message"))
    result = text_of(value.get("result"))
    return Row(
        result=result if result in OUTCOMES or result in UNFINISHED else "unknown",
        optional=value.get("optional") is True,
        test_id=_shaped(value.get("test_id"), _ID),
        test_group_id=_shaped(value.get("test_group_id"), _ID),
        test_suite_id=_shaped(value.get("test_suite_id"), _ID),
        created_at=_shaped(value.get("created_at"), _TIME),
        updated_at=_shaped(value.get("updated_at"), _TIME),
        result_message=without(_shortened(message), secrets) if message else None,
    )


def _shaped(value: Any, shape: re.Pattern[str]) -> str | None:
    """A text that has the shape of its field: anything else might carry what must not be kept."""
    return value if isinstance(value, str) and shape.fullmatch(value) else None


def _host(rows: list[Any]) -> str | None:
    """The name of the server that was tested: of its address, nothing else is told."""
    for row in rows:
        for _, given in dicts_of(dict_of(row).get("inputs")):
            address = given.get("value") if given.get("name") == "url" else None
            if isinstance(address, str) and address.startswith(("https://", "http://")):
                return address.split("/")[2].rsplit("@", 1)[-1][:100]
    return None
