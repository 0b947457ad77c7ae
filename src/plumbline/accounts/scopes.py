"""What a token may do of all that its holder's role includes: words stored with it.

`read` stands for everything of the role that only reads. A token made before there were scopes has
none stored, and may do whatever the role includes.
"""

from collections.abc import Collection
from typing import Final

from plumbline.accounts.roles import PERMISSIONS, Permission, Role
from plumbline.kit.errors import Invalid

READ: Final = "read"
DEFAULT: Final = (READ,)
READING: Final = frozenset(each for each in Permission if each.startswith("read_"))
SCOPES: Final = (READ, *sorted(Permission))
PATTERN: Final = f"^({'|'.join(SCOPES)})$"


def permissions_of(words: Collection[str]) -> frozenset[Permission]:
    """What the words allow a role that includes it. A word that no longer means anything allows nothing."""
    named = frozenset(each for each in Permission if each in words)
    return named | READING if READ in words else named


def checked(words: Collection[str], role: Role) -> list[str]:
    """The words in order, each once.

    Raises `Invalid` pointing at `/scopes` for none, an unknown one, and one that the role does not
    include.
    """
    if not words:
        raise _refused("Name at least one scope.")
    for word in words:
        if word not in SCOPES:
            raise _refused(f"{word[:40]!r} is no scope.", f"Use some of {', '.join(SCOPES)}.")
        if word != READ and word not in PERMISSIONS[role]:
            raise _refused(f"Your role does not include {word}.")
    return [each for each in SCOPES if each in words]


def _refused(detail: str, next_step: str | None = None) -> Invalid:
    return Invalid.field("/scopes", detail, next_step=next_step)
