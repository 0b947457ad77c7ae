"""Reads EARL 1.0 out of JSON-LD without a JSON-LD processor: nothing is fetched, whatever a context says.

Terms are told by the last part of their name (`earl:outcome`, `http://www.w3.org/ns/earl#outcome` and
`outcome` are one), after the names that the document's own `@context` gives them. Objects that stand
elsewhere are found by `@id`.
Source: W3C, Evaluation and Report Language 1.0 Schema; JSON-LD 1.1.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from catalog.evidence.readers.pick import below

_KEYWORDS: Final = {"@id": "id", "@type": "type", "@value": "value"}
_LISTS: Final = ("@set", "@list", "set", "list")
_OUTCOMES: Final = {
    "passed": "passed",
    "pass": "passed",
    "failed": "failed",
    "fail": "failed",
    "canttell": "cantTell",
    "cannottell": "cantTell",
    "inapplicable": "inapplicable",
    "notapplicable": "inapplicable",
    "untested": "untested",
    "nottested": "untested",
}


class Assertion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody's word on one test of one subject: `outcome` in EARL's words, `mode` who looked."""

    outcome: str
    mode: str
    tests: tuple[str, ...]
    title: str
    subject: str
    by: str
    day: str
    text: str
    pointer: str


class Graph:
    """A JSON-LD document: its terms by their own names, its objects by `@id`."""

    def __init__(self, document: Any) -> None:
        self.remote: list[str] = []
        self._terms: dict[str, str] = {}
        self._objects: dict[str, Mapping[str, Any]] = {}
        self._learn(document)

    def assertions(self, document: Any) -> Iterator[Assertion]:
        """Every assertion, parts of others included, in the order of the document."""
        stack: list[tuple[str, Any]] = [("", document)]
        while stack:
            pointer, value = stack.pop()
            if isinstance(value, dict):
                found = self._assertion(value, pointer)
                if found is not None:
                    yield found
            stack.extend(reversed(list(_children(value, pointer))))

    def _learn(self, document: Any) -> None:
        stack = [document]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                self._context(value.get("@context"))
            stack.extend(each for key, each in _children(value, "") if key != "/@context")
        stack = [document]
        while stack:
            value = stack.pop()
            name = self.plain(value).get("id") if isinstance(value, dict) else None
            if isinstance(name, str) and len(value) > 1:
                self._objects.setdefault(name, value)
            stack.extend(each for _, each in _children(value, ""))

    def _context(self, context: Any) -> None:
        for each in context if isinstance(context, list) else [context]:
            if isinstance(each, str) and each not in self.remote:
                self.remote.append(each)
            for term, means in each.items() if isinstance(each, dict) else ():
                name = means.get("@id") if isinstance(means, dict) else means
                if isinstance(name, str) and not name.endswith(("#", "/")) and not term.startswith("@"):
                    self._terms[term] = name

    def plain(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The object with the last part of each term's name for a key."""
        return {self._local(key): each for key, each in value.items()}

    def _local(self, key: str) -> str:
        name = self._terms.get(key, key)
        return _KEYWORDS.get(name) or last(name)

    def _object(self, value: Any) -> dict[str, Any]:
        """The object that stands here, or that is named here and stands elsewhere."""
        one = next(_many(value), None)
        if isinstance(one, str):
            return self.plain(self._objects.get(one, {})) or {"id": one}
        if not isinstance(one, dict):
            return {}
        here = self.plain(one)
        there = self._objects.get(here["id"]) if isinstance(here.get("id"), str) and len(here) == 1 else None
        return self.plain(there) if there is not None else here

    def _assertion(self, value: Mapping[str, Any], pointer: str) -> Assertion | None:
        node = self.plain(value)
        kinds = {last(str(each)) for each in _many(node.get("type"))}
        tests = [*_many(node.get("test")), *_many(node.get("testcase")), *_many(node.get("testRequirement"))]
        if "result" not in node or ("Assertion" not in kinds and not tests):
            return None
        result = self._object(node["result"])
        test = self._object(tests[0]) if tests else {}
        return Assertion(
            outcome=self._outcome(result.get("outcome")),
            mode=self._word(node.get("mode")),
            tests=tuple(self._names(test)),
            title=_said(test.get("title")) or last(str(test.get("id", ""))),
            subject=self._named(node.get("subject"), ("source", "title", "id")),
            by=self._named(node.get("assertedBy"), ("name", "title", "id")),
            day=_said(node.get("date")) or _said(result.get("date")),
            text=_said(result.get("description")) or _said(result.get("info")),
            pointer=pointer,
        )

    def _outcome(self, value: Any) -> str:
        """By the value's name, else by its class (`earl:Pass`)."""
        found = self._object(value) if isinstance(next(_many(value), None), dict) else {"id": _said(value)}
        for name in (found.get("id"), found.get("value"), *_many(found.get("type")), found.get("title")):
            outcome = _OUTCOMES.get(last(str(name)).lower().replace(" ", ""))
            if outcome:
                return outcome
        return "unknown"

    def _word(self, value: Any) -> str:
        one = next(_many(value), None)
        found = self.plain(one) if isinstance(one, dict) else {"id": one}
        names = (found.get("value"), found.get("id"))
        return next((last(name) for name in names if isinstance(name, str)), "")

    def _names(self, test: Mapping[str, Any]) -> Iterator[str]:
        """What the test is called, and what it is a part of."""
        for value in (test.get("id"), *_many(test.get("isPartOf")), test.get("title")):
            if isinstance(value, dict):
                whole = self._object(value)
                yield from (name for key in ("id", "title") if (name := _said(whole.get(key))))
            elif _said(value):
                yield _said(value)

    def _named(self, value: Any, keys: tuple[str, ...]) -> str:
        found = self._object(value)
        return next((said for key in keys if (said := _said(found.get(key)))), "")


def last(name: str) -> str:
    """What stands after the last `#`, `/` or `:` of a name."""
    bare = name.rstrip("/#")
    return bare[max(bare.rfind("#"), bare.rfind("/"), bare.rfind(":")) + 1 :]


def _children(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from (
            (below(pointer, key), each) for key, each in value.items() if isinstance(each, dict | list)
        )
    elif isinstance(value, list):
        yield from ((below(pointer, number), each) for number, each in enumerate(value))


def _many(value: Any) -> Iterator[Any]:
    """One or several: a value, a list, or an object that wraps a list."""
    if isinstance(value, list):
        yield from value
    elif (
        isinstance(value, dict)
        and (inner := next((value[k] for k in _LISTS if k in value), None)) is not None
    ):
        yield from _many(inner)
    elif value is not None:
        yield value


def _said(value: Any) -> str:
    """The text of a literal or the name of an object, however it is wrapped."""
    one = next(_many(value), None)
    if isinstance(one, dict):
        one = one.get("@value", one.get("value", one.get("@id", one.get("id"))))
    return one if isinstance(one, str) else ""
