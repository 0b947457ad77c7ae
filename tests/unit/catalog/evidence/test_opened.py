"""Documents that are made to hurt are refused in words, whatever the reader."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.limits import MOST_BYTES
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection
from tests.unit.catalog.evidence.made import TODAY, refused

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><l>&a;</l>'
BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
).encode()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" " * 5_000, "empty"),
        (b" " * (MOST_BYTES + 1), "bytes"),
        (b"[" * 100_000, "recursion"),
        (b'{"a":' * 100_000, "recursion"),
        (b'{"capabilities": ["x"], "capabilities": []}', "uplicate"),
        (b"[" + b"{}," * 500_000 + b"{}]", "values"),
        (b'{"a": NaN}', "cannot be read"),
        (b'{"a": 1', "cannot be read"),
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "nested"),
        (b"<a><b></a>", "cannot be read"),
        (BOMB, "aliases"),
        (b"a: 1\na: 2\n", "twice"),
        (b"a: !!python/object:os.system x\n", "tag"),
        (b"a: " + b"[" * 200 + b"]" * 200, "nested"),
        (b"a: " + b"1:" * 200 + b"1\n", "number"),
        (b"a: 0x" + b"f" * 5_000 + b"\n", "number"),
        (b"a: [" + b"{}," * 100_000 + b"1]", "values"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(110_000)) + b"/>", "values"),
        (b"<a>" + b"<b/>" * 110_000 + b"</a>", "values"),
        (b'<a xmlns="urn:' + b"n" * 1_000 + b'"/>', "namespace"),
        (b'{"openapi":"3.0.0","paths":{},"' + b"k" * 5_000 + b'":[{"$ref":"x"}]}', "name"),
        (b"\xff\xfe\x00a: 1", "recognises"),
        (zlib.compress(b"x"), "recognises"),
    ],
)
def test_a_hostile_document_is_refused_with_the_reason(content: bytes, word: str) -> None:
    """Each by name: what is wrong, and what to do about it."""
    found = refused(content)
    assert word in found.reason
    assert found.next_step


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(content: bytes) -> None:
    """Anything is a reading or a rejection."""
    assert isinstance(read(content, Context(as_of=TODAY)), Reading | Rejection)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_json_of_any_shape_is_looked_at_by_every_reader(value: object) -> None:
    """No reader takes a shape for granted."""
    assert isinstance(read(json.dumps([value]).encode(), Context(as_of=TODAY)), Rejection)
