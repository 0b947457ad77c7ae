"""The form that evidence comes in, and the files it leaves: strange ones are refused, none can act."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.api.evidence_asked import (
    CERTIFICATE,
    FILE,
    OWN,
    PDF,
    Client,
    assert_problem,
    hand_in,
    kept,
    sign_in,
)
from tests.composed import composed
from tests.inline import InlineClient

PATH = f"/api/v1/products/{OWN}/evidence"
HALF = CERTIFICATE | {"title": "half a \ud800 character"}


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        ("{", 400, "line 1"),
        ("", 400, "line 1"),
        ('{"kind": "document", "kind": "certificate"}', 400, "twice"),
        ("[" * 1000 + "]" * 1000, 400, "nested"),
        ('{"kind": NaN}', 400, "NaN"),
        ("[]", 422, "object"),
        ("null", 422, "object"),
        (json.dumps(CERTIFICATE | {"colour": "red"}), 422, "colour"),
        (json.dumps(CERTIFICATE | {"kind": "rumour"}), 422, "/kind"),
        (json.dumps(CERTIFICATE | {"expires_on": "2027-02-30"}), 422, "/expires_on"),
        (json.dumps(CERTIFICATE | {"title": "x" * 301}), 422, "/title"),
        (json.dumps(CERTIFICATE | {"title": "a \x00 b"}), 422, "/title"),
        (json.dumps(HALF), 422, "/title"),
        (json.dumps(CERTIFICATE | {"kind": "\ud800"}), 422, "/kind"),
        (json.dumps(CERTIFICATE | {"number": "1" * 101}), 422, "/number"),
        (json.dumps(CERTIFICATE | {"issuer": "\u202egro.shn"}), 422, "/issuer"),
        (json.dumps(CERTIFICATE | {"requirement_ids": []}), 422, "/requirement_ids"),
        (json.dumps(CERTIFICATE | {"requirement_ids": ["MESH-2", 7]}), 422, "/requirement_ids/1"),
        (json.dumps(CERTIFICATE | {"requirement_ids": ["NO-SUCH"]}), 422, "/requirement_ids"),
        (json.dumps(CERTIFICATE | {"supersedes": "0" * 32}), 422, "/supersedes"),
        (json.dumps({k: v for k, v in CERTIFICATE.items() if k != "expires_on"}), 422, "/expires_on"),
    ],
)
def test_the_json_part_is_read_strictly(
    demo_client: Client, demo_url: str, raw: str, status: int, words: str
) -> None:
    """As any other body: the problem names what is wrong, and nothing is kept, not even the file."""
    before = kept(demo_url)
    problem = assert_problem(hand_in(demo_client, sign_in(demo_client, "supplier"), raw), status)
    assert words in json.dumps(problem)
    assert kept(demo_url) == before


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"file": ("empty.pdf", b"", "application/pdf")}, "/file"),
        ({"file": (None, "text and no file name")}, "/file"),
        ({**FILE, "photo": ("photo.png", b"x", "image/png")}, "/photo"),
        ({"a/b~c": (None, "x")}, "/a~1b~0c"),
        ({}, "/file"),
    ],
)
def test_the_parts_are_those_that_are_known(
    demo_client: Client, demo_url: str, parts: dict[str, Any], pointer: str
) -> None:
    """Empty, nameless, unknown, or missing where a document needs its file: 422 with what to do."""
    before = kept(demo_url)
    data = CERTIFICATE | {"kind": "document"}
    problem = assert_problem(
        hand_in(demo_client, sign_in(demo_client, "supplier"), data, parts), 422, pointer
    )
    assert problem["next_step"]
    assert kept(demo_url) == before


def test_the_json_part_is_needed_once(demo_client: Client) -> None:
    """Missing or twice, and a body that is no form at all: 422."""
    headers = sign_in(demo_client, "supplier")
    assert_problem(demo_client.post(PATH, files=FILE, headers=headers), 422, "/evidence")
    twice = [("evidence", (None, "{}")), ("evidence", (None, "{}"))]
    assert_problem(demo_client.post(PATH, files=twice, headers=headers), 422, "/evidence")
    assert_problem(demo_client.post(PATH, json=CERTIFICATE, headers=headers), 422)
    assert_problem(demo_client.post(PATH, data={"evidence": json.dumps(CERTIFICATE)}, headers=headers), 422)


def test_the_json_may_come_as_a_file(demo_client: Client) -> None:
    """As command-line clients send it."""
    part = {"evidence": ("evidence.json", json.dumps(CERTIFICATE), "application/json"), **FILE}
    answer = demo_client.post(PATH, files=part, headers=sign_in(demo_client, "supplier"))
    assert answer.status_code == 201, answer.text


@pytest.fixture
def small(demo_url: str, clock: FixedClock) -> Iterator[Client]:
    """A client of a service that takes files of a million bytes."""
    with (
        composed(Settings(database=demo_url, max_upload_bytes=1_000_000), clock) as app,
        InlineClient(app) as client,
    ):
        yield client


def test_a_file_that_is_too_large(small: Client, demo_url: str) -> None:
    """413 by the operator's limit: far over it, one byte over it, and with no length announced."""
    headers, before = sign_in(small, "supplier"), kept(demo_url)
    for size in (20_000_000, 1_000_001):
        answer = hand_in(small, headers, parts={"file": ("big.pdf", b"x" * size, "application/pdf")})
        assert "1,000,000" in assert_problem(answer, 413)["detail"]

    def endless() -> Iterator[bytes]:
        yield b'--cut\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(400):
            yield b"x" * 10_000

    kind = {"content-type": "multipart/form-data; boundary=cut"}
    assert_problem(small.post(PATH, content=endless(), headers=headers | kind), 413)
    assert kept(demo_url) == before
    fits = hand_in(small, headers, parts={"file": ("fits.pdf", b"x" * 1_000_000, "application/pdf")})
    assert fits.status_code == 201, fits.text


def test_a_file_of_twenty_megabytes_fits_by_default(demo_client: Client) -> None:
    """The cap of every other body is a million; here it is that of files."""
    big = b"%PDF" + b"x" * 20_000_000
    headers = sign_in(demo_client, "supplier")
    answer = hand_in(demo_client, headers, parts={"file": ("big.pdf", big, "application/pdf")})
    assert answer.status_code == 201, answer.text
    got = demo_client.get(f"/api/v1/files/{answer.json()['sha256']}", headers=headers)
    assert got.content == big
    assert_problem(hand_in(demo_client, headers, json.dumps(CERTIFICATE) + " " * 1_000_000), 413)


def test_a_file_comes_back_as_it_was_and_cannot_act(demo_client: Client) -> None:
    """Byte for byte, an attachment with a harmless name, sandboxed, and 304 to whoever has it."""
    headers = sign_in(demo_client, "supplier")
    parts = {"file": ("../../etc/passwd\r\nX: ÿ.pdf", PDF, "application/pdf")}
    found = hand_in(demo_client, headers, parts=parts).json()
    shown = demo_client.get(f"/api/v1/evidence/{found['id']}").json()
    assert shown["file_name"] == "passwdX ÿ.pdf"
    answer = demo_client.get(f"/api/v1/files/{found['sha256']}", headers=sign_in(demo_client, "buyer"))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    expected = "attachment; filename=\"passwdX y.pdf\"; filename*=UTF-8''passwdX%20%C3%BF.pdf"
    assert answer.headers["content-disposition"] == expected
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x" not in answer.headers
    tag = answer.headers["etag"]
    assert tag == f'"{sha256(PDF).hexdigest()}"'
    again = demo_client.get(f"/api/v1/files/{found['sha256']}", headers=headers | {"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("said", "served"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/javascript", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("IMAGE/PNG; x=y", "image/png"),
        ("text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_what_a_file_is_said_to_be_is_believed_where_it_is_harmless(
    demo_client: Client, said: str, served: str
) -> None:
    """A page or a script is bytes and nothing else."""
    headers = sign_in(demo_client, "supplier")
    parts = {"file": ("x.html", said.encode(), said)}
    digest = hand_in(demo_client, headers, parts=parts).json()["sha256"]
    answer = demo_client.get(f"/api/v1/files/{digest}", headers=headers)
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("name", ["0" * 64, "%00", "..%2f..%2fetc", "x", "é", "A" * 64])
def test_no_such_file(demo_client: Client, name: str) -> None:
    """404, whatever it is called."""
    assert_problem(demo_client.get(f"/api/v1/files/{name}", headers=sign_in(demo_client, "auditor")), 404)


def test_the_same_file_is_kept_once(demo_client: Client, demo_url: str) -> None:
    """Two pieces of evidence, one file."""
    headers, (pieces, kept_files) = sign_in(demo_client, "supplier"), kept(demo_url)
    for _ in range(2):
        assert hand_in(demo_client, headers).status_code == 201
    assert kept(demo_url) == (pieces + 2, kept_files + 1)


_HEADS = st.sampled_from(
    [
        b'content-disposition: form-data; name="evidence"',
        b'content-disposition: form-data; name="file"; filename="x"',
        b'content-disposition: form-data; name="\xff\xfe"',
        b"content-disposition: form-data",
        b"content-type: text/plain; charset=utf-16",
        b"content-type: text/plain; charset=rot13",
        b"content-type: text/plain; charset=utf-7",
        b"content-type: text/plain; charset=\xff",
        b"\x00: \x00",
        b"",
    ]
)
_SEGMENTS = st.lists(st.tuples(st.lists(_HEADS, max_size=3), st.binary(max_size=20)), max_size=4)


@pytest.fixture
def token(demo_client: Client) -> bytes:
    """The header of a supplier."""
    return sign_in(demo_client, "supplier")["authorization"].encode()


@given(_SEGMENTS, st.sampled_from([b"cut", b"", b"\xe9", b"c" * 2000]), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_form_breaks_the_service(
    demo_client: Client, token: bytes, segments: list[tuple[list[bytes], bytes]], boundary: bytes, whole: bool
) -> None:
    """Cut-off, nameless, wrongly encoded: 400 or 422, never 500."""
    body = b"".join(b"--cut\r\n" + b"\r\n".join(h) + b"\r\n\r\n" + d + b"\r\n" for h, d in segments)
    headers = {b"content-type": b"multipart/form-data; boundary=" + boundary, b"authorization": token}
    answer = demo_client.post(PATH, content=body + (b"--cut--\r\n" if whole else b""), headers=headers)
    assert answer.status_code in (400, 422), answer.text
