"""Form bodies and queries with brackets, read into the tree that they stand for.

`items[0][price]=x` → {"items": [{"price": "x"}]}; every leaf stays text, as it was sent.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

Tree = dict[str, Any]


def read_form(text: str) -> Tree:
    """The tree of an encoded form; with nothing in it, an empty one."""
    tree: Tree = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        at: Any = tree
        *inner, last = re.findall(r"[^\[\]]+", name)
        for step in inner:
            at = at.setdefault(step, {})
        at[last] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    """Objects whose names count up from nought are lists."""
    if not isinstance(value, dict):
        return value
    if list(value) == [str(number) for number in range(len(value))]:
        return [_listed(each) for each in value.values()]
    return {name: _listed(each) for name, each in value.items()}
