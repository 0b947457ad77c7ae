"""Which texts can be kept and shown: nothing that no reader sees and no database stores."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from plumbline.kit.errors import FieldProblem, Invalid

LONGEST_SLUG: Final = 300
_BREAKS: Final = frozenset("\n\r\t")
_UNSEEN: Final = frozenset({"Cc", "Cs"})
# Characters that turn the direction of reading: a title could show as another one.
_BIDI: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def text_problems(data: msgspec.Struct) -> Iterator[FieldProblem]:
    """Every text field of `data` that holds a character which is not accepted."""
    for name in data.__struct_fields__:
        value = getattr(data, name)
        found = _first_bad(value) if isinstance(value, str) else None
        if found is not None:
            detail = f"The character U+{ord(found):04X} cannot be seen and is not accepted."
            yield FieldProblem(f"/{name}", detail)


def refuse(problems: Iterable[FieldProblem]) -> None:
    """Raise `Invalid` with every problem, if there is one."""
    found = tuple(problems)
    if found:
        words = "; ".join(problem.detail for problem in found[:3])
        raise Invalid(words, next_step="Mend what is named and send it again.", problems=found)


def may_be_slug(text: str) -> bool:
    """What cannot be a slug names nothing; no query is made for it."""
    return len(text) <= LONGEST_SLUG and text.isprintable()


def _first_bad(text: str) -> str | None:
    unseen = (c for c in text if unicodedata.category(c) in _UNSEEN and c not in _BREAKS)
    return next(unseen, None) or next((c for c in text if c in _BIDI), None)
