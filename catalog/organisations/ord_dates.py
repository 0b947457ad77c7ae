"""Collections and dates in the ORD shape.

Two habits of that interface live here: a collection of one may come as the item itself, and a
date comes as a list of periods, Operational and Legal. The Legal one counts where there is one,
because a duty moves when the law says so; the Operational one says when the directory followed.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from catalog.organisations.cells import day_in
from catalog.organisations.csv_table import first_refused
from catalog.organisations.problems import ImportProblem

_BY_WEIGHT: Final = ("Legal", "Operational")


class Period(msgspec.Struct, frozen=True):
    """First and last day; None: not recorded, or not ended."""

    start: date | None = None
    end: date | None = None


class Node:
    """A value in a JSON document, where it stands, and the list its problems go to."""

    def __init__(self, value: Any, pointer: str, problems: list[ImportProblem]) -> None:
        self.value = value
        self.pointer = pointer
        self._problems = problems

    def problem(self, message: str) -> None:
        """Note that this value is wrong."""
        self._problems.append(ImportProblem(0, 0, message, self.pointer or "/"))

    def child(self, key: str) -> "Node":
        """The member `key`; a node of None where there is none."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(found, f"{self.pointer}/{key}", self._problems)

    def items(self) -> Iterator["Node"]:
        """The items of a collection, which may be missing, a list, or the one item itself."""
        if self.value is None:
            return
        if isinstance(self.value, dict):
            yield self
        elif isinstance(self.value, list):
            for number, item in enumerate(self.value):
                node = Node(item, f"{self.pointer}/{number}", self._problems)
                if isinstance(item, dict):
                    yield node
                else:
                    node.problem("is not an object.")
        else:
            self.problem("is neither an object nor a list of objects.")

    def text(self, longest: int) -> str | None:
        """A text of at most `longest` characters, without surrounding spaces; None if it is missing."""
        if self.value is None:
            return None
        if not isinstance(self.value, str):
            self.problem("is not a text.")
            return None
        found = self.value.strip()
        bad = first_refused(found)
        if bad is not None:
            self.problem(f"holds the character U+{ord(bad):04X}.")
        if len(found) > longest:
            self.problem(f"has {len(found)} characters; at most {longest} fit.")
        return found or None

    def day(self) -> date | None:
        """A day; None if it is missing."""
        text = self.text(10)
        day = day_in(text or "")
        if text is not None and day is None:
            self.problem(f"{text[:40]!r} is not a day of the form 2026-04-01.")
        return day


def period_of(dates: Node) -> Period:
    """The period that counts in a `Date` collection; an end in either kind of period is an end."""
    found = {item.child("Type").text(40): item for item in dates.items()}
    days = {
        kind: (item.child("Start").day(), item.child("End").day()) for kind, item in found.items() if kind
    }
    periods = [days[kind] for kind in _BY_WEIGHT if kind in days]
    start = next((start for start, _ in periods if start is not None), None)
    end = next((end for _, end in periods if end is not None), None)
    if start is not None and end is not None and end < start:
        dates.problem(f"ends on {end}, before it starts on {start}.")
    return Period(start, end)
