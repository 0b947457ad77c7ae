"""A host is somebody's where the token stands exactly as asked, in the place that only they can reach."""

import socket

import pytest

from plumbline.live.proving import FILE, Proof, new_token, record_name, stands_for
from tests.live.at_home import TOKEN, checked_at_home
from tests.live.tls_server import HOST, OUTSIDE, Authority, answer, tls_server

TXT: tuple[tuple[str, list[str], bool], ...] = (
    ("exact", [f'"{stands_for(TOKEN)}"'], True),
    ("in parts", [f'"{stands_for(TOKEN)[:9]}" "{stands_for(TOKEN)[9:]}"'], True),
    ("among others", ['"v=spf1 -all"', f'"{stands_for(TOKEN)}"'], True),
    ("white space", [f'" {stands_for(TOKEN)} "'], True),
    ("with more behind", [f'"{stands_for(TOKEN)}x"'], False),
    ("with more in front", [f'"x{stands_for(TOKEN)}"'], False),
    ("the token alone", [f'"{TOKEN}"'], False),
    ("in capitals", [f'"{stands_for(TOKEN).upper()}"'], False),
    ("over two records", [f'"{stands_for(TOKEN)[:9]}"', f'"{stands_for(TOKEN)[9:]}"'], False),
    ("another's", [f'"{stands_for(new_token())}"'], False),
    ("empty", ['""'], False),
    ("none", [], False),
)


@pytest.mark.parametrize(("texts", "proved"), [each[1:] for each in TXT], ids=[each[0] for each in TXT])
def test_a_txt_record_proves_by_what_it_says_exactly(
    authority: Authority, texts: list[str], proved: bool
) -> None:
    """And where it does not, nothing is asked of the server."""
    asked: list[str] = []

    def behave(one: socket.socket, tail: str) -> None:
        asked.append(tail)
        one.sendall(answer(b"{}"))

    with tls_server(authority.server(HOST), behave) as port:
        zone = {HOST: [{"A": [OUTSIDE]}], record_name(HOST): [{"TXT": texts} if texts else {}]}
        found = checked_at_home(authority, port, zone, Proof.DNS)
    assert found.proved is proved
    assert (asked != []) is proved


def test_a_txt_record_at_the_host_itself_proves_nothing(authority: Authority) -> None:
    """Nor does one below it that somebody else may make."""
    texts = [{"A": [OUTSIDE], "TXT": [f'"{stands_for(TOKEN)}"']}]
    for name in (HOST, f"plumbline-verification.{HOST}"):
        found = checked_at_home(authority, 9, {HOST: [{"A": [OUTSIDE]}], name: texts}, Proof.DNS)
        assert found.proved is False


FILES: tuple[tuple[str, bytes, bool | None], ...] = (
    ("exact", answer(stands_for(TOKEN).encode()), True),
    ("with a line's end", answer(stands_for(TOKEN).encode() + b"\r\n"), True),
    ("another's", answer(stands_for(new_token()).encode()), False),
    ("with more behind", answer(stands_for(TOKEN).encode() + b"x"), False),
    ("a page with it inside", answer(b"<p>" + stands_for(TOKEN).encode() + b"</p>"), False),
    ("empty", answer(b""), False),
    ("not there", answer(b"", "404 Not Found"), False),
    ("gone", answer(b"", "410 Gone"), False),
    ("elsewhere", answer(b"", "302 Found", "Location: https://supplier.example/\r\n"), None),
    ("not now", answer(b"", "503 Service Unavailable"), None),
    ("too large", answer(stands_for(TOKEN).encode() + b" " * 2000), None),
)


@pytest.mark.parametrize(("sent", "proved"), [each[1:] for each in FILES], ids=[each[0] for each in FILES])
def test_a_file_proves_by_what_it_says(authority: Authority, sent: bytes, proved: bool | None) -> None:
    """A server that cannot say just now has not said no. Until it says yes, nothing else is asked."""
    asked: list[str] = []

    def behave(one: socket.socket, tail: str) -> None:
        asked.append(tail)
        one.sendall(sent if tail == FILE else answer(b"{}"))

    with tls_server(authority.server(HOST), behave) as port:
        found = checked_at_home(authority, port, {HOST: [{"A": [OUTSIDE]}]})
    assert found.proved is proved
    assert asked == [FILE, *(["/r4/metadata", "/r4/.well-known/smart-configuration"] if proved else [])]
    assert bool(found.reason) is (proved is not True)
