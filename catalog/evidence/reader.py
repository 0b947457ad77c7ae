"""What a reader is: one format, how it is recognised, how it is taken apart, and its rules by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reading import Context, Document, Shown

Given = Mapping[str, object]
Rule = Callable[[Document, Given], Iterable[Shown]]
"""Asks a document about one requirement. Gives nothing where the document does not speak to it."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """The reader of a format.

    `recognises` looks at the content alone and may raise `RejectedError` where it is broken before it can
    be told what it is. `take_apart` gives the document or raises `RejectedError`; its third argument is the
    other files that were handed in together. Raise `version` whenever the same bytes would give other lines.
    """

    format: Format
    version: int
    recognises: Callable[[Opened], bool]
    take_apart: Callable[[Opened, Context, Sequence[Opened]], Document]
    rules: Mapping[str, Rule] = {}
