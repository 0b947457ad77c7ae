"""Orders and contracts of the matrix, placed between a party's trust and its supplier as anybody would."""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import insert

from plumbline.accounts.roles import Role
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import ORDERING
from plumbline.storage import tables
from tests.matrix.people import SUPPLIERS, Caller
from tests.matrix.table import Proof

if TYPE_CHECKING:
    from tests.matrix.things import World

NUMBERS: Final = count(1)
PENNY: Final = {
    "valid_from": "2026-01-01",
    "plan": {
        "title": "Penny",
        "currency": "GBP",
        "charges": [{"kind": "flat", "title": "canary", "price": "1.00", "period": "one_off"}],
        "vat_rate": "0.2",
    },
}
"""So little that any number of orders of one trust stay below every threshold together."""
ORDERED: Final = {"a": "tern-medicines", "b": "oxbow-region"}
WHY: Final = "A reason of ten characters or more."


def decided_shortlist(world: "World", owner: Caller) -> str:
    """One that has a product of the owner's supplier in, which anybody may order for a pound."""
    slug = ORDERED[owner.party]
    world.post(f"/api/v1/products/{slug}/price-plans", Role.SUPPLIER, owner.party, PENNY)
    question = {"filter": {"q": slug.replace("-", " "), "supplier": [SUPPLIERS[owner.party]]}}
    title = f"canary-party-{owner.party}"
    made = world.post("/api/v1/shortlists", Role.BUYER, owner.party, {"title": title, "question": question})
    buyer = world.callers[Role.BUYER, Proof.OWN if owner.party == "a" else Proof.OTHER]
    headers = {"authorization": f"Bearer {buyer.token}"}
    for number, line in enumerate(made["lines"]):
        said = {"choice": "in", "reason": f"canary-party-{owner.party}", "version": number + 1}
        path = f"/api/v1/shortlists/{made['id']}/decisions/{line['slug']}"
        assert world.client.put(path, json=said, headers=headers).status_code == 200
    return str(made["id"])


def order(state: str) -> Callable[["World", Caller], str]:
    """An order between the owner's trust and supplier, drafted by its buyer and brought to a state."""
    acts: list[tuple[str, Role, dict[str, Any]]] = [
        ("request", Role.BUYER, {"standing_reason": WHY, "together_reason": WHY}),
        ("decision", Role.PROCUREMENT_OFFICER, {"outcome": "approve", "reason": WHY}),
        ("sending", Role.BUYER, {"purchase_order_number": ""}),
        ("answer", Role.SUPPLIER, {"answer": "accept"}),
        ("payment", Role.BUYER, {"way": "outside", "reason": WHY}),
    ]
    count = ("draft", "waiting", "approved", "sent", "accepted", "paid").index(state)

    def make(world: "World", owner: Caller) -> str:
        key = world.callers[Role.BUYER, Proof.OWN if owner.party == "a" else Proof.OTHER]
        wanted = {
            "shortlist_id": world.thing("decided_shortlist", key, fresh=False),
            "product": ORDERED[owner.party],
            "plan": "Penny",
            "term_months": 3,
            "starts_on": "2026-12-01",
            "notice_days": 30,
        }
        made = world.post("/api/v1/orders", Role.BUYER, owner.party, wanted)
        for act, role, body in acts[:count]:
            if act == "sending":
                body = {"purchase_order_number": f"canary-party-{owner.party} {next(NUMBERS)}"}
            world.post(f"/api/v1/orders/{made['id']}/{act}", role, owner.party, body)
        return str(made["id"])

    return make


def charged(world: "World", owner: Caller) -> str:
    """An order that was paid through the processor, so that its supplier may give it back."""
    order_id = order("paid")(world, owner)
    paid: dict[str, Any] = {"id": new_id(), "order_id": UUID(order_id), "number": 1, "way": "card"}
    paid |= {"state": "paid", "email": "a@b.example", "account": "acct_1", "currency": "GBP"}
    paid |= {"gross_minor": 120, "processor_id": "cs_1", "payment": "pi_1", "intended_at": world.clock.now()}
    with world.database.write(ORDERING) as db:
        db.execute(insert(tables.order_payments).values(paid))
    return order_id


def contract(world: "World", owner: Caller) -> str:
    order_id = order("accepted")(world, owner)
    buyer = world.callers[Role.BUYER, Proof.OWN if owner.party == "a" else Proof.OTHER]
    headers = {"authorization": f"Bearer {buyer.token}"}
    return str(world.client.get(f"/api/v1/orders/{order_id}", headers=headers).json()["contract_id"])


def ready_to_order(world: "World") -> None:
    """Every trust has a threshold, and every supplier asked to be paid."""
    limit = {"net": "100000", "authority_class": "central", "valid_from": "2026-11-23", "reason": WHY}
    for party, proof in (("a", Proof.OWN), ("b", Proof.OTHER)):
        token = world.callers[Role.ORGANISATION_ADMINISTRATOR, proof].token
        headers = {"authorization": f"Bearer {token}"}
        answer = world.client.put("/api/v1/purchase-threshold", json=limit, headers=headers)
        assert answer.status_code == 200, answer.text
        world.post("/api/v1/payee", Role.SUPPLIER, party, {"email": "accounts@supplier.example"})


ORDERS: Final[dict[str, Callable[["World", Caller], str]]] = {
    "decided_shortlist": decided_shortlist,
    "contract": contract,
    "order_charged": charged,
    # Between the owner's organisation and the owner's supplier, at each state.
    **{
        f"order_{state}": order(state)
        for state in ("draft", "waiting", "approved", "sent", "accepted", "paid")
    },
}
