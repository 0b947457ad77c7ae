"""Where something stands in what was sent, as a JSON Pointer (RFC 6901)."""

from typing import Final

_LONGEST_STEP: Final = 60  # a stranger's name may be of any length


def pointer_to(*steps: str) -> str:
    """The pointer to a member, each step escaped, and cut where it is long."""
    return "".join("/" + step[:_LONGEST_STEP].replace("~", "~0").replace("/", "~1") for step in steps)
