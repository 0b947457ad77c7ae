"""What people type about themselves, checked: an e-mail address, a name."""

import re
import unicodedata
from typing import Final

from plumbline.kit.errors import Invalid

LONGEST_EMAIL: Final = 254  # RFC 5321, 4.5.3.1.3
LONGEST_NAME: Final = 100
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def email_of(text: str) -> str:
    """An e-mail address in lower case. Raises `Invalid` pointing at `/email`."""
    email = unicodedata.normalize("NFC", text.strip().lower())
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email) or not is_plain(email):
        raise Invalid.field("/email", "This is not an e-mail address, like name@example.org.")
    return email


def name_of(text: str, pointer: str = "/name") -> str:
    """A name of 1 to 100 characters on one line. Raises `Invalid` at `pointer`."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not 1 <= len(name) <= LONGEST_NAME or not is_plain(name):
        raise Invalid.field(pointer, f"A name has 1 to {LONGEST_NAME} characters, on one line.")
    return name


def is_plain(text: str) -> bool:
    """Can it be stored and read as what it is: no control characters, no half characters, none that is
    not seen (of no width) or turns the direction of reading?
    """
    return not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in text)
