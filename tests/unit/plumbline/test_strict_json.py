"""JSON from strangers is read strictly."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.errors import Malformed
from plumbline.kit.strict_json import DEEPEST, loads, never_stored

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_ordinary_json_reads_as_it_was_written(value: object) -> None:
    """What the standard library writes comes back equal."""
    assert loads(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"price": 1, "price": 999}', "'price' stands twice"),
        (b'{"a": {"b": 1, "b": 1}}', "'b' stands twice"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested deeper"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": 1,}', "line 1, column 9"),
        (b'{"a": "\xff"}', "byte 7"),
        (b"", "line 1, column 1"),
        (b"1" * 5000, "cannot be read"),
    ],
)
def test_what_is_refused_is_named(raw: bytes, words: str) -> None:
    """Each refusal says what is wrong and where."""
    with pytest.raises(Malformed, match=words):
        loads(raw)


def test_many_brackets_side_by_side_are_not_depth() -> None:
    """A long flat list of objects is fine, and so are brackets inside strings."""
    flat = [{"a": "[[[{{{"}] * 5_000
    assert loads(json.dumps(flat).encode()) == flat


def test_the_deepest_allowed_is_allowed() -> None:
    """Exactly the limit is read; one more is not."""
    assert loads(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(Malformed):
        loads(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({"a": ["plain", "é", "\U0001f600"], "b": {"c": 1}}, set()),
        ("\x00", {""}),
        ({"a": ["fine", "not\x00fine"]}, {"/a/1"}),
        ({"a": {"b": "\ud800"}, "c": "\udfff"}, {"/a/b", "/c"}),
        ({"\ud800": 1}, {"/�"}),
    ],
)
def test_what_no_database_keeps_is_found_wherever_it_stands(value: object, pointers: set[str]) -> None:
    """A NUL or half a character, in a value or in a key; whole characters are none of its business."""
    assert set(never_stored(value)) == pointers
