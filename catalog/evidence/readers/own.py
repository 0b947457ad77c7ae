"""What readers of the market's own forms share: strict reading, files that back a word, the right release."""

import re
from typing import Any, Final, TypeVar

import msgspec

from catalog.evidence.readers.pick import escaped, excerpt
from catalog.evidence.reading import Context, RejectedError
from catalog.words import Assurance

Form = TypeVar("Form", bound=msgspec.Struct)
_LEGAL_FORM: Final = re.compile(r"\b(limited|ltd|plc|llp)\b\.?")
_PART: Final = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


def own_form(value: Any, form: type[Form]) -> Form:
    """The form in its typed shape. Raises `RejectedError` with the place: our own forms have no dialects."""
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        raise RejectedError(
            f"The form is not filled in rightly: {excerpt(reason)}.",
            "Start from the empty template, and check it against the schema beside it.",
            _pointer(path.removesuffix("`")),
        ) from error


def _pointer(path: str) -> str:
    """A JSON Pointer from msgspec's path, `$.answers[...].file`; it does not tell keys of maps."""
    rest = path.removeprefix("$").replace("[...]", "")
    return "".join(f"/{number or escaped(key)}" for number, key in _PART.findall(rest))


def is_other_release(context: Context, version: str) -> bool:
    """Does the market ask about another release than the one that the document speaks of?"""
    return context.release is not None and plain(version) != plain(context.release[1])


def plain(version: str) -> str:
    """A version without case, spaces and a leading `v`."""
    return version.strip().casefold().removeprefix("v").replace(" ", "")


def same_party(one: str, other: str) -> bool:
    """Are these two ways to write the name of one company? Case, spaces and the legal form are put aside."""
    first, second = (
        "".join(each for each in _LEGAL_FORM.sub("", name.casefold()) if each.isalnum())
        for name in (one, other)
    )
    return first == second


def backing(digest: str, known: frozenset[str]) -> Assurance | None:
    """`documented` where the file is among those handed in; None where there is none, or it is not here."""
    return Assurance.DOCUMENTED if digest and digest.lower() in known else None
