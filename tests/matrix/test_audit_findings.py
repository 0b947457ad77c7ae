"""What audits of a package index found, asked of this service: each test is named for one finding.

The findings are those of PyPI's audits of 2023 to 2026 (TOB numbers) and of its incident of April 2025.
"""

from typing import Any

import pytest
from sqlalchemy import select, update

from plumbline.accounts import tokens
from plumbline.accounts.roles import Permission, Role
from plumbline.accounts.scopes import READ
from plumbline.accounts.service import create_person
from plumbline.kit.audit import OPERATOR
from plumbline.kit.errors import Conflict
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.products.service import supplier_id_of
from plumbline.storage.tables import api_tokens, events, memberships, products
from tests.matrix.asking import HERE, Asking, headers_of
from tests.matrix.people import SUPPLIERS, UNUSED, Caller, leave, member, opened, person
from tests.matrix.table import ROWS, TABLE, Proof, Row
from tests.matrix.tables import changed, hashes

ME = "/api/v1/me"
TOKENS = "/api/v1/tokens"
UNSAFE = [row.name for row in TABLE.rows if not row.is_safe]
COUNTS_TRIES = {"tries", "spent_steps"}  # what guards signing in; a failure is no event


def bearer(caller: Caller) -> dict[str, str]:
    """The header with their token."""
    return {"authorization": f"Bearer {caller.token}"}


def cookie(caller: Caller) -> dict[str, str]:
    """The headers of their browser."""
    return {"cookie": f"plumbline_session={caller.secret}", "origin": HERE, "accept": "text/html"}


def opens(asking: Asking, caller: Caller) -> tuple[int, int]:
    """What the token and the session get: 200 and 200, or 401 and 303, in this very moment."""
    client = asking.world.client
    by_token = client.get(ME, headers=bearer(caller)).status_code
    by_cookie = client.get("/account", headers=cookie(caller), follow_redirects=False).status_code
    return by_token, by_cookie


def arrived(asking: Asking, role: Role, party: str = "a") -> Caller:
    """Somebody new in the role, signed in."""
    with asking.world.database.write(THE_OPERATOR) as db:
        return opened(db, asking.world.clock, person(db, asking.world.clock, role, party), party)


def test_tob_8_no_unsafe_call_asks_for_a_permission_to_read() -> None:
    """What changes something is declared by a permission of its own."""
    reading = {row.name for row in TABLE.rows if not row.is_safe and row.needs.startswith("read_")}
    assert reading == set()
    assert {row.needs for row in TABLE.rows} <= {"public", "signed_in", *Permission}


@pytest.mark.parametrize("role", list(Role))
def test_tob_8_a_token_that_reads_changes_nothing(asking: Asking, role: Role) -> None:
    """It is sent to every operation that is not for everybody: none lets it in, no row changes."""
    world = asking.world
    own = world.callers[role, Proof.OWN]
    with world.database.write(THE_OPERATOR) as db:
        issued = tokens.make_token(db, world.clock, own.identity, "reads", 1, [READ])
    headers = {"authorization": f"Bearer {issued.token}"}
    rows = [ROWS[name] for name in UNSAFE if ROWS[name].is_api and not ROWS[name].is_public]
    calls = [(row, asking.call_for(row, own, fresh=False)) for row in rows]
    before = hashes(world.database)
    statuses = {row.name: asking.send(row, call, headers).status_code for row, call in calls}
    assert statuses == dict.fromkeys(statuses, 403)
    assert changed(before, hashes(world.database)) == []


@pytest.mark.parametrize("role", list(Role))
def test_april_2025_no_role_survives_its_removal(asking: Asking, role: Role) -> None:
    """In the same moment: the clock stands still. Being let in again revives nothing from before."""
    caller = arrived(asking, role)
    assert opens(asking, caller) == (200, 200)
    with asking.world.database.write(THE_OPERATOR) as db:
        leave(db, asking.world.clock, caller.identity)
    assert opens(asking, caller) == (401, 303)
    with asking.world.database.write(THE_OPERATOR) as db:
        member(db, asking.world.clock, caller.identity.person_id, role, "a")
    assert opens(asking, caller) == (401, 303)


def test_april_2025_a_membership_that_ended_cannot_be_taken_up(asking: Asking) -> None:
    """Not by switching to it from another one that is open."""
    ended = arrived(asking, Role.BUYER)
    with asking.world.database.write(THE_OPERATOR) as db:
        leave(db, asking.world.clock, ended.identity)
        other = member(db, asking.world.clock, ended.identity.person_id, Role.STAFF, "a")
        now = opened(db, asking.world.clock, other, "a")
    path = f"/account/memberships/{ended.identity.membership_id}"
    form = {"form_token": now.form_token}
    answer = asking.world.client.post(path, data=form, headers=cookie(now), follow_redirects=False)
    assert answer.status_code == 404


def test_tob_13_no_right_survives_a_transfer_of_the_person(asking: Asking) -> None:
    """Whoever moved to another supplier acts for that one alone, with what they got there."""
    before = arrived(asking, Role.SUPPLIER)
    slug = asking.world.thing("product", before, fresh=True)
    with asking.world.database.write(THE_OPERATOR) as db:
        leave(db, asking.world.clock, before.identity)
        now = opened(
            db,
            asking.world.clock,
            member(db, asking.world.clock, before.identity.person_id, Role.SUPPLIER, "b"),
            "b",
        )
    assert release(asking, before, slug) == 401
    assert release(asking, now, slug) == 404
    assert release(asking, asking.world.callers[Role.SUPPLIER, Proof.OWN], slug) == 201


def test_tob_13_no_right_survives_a_transfer_of_the_thing(asking: Asking) -> None:
    """A product that went to another supplier is that supplier's, in the same moment."""
    old, new = (asking.world.callers[Role.SUPPLIER, proof] for proof in (Proof.OWN, Proof.OTHER))
    slug = asking.world.thing("product", old, fresh=True)
    assert (release(asking, old, slug), release(asking, new, slug)) == (201, 404)
    with asking.world.database.write(THE_OPERATOR) as db:
        to = supplier_id_of(db, SUPPLIERS["b"])
        db.execute(update(products).where(products.c.slug == slug).values(supplier_id=to))
    assert (release(asking, old, slug), release(asking, new, slug)) == (404, 201)


def release(asking: Asking, caller: Caller, slug: str) -> int:
    """What comes back to whoever adds a release to the product."""
    row = ROWS["POST /api/v1/products/{slug:str}/releases"]
    call = asking.call_for(row, caller, fresh=False)
    path = f"/api/v1/products/{slug}/releases"
    return asking.world.client.post(path, headers=bearer(caller), **call.extra).status_code


def test_a_role_that_was_lowered_is_lower_at_once(asking: Asking) -> None:
    """Even where the row of a membership is changed by hand: nothing keeps a copy of the role."""
    caller = arrived(asking, Role.PROCUREMENT_OFFICER)
    row = ROWS["POST /api/v1/shortlists"]
    call = asking.call_for(row, caller, fresh=True)
    assert asking.ask(row, call, caller).status_code == 201
    with asking.world.database.write(THE_OPERATOR) as db:
        mine = memberships.c.id == caller.identity.membership_id
        db.execute(update(memberships).where(mine).values(role=str(Role.EVALUATOR)))
    assert asking.ask(row, call, caller).status_code == 403
    assert asking.world.client.get(ME, headers=bearer(caller)).json()["acting"]["role"] == "evaluator"


def test_tob_11_nobody_ends_the_token_of_another(asking: Asking) -> None:
    """Not over the API, not on the page, and no administrator either: it goes on working."""
    target = asking.world.once_more(asking.world.callers[Role.BUYER, Proof.OWN])
    for role in Role:
        other = asking.world.callers[role, Proof.OTHER]
        path = f"{TOKENS}/{target.token_id}"
        assert asking.world.client.delete(path, headers=bearer(other)).status_code == 404
        page, form = f"/account/tokens/{target.token_id}/revocation", {"form_token": other.form_token}
        answer = asking.world.client.post(page, data=form, headers=cookie(other), follow_redirects=False)
        assert answer.status_code == 404
    assert asking.world.client.get(ME, headers=bearer(target)).status_code == 200
    with asking.world.database.read(THE_OPERATOR) as db:
        ended = db.scalar(select(api_tokens.c.revoked_at).where(api_tokens.c.id == target.token_id))
    assert ended is None


@pytest.mark.parametrize("name", UNSAFE)
def test_tob_4_and_14_no_change_without_an_event_of_whoever_made_it(asking: Asking, name: str) -> None:
    """A call that changed a table left an event that names its caller; one that changed none left none.

    What somebody asked the payment processor for is carried out beside it, by nobody who calls: such events
    are the service's own, and a call that asks for what is done already leaves none.
    """
    row: Row = ROWS[name]
    role = next(role for role in Role if TABLE.may(role, row))
    caller = asking.world.once_more(asking.world.callers[role, Proof.OWN])
    call = asking.call_for(row, caller, fresh=True)
    before, size = hashes(asking.world.database), len(written(asking))
    answer = asking.send(row, call, headers_of(row, caller), caller.form_token)
    assert answer.status_code == row.ok, answer.text[:200]
    tables = set(changed(before, hashes(asking.world.database))) - COUNTS_TRIES
    told = written(asking)[size:]
    assert bool(tables) is bool(told), f"changed {tables or 'nothing'}, told {told or 'nothing'}"
    if told and not row.is_public:
        mine = caller.token_id if row.is_api else caller.identity.person_id
        own = {each.actor_id for each in told if each.actor_kind != "system"}
        assert own <= ({None} if row.unnamed else {mine})


def written(asking: Asking) -> list[Any]:
    """Who did what, in the order of the log."""
    with asking.world.database.read(THE_OPERATOR) as db:
        return list(
            db.execute(
                select(events.c.actor_id, events.c.actor_kind, events.c.action).order_by(events.c.sequence)
            )
        )


@pytest.mark.parametrize(
    ("first", "second"), [("supplier", "assessor"), ("assessor", "buyer"), ("standards_owner", "supplier")]
)
def test_nobody_decides_for_the_market_who_buys_or_sells_in_it(
    asking: Asking, first: str, second: str
) -> None:
    """A person cannot have both kinds of membership, in whichever order they are given."""
    world = asking.world
    with world.database.write(THE_OPERATOR) as db:
        made = create_person(
            db, world.clock, OPERATOR, f"{first}-{second}@apart.example", "X", password_hash=UNUSED
        )
        member(db, world.clock, made, Role(first), "a")
        with pytest.raises(Conflict, match=f"They are {first.replace('_', ' ')} already"):
            member(db, world.clock, made, Role(second), "a")
