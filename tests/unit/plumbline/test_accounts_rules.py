"""Roles, and passwords, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.accounts.passwords import hash_password, is_password
from plumbline.accounts.roles import ACTS_FOR, PERMISSIONS, ActsFor, Permission, Role, roles_that_may
from plumbline.accounts.words import email_of, name_of
from plumbline.kit.errors import Invalid
from tests.cheap_hashing import REAL


def test_every_role_is_in_both_tables() -> None:
    """And every permission is somebody's."""
    assert set(PERMISSIONS) == set(ACTS_FOR) == set(Role)
    assert all(roles_that_may(permission) for permission in Permission)


def test_nobody_sells_and_judges() -> None:
    """A supplier decides on no evidence, and an assessor submits none and buys nothing. What a buyer and a
    supplier both do is to read the orders between them.
    """
    assert roles_that_may(Permission.DECIDE_ON_EVIDENCE) == [Role.ASSESSOR]
    assert PERMISSIONS[Role.ASSESSOR] & PERMISSIONS[Role.SUPPLIER] == set()
    assert PERMISSIONS[Role.BUYER] & PERMISSIONS[Role.SUPPLIER] == {Permission.READ_ORDERS}
    assert ACTS_FOR[Role.ASSESSOR] is ActsFor.MARKET


def test_the_same_keys_are_the_same_password() -> None:
    """A character typed as one code point or as two (NFKC)."""
    kept = hash_password("caf\u00e9 caf\u00e9 caf\u00e9")
    assert is_password("cafe\u0301 cafe\u0301 cafe\u0301", kept)
    assert not is_password("cafe cafe cafe", kept)
    assert kept.startswith("$argon2id$")


def test_outside_of_tests_a_guess_costs_what_it_should() -> None:
    """At least the first choice of OWASP's cheat sheet, in the hash itself."""
    version, cost = REAL.hash(b"four words in a row").split("$")[1:4:2]
    assert version == "argon2id"
    assert {part.split("=")[0]: int(part.split("=")[1]) for part in cost.split(",")} == {
        "m": 19_456, "t": 2, "p": 1
    }  # fmt: skip


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 201, "\ud800" * 20])
def test_a_password_has_a_length(password: str) -> None:
    """Eleven characters are too few, 201 too many; half characters are none."""
    with pytest.raises(Invalid) as raised:
        hash_password(password)
    assert raised.value.problems[0].pointer == "/password"


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\ud800" * 20, "plain words"])
def test_nobodys_password_is_never_right(password: str) -> None:
    """Without a hash, or with one that is none, the answer is no."""
    assert not is_password(password, None)
    assert not is_password(password, "no hash at all")


UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u00ad", "\U000e0041")


@pytest.mark.parametrize("unseen", UNSEEN)
def test_nothing_unseen_in_an_address_or_a_name(unseen: str) -> None:
    """Two people who look the same on a page are the same: no character of no width, none that turns."""
    with pytest.raises(Invalid):
        email_of(f"a{unseen}b@example.org")
    with pytest.raises(Invalid):
        name_of(f"A{unseen}da")


def test_a_name_has_one_form() -> None:
    """Typed as one code point or as two (NFC)."""
    assert name_of("Ame\u0301lie") == name_of("Am\u00e9lie") == "Am\u00e9lie"
    assert email_of("ame\u0301lie@example.org") == "am\u00e9lie@example.org"


@given(st.text(max_size=300))
def test_an_address_is_one_or_it_is_refused(text: str) -> None:
    """Nothing else ever happens, and what comes out is stable."""
    try:
        email = email_of(text)
    except Invalid:
        return
    assert email_of(email) == email
    assert "\x00" not in email


@given(st.text(max_size=150))
def test_a_name_is_one_line_or_it_is_refused(text: str) -> None:
    """It can be encoded, and it is neither empty nor long."""
    try:
        name = name_of(text)
    except Invalid:
        return
    assert 1 <= len(name.encode()) <= 400
    assert "\n" not in name
