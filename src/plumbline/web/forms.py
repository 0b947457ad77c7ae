"""What a POST form sends, read carefully: one value or many by name, as plain text."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Request

from plumbline.kit.errors import Invalid, Malformed

LONGEST = 4_000
_LINE_ENDS = frozenset("\n\t")


class Form(msgspec.Struct, frozen=True):
    """The fields of a form. A field that is not there reads as empty."""

    fields: dict[str, list[str]]

    def typed(self, name: str, otherwise: str = "") -> str:
        """The first value of `name`, whatever it holds, to be shown again; else `otherwise`."""
        return next(iter(self.fields.get(name, ())), otherwise)

    def text(self, name: str, longest: int = LONGEST) -> str:
        """The first value of `name`, to be kept. Raises `Invalid` for what cannot be stored."""
        value = self.typed(name).replace("\r\n", "\n")
        if len(value) > longest:
            raise Invalid.field(f"/{name}", f"At most {longest:,} characters; this has {len(value):,}.")
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in _LINE_ENDS for c in value):
            raise Invalid.field(f"/{name}", "Take the control characters out; they cannot be stored.")
        return value

    def names(self) -> Iterable[str]:
        """The names of the fields that were sent."""
        return self.fields.keys()


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The form of a request; files in it are no text and are left out."""
    try:
        sent = await request.form()
    except (UnicodeError, LookupError) as error:  # a part in an encoding other than it says
        raise Malformed("The form cannot be read.", next_step="Send it as UTF-8.") from error
    fields: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return Form(fields)
