"""People, memberships, sessions and tokens, on both engines."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from plumbline.accounts import sessions, tokens
from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import (
    Identity,
    add_member,
    create_person,
    identity_for,
    memberships_of,
    prove,
)
from plumbline.accounts.tries import Tries
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, TooMany
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage import tables
from plumbline.storage.engine import Database

PASSWORD = "four words in a row"
HASHED = hash_password(PASSWORD)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add_organisation(database: Database, code: str = "ZZ1") -> UUID:
    """A trust."""
    identifier = new_id()
    with database.write(THE_OPERATOR) as db:
        db.execute(
            insert(tables.organisations).values(
                id=identifier, code=code, name=f"Trust {code}", kind="trust", certainty="certain",
                source="test", updated_at=NOON,
            )
        )  # fmt: skip
    return identifier


def a_person(database: Database, clock: FixedClock, email: str = "bea@example.org") -> UUID:
    with database.write(THE_OPERATOR) as db:
        return create_person(db, clock, OPERATOR, email, "Bea", password_hash=HASHED)


@pytest.fixture
def bea(database: Database, clock: FixedClock) -> Identity:
    """A buyer."""
    organisation = add_organisation(database)
    person = a_person(database, clock)
    with database.write(THE_OPERATOR) as db:
        add_member(db, clock, OPERATOR, person, "buyer", organisation_id=organisation)
        return identity_for(db, person)


def proven(database: Database, clock: FixedClock, password: str, email: str = "") -> Identity:
    tries = Tries(database, clock)
    return prove(database, clock, tries, email or "Bea@Example.org", password, "192.0.2.1")


def test_a_person_proves_who_they_are(database: Database, clock: FixedClock, bea: Identity) -> None:
    """By e-mail in any case and password; they act for their organisation."""
    identity = proven(database, clock, PASSWORD)
    assert identity == bea
    assert identity.organisation is not None
    assert (identity.organisation.code, identity.role, identity.supplier) == ("ZZ1", "buyer", None)
    assert identity.actor.organisation_id == identity.organisation_id


@pytest.mark.parametrize("email", ["bea@example.org", "nobody@example.org", "not an address", "a\x00@b.c"])
def test_wrong_reads_the_same_whatever_is_wrong(
    database: Database, clock: FixedClock, bea: Identity, email: str
) -> None:
    """An unknown address and a wrong password cannot be told apart."""
    with pytest.raises(NotSignedIn, match="address or the password is not right"):
        proven(database, clock, "wrong " + PASSWORD, email)


def test_guessing_is_stopped_and_waiting_helps(database: Database, clock: FixedClock, bea: Identity) -> None:
    """After ten failures even the right password has to wait; five minutes later it opens."""
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            proven(database, clock, "wrong " + PASSWORD)
    with pytest.raises(TooMany) as raised:
        proven(database, clock, PASSWORD)
    assert 1 <= raised.value.retry_after_seconds <= 301
    clock.moment += timedelta(seconds=raised.value.retry_after_seconds)
    assert proven(database, clock, PASSWORD) == bea


def test_an_address_is_taken_once(database: Database, clock: FixedClock) -> None:
    """In any case."""
    a_person(database, clock)
    with pytest.raises(Conflict, match=r"bea@example\.org"):
        a_person(database, clock, "BEA@example.org")


def test_a_disabled_person_is_shut_out(database: Database, clock: FixedClock, bea: Identity) -> None:
    """At once: password, session and token open nothing any more."""
    with database.write(THE_OPERATOR) as db:
        secret = sessions.open_session(db, clock, bea).secret
        token = tokens.make_token(db, clock, bea, "CI", 30).token
        db.execute(tables.people.update().values(disabled_at=clock.now()))
    with pytest.raises(NotSignedIn):
        proven(database, clock, PASSWORD)
    with database.read(THE_OPERATOR) as db:
        assert sessions.session_of(db, clock, secret) is None
        with pytest.raises(NotSignedIn):
            tokens.identity_of_token(db, clock, token)


def test_a_role_acts_for_its_own_kind_of_party(database: Database, clock: FixedClock) -> None:
    """A buyer for an organisation, an assessor for the market, and nobody for a stranger."""
    organisation, person = add_organisation(database), a_person(database, clock)
    with database.write(THE_OPERATOR) as db:
        for role, party in (("buyer", None), ("assessor", organisation), ("supplier", organisation)):
            with pytest.raises(Invalid, match="acts for"):
                add_member(db, clock, OPERATOR, person, role, organisation_id=party)
        with pytest.raises(Invalid, match="no role"):
            add_member(db, clock, OPERATOR, person, "king")
        with pytest.raises(NotFound):
            add_member(db, clock, OPERATOR, person, "buyer", organisation_id=new_id())
        with pytest.raises(NotFound):
            add_member(db, clock, OPERATOR, new_id(), "assessor")


def test_a_person_may_have_two_roles(database: Database, clock: FixedClock, bea: Identity) -> None:
    """They act in one at a time; the first is where they start."""
    clock.moment += timedelta(days=1)
    with database.write(THE_OPERATOR) as db:
        second = add_member(db, clock, OPERATOR, bea.person_id, "auditor")
        assert [each.role for each in memberships_of(db, bea.person_id)] == ["buyer", "auditor"]
        assert identity_for(db, bea.person_id, second).role == "auditor"
        with pytest.raises(NotFound):
            identity_for(db, bea.person_id, new_id())


def test_a_session_opens_for_twelve_hours(database: Database, clock: FixedClock, bea: Identity) -> None:
    """And its secret stands nowhere in the database."""
    with database.write(THE_OPERATOR) as db:
        opened = sessions.open_session(db, clock, bea)
        stored = db.execute(select(tables.sessions.c.token_hash)).scalar_one()
    assert opened.secret not in stored
    assert len(stored) == 64
    clock.moment = opened.expires_at - timedelta(seconds=1)
    with database.read(THE_OPERATOR) as db:
        session = sessions.session_of(db, clock, opened.secret)
        assert session is not None
        assert session.identity == bea
    clock.moment = opened.expires_at
    with database.read(THE_OPERATOR) as db:
        assert sessions.session_of(db, clock, opened.secret) is None


def test_signing_in_again_is_a_new_secret_and_clears_old_ones(
    database: Database, clock: FixedClock, bea: Identity
) -> None:
    """A session that ran out is forgotten at the next sign-in."""
    with database.write(THE_OPERATOR) as db:
        first = sessions.open_session(db, clock, bea)
    clock.moment = first.expires_at
    with database.write(THE_OPERATOR) as db:
        second = sessions.open_session(db, clock, bea)
        assert db.execute(select(func.count()).select_from(tables.sessions)).scalar_one() == 1
    assert first.secret != second.secret


def test_signing_out_closes_for_good(database: Database, clock: FixedClock, bea: Identity) -> None:
    """A copy of the cookie opens nothing any more."""
    with database.write(THE_OPERATOR) as db:
        secret = sessions.open_session(db, clock, bea).secret
        sessions.close_session(db, clock, bea, secret)
        assert sessions.session_of(db, clock, secret) is None


def test_a_form_carries_its_sessions_token(database: Database, clock: FixedClock, bea: Identity) -> None:
    """Another session's, none, or half a character: refused."""
    with database.write(THE_OPERATOR) as db:
        mine, other = (
            sessions.session_of(db, clock, sessions.open_session(db, clock, bea).secret) for _ in range(2)
        )
    assert mine is not None
    assert other is not None
    sessions.check_form_token(mine, mine.form_token)
    for given in (other.form_token, "", "\ud800"):
        with pytest.raises(NotAllowed):
            sessions.check_form_token(mine, given)


def test_a_token_speaks_until_it_ends(database: Database, clock: FixedClock, bea: Identity) -> None:
    """It names itself in the audit trail; its secret is not stored; it runs out."""
    with database.write(THE_OPERATOR) as db:
        issued = tokens.make_token(db, clock, bea, "nightly report", 2)
        assert issued.token.startswith("plb_")
        assert issued.token not in db.execute(select(tables.api_tokens.c.token_hash)).scalar_one()
        identity = tokens.identity_of_token(db, clock, issued.token).identity
    assert (identity.actor.kind, identity.actor.id) == ("token", issued.id)
    assert identity.actor.name == "Bea, by the token nightly report"
    clock.moment += timedelta(days=2)
    with database.read(THE_OPERATOR) as db, pytest.raises(NotSignedIn):
        tokens.identity_of_token(db, clock, issued.token)


def test_the_use_of_a_token_is_noted_once_a_minute(
    database: Database, clock: FixedClock, bea: Identity
) -> None:
    """So that a busy program does not write at each request."""
    with database.write(THE_OPERATOR) as db:
        token = tokens.make_token(db, clock, bea, "CI", 30).token
        used = tokens.identity_of_token(db, clock, token)
        assert used.is_to_be_noted
        tokens.note_use(db, clock, used.identity)
        assert not tokens.identity_of_token(db, clock, token).is_to_be_noted
        clock.moment += timedelta(minutes=1)
        assert tokens.identity_of_token(db, clock, token).is_to_be_noted
        assert tokens.tokens_of(db, bea)[0].last_used_at == NOON


def test_only_ones_own_token_can_be_revoked(database: Database, clock: FixedClock, bea: Identity) -> None:
    """Another's reads as missing; revoking twice keeps the first moment."""
    other = a_person(database, clock, "otto@example.org")
    with database.write(THE_OPERATOR) as db:
        add_member(db, clock, OPERATOR, other, "auditor")
        otto = identity_for(db, other)
        issued = tokens.make_token(db, clock, bea, "CI", 30)
        with pytest.raises(NotFound):
            tokens.revoke_token(db, clock, otto, issued.id)
        tokens.revoke_token(db, clock, bea, issued.id)
        clock.moment += timedelta(hours=1)
        tokens.revoke_token(db, clock, bea, issued.id)
        assert tokens.tokens_of(db, bea)[0].revoked_at == NOON
        with pytest.raises(NotSignedIn):
            tokens.identity_of_token(db, clock, issued.token)


@pytest.mark.parametrize(("name", "days"), [("CI", 0), ("CI", 366), ("", 1), ("x" * 101, 1), ("\x00", 1)])
def test_a_token_has_a_name_and_an_end(
    database: Database, clock: FixedClock, bea: Identity, name: str, days: int
) -> None:
    """At most a year, at most a hundred characters."""
    with database.write(THE_OPERATOR) as db, pytest.raises(Invalid):
        tokens.make_token(db, clock, bea, name, days)


@pytest.mark.parametrize("token", ["", "plb_", "plb_" + "x" * 43, "x" * 100_000, "plb_\ud800"])
def test_what_is_no_token_opens_nothing(database: Database, clock: FixedClock, token: str) -> None:
    """Whatever it looks like."""
    with database.read(THE_OPERATOR) as db, pytest.raises(NotSignedIn):
        tokens.identity_of_token(db, clock, token)


def test_every_change_leaves_a_line_in_the_trail(
    database: Database, clock: FixedClock, bea: Identity
) -> None:
    """Who, what, when: in the same transaction."""
    with database.write(THE_OPERATOR) as db:
        secret = sessions.open_session(db, clock, bea).secret
        sessions.close_session(db, clock, bea, secret)
        tokens.revoke_token(db, clock, bea, tokens.make_token(db, clock, bea, "CI", 1).id)
    with database.read(THE_OPERATOR) as db:
        actions = db.execute(select(tables.events.c.action)).scalars().all()
    assert sorted(actions) == [
        "membership.added",
        "person.created",
        "session.closed",
        "session.opened",
        "token.made",
        "token.revoked",
    ]
