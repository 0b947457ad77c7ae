"""What a page's query string asks for. Forms send empty fields; empty means "not said"."""

from collections.abc import Sequence
from datetime import date

from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Invalid
from plumbline.web.query import NUL

LONGEST = 200


def asked_day(text: str | None, clock: Clock) -> date:
    """The day a form asks about; today in London when it says none. Raises Invalid."""
    return parsed_day(text.strip()) if text and text.strip() else today(clock)


def parsed_day(text: str) -> date:
    """The day of `as_of` in an address. Raises Invalid."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.field(
            "/as_of",
            f"{text[:40]!r} is not a date.",
            next_step="Write the day as year, month, day: 2027-03-31.",
        ) from error


def asked_number(name: str, text: str | None, *, least: int, most: int, default: int) -> int:
    """A whole number of a form between `least` and `most`. Raises Invalid."""
    if not text or not text.strip():
        return default
    plain = text.strip().replace(",", "")
    if plain.isascii() and plain.isdigit() and len(plain) < 12 and least <= int(plain) <= most:
        return int(plain)
    raise Invalid.field(f"/{name}", f"{text[:40]!r} is not a whole number from {least:,} to {most:,}.")


def asked_words(text: str | None) -> str:
    """Words typed into a search box, cut to a sensible length. Raises Invalid for a NUL among them."""
    if text and "\x00" in text:
        raise Invalid.field("/q", NUL, next_step="Take it out, and search for the rest.")
    return (text or "").strip()[:LONGEST]


def asked_choices(values: Sequence[str] | None) -> list[str]:
    """Ticked boxes, without empty ones, each once, in the order they came."""
    return list(dict.fromkeys(value[:LONGEST] for value in values or () if value.strip()))
