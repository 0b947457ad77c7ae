"""Opens a document from a stranger: JSON, XML, YAML or text, told apart by content, within limits.

Nothing here follows a reference, loads a schema, resolves an entity or asks a network. What is refused is
refused in words (`RejectedError`): too large, too deep, keys twice, aliases, document types.
"""

import re
from functools import cached_property
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

import jiter
import numpy as np
import yaml
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from catalog.evidence.limits import (
    DEEPEST,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_NODES,
    MOST_XML_NODES,
    MOST_YAML_BYTES,
    MOST_YAML_NODES,
)
from catalog.evidence.reading import RejectedError

_BOM: Final = b"\xef\xbb\xbf"
_JWS: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_KEY: Final = re.compile(r"^[A-Za-z_][\w.-]*:", re.MULTILINE)
_NO_NUMBER: Final = re.compile(r"[^0-9a-fA-FxobOXB_:.+-]")
_TAGS: Final = ("tag:yaml.org,2002:",)


class Opened:
    """A document by its bytes; each way to look at it is tried once, when it is first asked for."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise RejectedError(
                f"The file has {len(content):,} bytes; {MOST_BYTES:,} are read.",
                "Hand in the part that matters, or the summary that the tool can write.",
            )
        self.content = content
        self._start = content.removeprefix(_BOM).lstrip()[:512]
        if not self._start:
            raise RejectedError("The file is empty.", "Hand in the file that the tool wrote.")

    @property
    def is_json(self) -> bool:
        """Does it begin as a JSON object or array?"""
        return self._start[:1] in (b"{", b"[")

    @property
    def is_xml(self) -> bool:
        """Does it begin as XML?"""
        return self._start[:1] == b"<"

    @property
    def is_jws(self) -> bool:
        """Is it a compact JWS, three parts and two dots?"""
        return _JWS.fullmatch(self.content.strip()) is not None

    @property
    def is_zip(self) -> bool:
        """Is it a zip archive, as docx and xlsx are?"""
        return self.content[:4] in (b"PK\x03\x04", b"PK\x05\x06")

    @property
    def is_yaml(self) -> bool:
        """Might it be YAML: text with a key on some line, and neither JSON nor XML?"""
        if self.is_json or self.is_xml or self.is_zip or self.is_jws or b"\0" in self._start:
            return False
        return _KEY.search(self._start.decode("utf-8", "replace")) is not None

    def check(self) -> None:
        """Open it as what it begins as, for the sake of the refusal: broken says more than unknown."""
        if self.is_json:
            _ = self.json
        elif self.is_xml:
            _ = self.xml
        elif self.is_yaml:
            _ = self.yaml

    @cached_property
    def text(self) -> str:
        """The whole of it as UTF-8."""
        try:
            return self.content.removeprefix(_BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            raise RejectedError(
                f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8 and hand it in again."
            ) from error

    @cached_property
    def json(self) -> Any:
        """The JSON value. Keys that stand twice are refused: readers disagree on which one counts."""
        raw = self.content.removeprefix(_BOM)
        if _marks(raw) > MOST_NODES:
            raise _too_many(MOST_NODES)
        try:
            return jiter.from_json(raw, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys")
        except (ValueError, RecursionError) as error:
            raise _broken("JSON", str(error)) from error

    @cached_property
    def yaml(self) -> Any:
        """The YAML value: no aliases, no keys twice, no tags beyond YAML's own."""
        if len(self.content) > MOST_YAML_BYTES:
            raise RejectedError(
                f"YAML of {len(self.content):,} bytes; {MOST_YAML_BYTES:,} are read.",
                "Write it as JSON, which may be larger.",
            )
        text = self.text
        try:
            _check_events(text)
            return yaml.load(text, Loader=_LOADER)  # noqa: S506 a SafeLoader, events checked before
        except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
            raise _broken("YAML", " ".join(str(error).split())) from error

    @cached_property
    def xml(self) -> Element:
        """The root element. A document type is refused, and with it every entity there could be."""
        if self.content.count(b"=") > MOST_XML_NODES:  # an element brings all its attributes at once
            raise _too_many(MOST_XML_NODES)
        if b"<!DOCTYPE" in self.content or b"<!ENTITY" in self.content:
            raise RejectedError(
                "The XML brings a document type.", "Take the <!DOCTYPE …> out: nothing here needs one."
            )
        try:
            return _parsed_xml(self.content.removeprefix(_BOM))
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise _broken("XML", str(error)) from error


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _marks(raw: bytes) -> int:
    """Commas and opening brackets: at least as many as there are values. Counted at the speed of memory."""
    letters = np.frombuffer(raw, np.uint8)
    return sum(int(np.count_nonzero(letters == mark)) for mark in b",[{")


def _too_many(most: int) -> RejectedError:
    return RejectedError(
        f"The document holds more values than the {most:,} that are read.",
        "Hand in the part that matters, or the summary that the tool can write.",
    )


def _broken(what: str, why: str) -> RejectedError:
    return RejectedError(f"The {what} cannot be read: {why[:300]}.", f"Mend the {what} there and hand it in.")


def _check_events(text: str) -> None:
    """Refuse what costs more than it is long: aliases; and what is read two ways: keys that stand twice."""
    frames: list[set[str] | None] = []  # the keys of each open mapping; None for a sequence
    waiting_for_key: list[bool] = []
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if number > 2 * MOST_YAML_NODES:
            raise _too_many(MOST_YAML_NODES)
        _refuse_event(event, len(frames))
        if isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            _note_key(event, frames, waiting_for_key)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            frames.append(set() if is_mapping else None)
            waiting_for_key.append(is_mapping)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frames.pop()
            waiting_for_key.pop()


def _refuse_event(event: Any, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise RejectedError("The YAML uses aliases (*name).", "Write the value out where it is used.")
    if depth > DEEPEST:
        raise RejectedError(f"The YAML is nested deeper than {DEEPEST} levels.", "Flatten it.")
    if isinstance(event, yaml.ScalarEvent) and _is_long_number(event):
        raise RejectedError("The YAML holds a number that is too long.", "Put it in quotes.")
    tag = getattr(event, "tag", None)
    if tag and not tag.startswith(_TAGS):
        raise RejectedError(f"The YAML uses the tag {tag[:60]!r}.", "Leave tags out: plain values are read.")


def _note_key(event: Any, frames: list[set[str] | None], waiting_for_key: list[bool]) -> None:
    keys = frames[-1] if frames else None
    if keys is None:
        return
    if waiting_for_key[-1] and isinstance(event, yaml.ScalarEvent):
        if event.value in keys:
            raise RejectedError(f"The key {event.value[:60]!r} stands twice.", "Keep one of the two.")
        keys.add(event.value)
    waiting_for_key[-1] = not waiting_for_key[-1]


def _is_long_number(event: Any) -> bool:
    """YAML reads 1:1:1 in base 60, at a cost that grows with the square of its length."""
    return len(event.value) > LONGEST_NAME and event.implicit[0] and not _NO_NUMBER.search(event.value)


def _parsed_xml(content: bytes) -> Element:
    parser = DefusedXMLParser(target=_Counting(), forbid_dtd=True)
    parser.parser.StartNamespaceDeclHandler = _check_namespace
    parser.feed(content)
    root: Element = parser.close()
    return root


def _check_namespace(_prefix: str | None, address: str | None) -> None:
    """The parser copies a namespace for each name in it, before anybody sees the name."""
    if len(address or "") > LONGEST_NAME:
        raise RejectedError("The XML has a namespace that is too long.", "Use the one of its format.")


class _Counting(TreeBuilder):
    """Builds elements, and stops at the first that is too deep or one too many."""

    _depth = 0
    _nodes = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        self._nodes += 1 + len(attrs)
        if self._depth > DEEPEST:
            raise RejectedError(f"The XML is nested deeper than {DEEPEST} levels.", "Flatten it.")
        if self._nodes > MOST_XML_NODES:
            raise _too_many(MOST_XML_NODES)
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)
