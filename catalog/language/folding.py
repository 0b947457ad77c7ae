"""The words of a text: lower case, without accents, in order."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9]+")


def folded(text: str) -> list[str]:
    """The words of a text, folded; signs part words and are dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _WORD.findall(plain)
