"""Codes of an app as RFC 6238 has them, and the seal that keeps their secrets."""

import base64
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.accounts import totp
from plumbline.accounts.sealing import Sealer
from plumbline.kit.errors import Unavailable
from plumbline.settings import Settings

SECRET = b"12345678901234567890"  # of RFC 6238, appendix B
# Appendix B gives eight digits; six are their last six, for the number is cut by a power of ten.
VECTORS = (
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
)
MOMENTS = st.integers(300, 4_000_000_000)


def at(seconds: int) -> datetime:
    """A moment by its seconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "digits"), VECTORS)
def test_the_codes_of_the_standard(seconds: int, digits: str) -> None:
    """Every SHA-1 row of the appendix."""
    assert totp.code_at(SECRET, totp.step_of(at(seconds))) == digits[-6:]
    assert totp.step_of_code(SECRET, digits[-6:], at(seconds)) == seconds // 30


@given(MOMENTS, st.integers(-4, 4))
def test_a_code_is_good_one_step_either_way(seconds: int, away: int) -> None:
    """And at no other time, unless another step near happens to have the same digits."""
    step = totp.step_of(at(seconds))
    code = totp.code_at(SECRET, step + away)
    near = {totp.code_at(SECRET, step + each) for each in (-1, 0, 1)}
    assert (totp.step_of_code(SECRET, code, at(seconds)) is not None) == (code in near)
    if abs(away) <= 1:
        assert code in near


@given(st.text(max_size=50), MOMENTS)
def test_whatever_is_typed_is_right_or_wrong(text: str, seconds: int) -> None:
    """It never fails, and what is not six digits is never right."""
    if totp.step_of_code(SECRET, text, at(seconds)) is not None:
        assert len(text) == 6
        assert text.isascii()


def test_an_app_reads_the_address() -> None:
    """The secret in base32 and the figures, under the name of the service and the person."""
    address = urlsplit(totp.uri(SECRET, "ada@example.org"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Plumbline%3Aada%40example.org"
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert base64.b32decode(asked["secret"]) == SECRET
    assert (asked["issuer"], asked["digits"], asked["period"]) == ("Plumbline", "6", "30")


@pytest.fixture(scope="module")
def sealers(tmp_path_factory: pytest.TempPathFactory) -> list[Sealer]:
    """Two services with a secret each."""
    return [Sealer(tmp_path_factory.mktemp("secrets") / name) for name in ("one", "other")]


@given(st.binary(max_size=100), st.integers(0, 30))
def test_what_is_sealed_opens_for_its_purpose_only(sealers: list[Sealer], plain: bytes, where: int) -> None:
    """Another purpose, another secret, a changed letter: nothing."""
    sealed = sealers[0].seal("one", plain)
    assert sealers[0].open("one", sealed) == plain
    assert sealers[0].open("two", sealed) is None
    assert sealers[1].open("one", sealed) is None
    changed = sealed[:where] + ("A" if sealed[where] != "A" else "B") + sealed[where + 1 :]
    assert sealers[0].open("one", changed) is None
    assert sealers[0].seal("one", plain) != sealed


@given(st.text(max_size=80))
def test_what_was_never_sealed_opens_nothing(sealers: list[Sealer], text: str) -> None:
    """And never fails."""
    assert sealers[0].open("one", text) is None


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """Twenty workers start at once, and all have the same; nobody else can read the file."""
    file = tmp_path / "var" / "plumbline.secret"
    workers = [Sealer(file) for _ in range(20)]
    threads = [threading.Thread(target=worker.prepare) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed = workers[0].seal("one", b"plain")
    assert {worker.open("one", sealed) for worker in workers} == {b"plain"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_secret_that_is_none_is_refused(tmp_path: Path) -> None:
    """Too short a file, or a folder: nothing is sealed with it."""
    (tmp_path / "short").write_bytes(b"x" * 31)
    for name in ("short", "."):
        with pytest.raises(Unavailable, match="cannot be used"):
            Sealer(tmp_path / name).seal("one", b"plain")


def test_where_the_secret_lies() -> None:
    """Beside the SQLite file, under var/ for another database, or where the operator says."""
    assert Settings().secret_path == Path("var/plumbline.secret")
    assert Settings(database="sqlite:////srv/x/p.sqlite").secret_path == Path("/srv/x/plumbline.secret")
    assert Settings(database="postgresql+psycopg://a@b/c").secret_path == Path("var/plumbline.secret")
    assert Settings(secret_file="elsewhere/s").secret_path == Path("elsewhere/s")
