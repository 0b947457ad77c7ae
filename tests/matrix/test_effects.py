"""What may change something, and what must not: unsafe pages, and every GET (threat row 25)."""

import pytest

from plumbline.accounts.roles import Role
from tests.matrix.asking import Asking, headers_of
from tests.matrix.people import Caller
from tests.matrix.table import ROWS, TABLE, Proof, Row
from tests.matrix.tables import changed, hashes

SAFE = [row.name for row in TABLE.rows if row.is_safe]
SIGNED = {"POST /webhooks/stripe"}
"""No form of a browser: the payment processor's own signature opens it, from wherever it comes."""
FORMS = [row.name for row in TABLE.rows if not row.is_safe and not row.is_api and row.name not in SIGNED]
MEMBERS_FORMS = [name for name in FORMS if not ROWS[name].is_public]
ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"origin": ""},
)


def who_may(asking: Asking, row: Row) -> Caller:
    """Somebody who may do what the row does."""
    role = next(role for role in Role if TABLE.may(role, row))
    return asking.world.callers[role, Proof.OWN]


def test_no_get_changes_a_row(asking: Asking) -> None:
    """Every GET and HEAD, as everybody: each table has the same rows before and after all of them."""
    callers = [asking.world.callers[role, Proof.OWN] for role in Role]
    calls = [
        (row, caller, asking.call_for(row, caller, fresh=False))
        for row in (ROWS[name] for name in SAFE)
        for caller in callers
    ]
    asking.world.client.get("/api/v1/audit/checkpoint")  # signed now, for what the people and things wrote
    before = hashes(asking.world.database)
    for row, caller, call in calls:
        asking.ask(row, call, caller)
    assert changed(before, hashes(asking.world.database)) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_form_from_elsewhere_is_refused(asking: Asking, name: str) -> None:
    """From another site, from nowhere, from a frame: 403, though session and form token are right."""
    row = ROWS[name]
    caller = asking.world.once_more(who_may(asking, row))
    call = asking.call_for(row, caller, fresh=True)
    before = hashes(asking.world.database)
    for origin in ELSEWHERE:
        answer = asking.send(row, call, {**headers_of(row, caller), **origin}, caller.form_token)
        assert (answer.status_code, origin) == (403, origin)
    assert changed(before, hashes(asking.world.database)) == []


@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_a_form_of_another_session_is_refused(asking: Asking, name: str) -> None:
    """Without its token, with the token of another session of the same person, and of somebody else's."""
    row = ROWS[name]
    mine = asking.world.once_more(who_may(asking, row))
    call = asking.call_for(row, mine, fresh=True)
    others = asking.world.callers[mine.identity.role, Proof.OTHER].form_token
    again = asking.world.once_more(mine).form_token
    before = hashes(asking.world.database)
    for token in ("", "guessed", others, again):
        assert asking.send(row, call, headers_of(row, mine), token).status_code == 403
    assert changed(before, hashes(asking.world.database)) == []
    assert asking.send(row, call, headers_of(row, mine), mine.form_token).status_code == row.ok


@pytest.mark.parametrize("name", [row.name for row in TABLE.rows if row.step_up])
def test_what_cannot_be_taken_back_asks_for_a_proof(asking: Asking, name: str) -> None:
    """Ten minutes after signing in, it sends to the page that asks whether it is still the same person."""
    row = ROWS[name]
    caller = asking.world.once_more(who_may(asking, row))
    call = asking.call_for(row, caller, fresh=True)
    asking.world.clock.advance(600)
    try:
        before = hashes(asking.world.database)
        answer = asking.ask(row, call, caller)
        assert (answer.status_code, answer.headers["location"][:17]) == (303, "/account/confirm?")
        assert changed(before, hashes(asking.world.database)) == []
    finally:
        asking.world.clock.advance(-600)


def test_every_page_that_asks_for_a_proof_says_so(asking: Asking) -> None:
    """`step_up` stands in a row if and only if the handler asks for a recent proof."""
    asks = {
        name
        for name, handler in asking.handlers.items()
        if "recent" in handler.parsed_fn_signature.parameters
    }
    assert asks == {row.name for row in TABLE.rows if row.step_up}


def test_options_runs_nothing_of_ours(asking: Asking) -> None:
    """The framework says what a path takes, without a body, and nothing is written."""
    calls = [asking.call_for(row, asking.owner(Role.BUYER), fresh=False) for row in TABLE.rows]
    before = hashes(asking.world.database)
    for call in calls:
        answer = asking.world.client.options(call.path)
        assert (answer.status_code, answer.content) == (204, b""), call.path
    assert changed(before, hashes(asking.world.database)) == []
