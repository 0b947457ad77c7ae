"""Things that people of the matrix own, made through the service as anybody would make them.

Whatever belongs to a party or a person carries a canary in its words: `canary-party-a`,
`canary-person-…`. No answer to anybody else may hold it.
"""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from joserfc.jwk import OKPKey
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts.roles import Permission, Role
from plumbline.assessing import interests
from plumbline.assessing.schemas import InterestIn
from plumbline.evidence import houses
from plumbline.evidence.desk import Desk
from plumbline.evidence.house_schemas import KeyIn
from plumbline.evidence.recheck import Recheck
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from tests.api.worked_examples import examples
from tests.matrix.invoices import open_invoice
from tests.matrix.orders import ORDERS, ready_to_order
from tests.matrix.people import SUPPLIERS, Caller, Callers, callers_in, member, opened, person
from tests.matrix.table import Proof

MANY: Final = 10
NUMBERS: Final[Iterator[int]] = count(1)
QUESTION: Final = {"filter": {"product_type": ["lims"]}, "as_of": "2026-11-23"}
SPOKEN_OF: Final = "tern-record"  # of party a's supplier, with comments
INSIDE: Final = "kestrel-lab"  # a product of that kind


class World:
    """The demonstration market, a client of it, the people, and the things they have."""

    def __init__(self, client: TestClient[Litestar], database: Database, clock: FixedClock) -> None:
        self.client, self.database, self.clock = client, database, clock
        self.callers: Callers = callers_in(database, clock)
        self.examples = examples()
        self._kept: dict[tuple[str, UUID], str] = {}
        self._declare_interests()
        ready_to_order(self)

    def _declare_interests(self) -> None:
        """Every assessor may review what party a hands in; what they wrote is for them alone."""
        assessors = {c.identity.person_id: c for c in self.callers.values() if _assesses(c)}
        for caller in assessors.values():
            words = f"canary-person-{caller.identity.person_id.hex}"
            said = InterestIn(conflict=False, words=words)
            with self.database.write(caller.identity.tenant) as db:
                interests.declare(db, self.clock, caller.identity, SUPPLIERS["a"], said)

    def post(self, path: str, role: Role, party: str, body: Any) -> Any:
        """The answer to a call by somebody of the role in the party; it has to succeed."""
        proof = Proof.OWN if party == "a" else Proof.OTHER
        headers = {"authorization": f"Bearer {self.callers[role, proof].token}"}
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def thing(self, kind: str, owner: Caller, *, fresh: bool) -> str:
        """What names a thing of the owner in a path; one made just now if it is to be `fresh`."""
        key = (kind, owner.identity.person_id)
        if fresh:
            return THINGS[kind](self, owner)
        if key not in self._kept:
            self._kept[key] = THINGS[kind](self, owner)
        return self._kept[key]

    def newcomer(self, role: Role) -> Caller:
        """Somebody new of the role in party a."""
        with self.database.write(THE_OPERATOR) as db:
            return opened(db, self.clock, person(db, self.clock, role, "a"), "a")

    def once_more(self, caller: Caller) -> Caller:
        """The same person with another session and another token, for calls that end the one they use."""
        with self.database.write(THE_OPERATOR) as db:
            return opened(db, self.clock, caller.identity, caller.party)


def _assesses(caller: Caller) -> bool:
    return caller.identity.may(Permission.DECIDE_ON_EVIDENCE)


def _shortlist(world: World, owner: Caller) -> str:
    title = f"canary-party-{owner.party}"
    made = world.post("/api/v1/shortlists", Role.BUYER, owner.party, {"title": title, "question": QUESTION})
    return str(made["id"])


def _product(world: World, owner: Caller) -> str:
    body = world.examples["listNewProduct"]["request"]["body"]
    listed = world.post(
        "/api/v1/products", Role.SUPPLIER, owner.party, body | {"name": f"Matrix product {next(NUMBERS)}"}
    )
    slug = str(listed["slug"])
    release = {"version": "1.0", "released_on": "2026-11-20"}
    world.post(f"/api/v1/products/{slug}/releases", Role.SUPPLIER, owner.party, release)
    return slug


def _handed_in(world: World, owner: Caller) -> dict[str, Any]:
    form = world.examples["submitEvidence"]["request"]["form"]
    slug = world.thing("product", world.callers[Role.SUPPLIER, Proof.OWN], fresh=False)
    token = world.callers[Role.SUPPLIER, Proof.OWN].token
    answer = world.client.post(
        f"/api/v1/products/{slug}/evidence",
        data=form,
        files={"file": ("certificate.txt", b"A fictional certificate.", "text/plain")},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _decided(world: World, owner: Caller) -> str:
    """Evidence on which two assessors said the same."""
    evidence_id = str(_handed_in(world, owner)["id"])
    body = world.examples["decideOnEvidence"]["request"]["body"]
    for party in ("a", "b"):
        world.post(f"/api/v1/evidence/{evidence_id}/decisions", Role.ASSESSOR, party, body)
    return evidence_id


def _live_check(world: World, owner: Caller) -> str:
    """One more of the owner's supplier; those before it are removed once there are many."""
    seller = world.callers[Role.SUPPLIER, Proof.OWN if owner.party == "a" else Proof.OTHER]
    headers = {"authorization": f"Bearer {seller.token}"}
    running = [
        each["id"]
        for each in world.client.get("/api/v1/live-checks", headers=headers).json()["items"]
        if each["ended_at"] is None
    ]
    for each in running if len(running) >= MANY else ():
        assert world.client.delete(f"/api/v1/live-checks/{each}", headers=headers).status_code == 204
    slug = world.thing("product", seller, fresh=False)
    body = {"address": f"https://canary-party-{owner.party}.example/{next(NUMBERS)}", "proof": "dns"}
    made = world.post(f"/api/v1/products/{slug}/live-checks", Role.SUPPLIER, owner.party, body)
    return str(made["id"])


SMART: Final = (
    b'{"authorization_endpoint": "https://fhir.example/authorize", "token_endpoint": "https://fhir.example/t",'
    b' "grant_types_supported": ["authorization_code"], "capabilities": ["launch-ehr"],'
    b' "code_challenge_methods_supported": ["S256"]}'
)


def _product_to_carry(world: World, owner: Caller) -> str:
    slug = _product(world, owner)
    proof = Proof.OWN if owner.party == "a" else Proof.OTHER
    headers = {"authorization": f"Bearer {world.callers[Role.SUPPLIER, proof].token}"}
    files = {"file": ("smart.json", SMART, "application/json")}
    answer = world.client.post(f"/api/v1/products/{slug}/evidence/files", files=files, headers=headers)
    assert answer.json()["counts"] == {"read": 1}, answer.text
    release = {"version": "1.1", "released_on": "2026-11-21"}
    world.post(f"/api/v1/products/{slug}/releases", Role.SUPPLIER, owner.party, release)
    return slug


def _product_carried(world: World, owner: Caller) -> str:
    slug = _product_to_carry(world, owner)
    body = {"statement": "Nothing about signing in changed."}
    world.post(f"/api/v1/products/{slug}/evidence/carry", Role.SUPPLIER, owner.party, body)
    return slug


def _product_rated(world: World, owner: Caller) -> str:
    slug = _product(world, owner)
    body = world.examples["giveFeedback"]["request"]["body"]
    headers = {"authorization": f"Bearer {owner.token}"}
    path = f"/api/v1/products/{slug}/feedback/mine"
    assert world.client.put(path, json=body, headers=headers).status_code in (200, 403)
    return slug


def _in_use(world: World, owner: Caller) -> str:
    body = {"product": _product(world, owner), "since": "2026-01-05"}
    made = world.post("/api/v1/products-in-use", Role.PROCUREMENT_OFFICER, owner.party, body)
    return str(made["id"])


def _comment(world: World, owner: Caller) -> str:
    """One on a product of party a's supplier that has no reply yet."""
    found = world.client.get(f"/api/v1/products/{SPOKEN_OF}/feedback").json()["comments"]
    return str(next(each["id"] for each in found if each["reply"] is None))


def _ruling(world: World, owner: Caller) -> str:
    """That nobody appealed against, about a product of party a's supplier."""
    body = world.examples["giveFeedback"]["request"]["body"] | {"instrument": "sus", "items": [5] * 10}
    giver = world.newcomer(Role.STAFF)
    path = f"/api/v1/products/{SPOKEN_OF}/feedback"
    _put(world, giver, f"{path}/mine", body)
    _hold(world, SPOKEN_OF)
    found = world.client.get(f"{path}/rulings").json()["items"]
    return str(next(each["id"] for each in found if each["appeal"] is None))


def _product_held(world: World, owner: Caller) -> str:
    """About which the owner said something that a moderator holds."""
    slug = _product(world, owner)
    body = world.examples["giveFeedback"]["request"]["body"] | {"instrument": "sus", "items": [5] * 10}
    if owner.identity.may(Permission.GIVE_FEEDBACK):
        _put(world, owner, f"/api/v1/products/{slug}/feedback/mine", body)
        _hold(world, slug)
    return slug


def _put(world: World, giver: Caller, path: str, body: Any) -> None:
    headers = {"authorization": f"Bearer {giver.token}"}
    answer = world.client.put(path, json=body, headers=headers)
    assert answer.status_code == 200, answer.text


def _hold(world: World, slug: str) -> None:
    """Everything about a product that waits is held."""
    moderator = world.callers[Role.ASSESSOR, Proof.OWN]
    headers = {"authorization": f"Bearer {moderator.token}"}
    waiting = world.client.get("/api/v1/feedback/queue", headers=headers).json()["items"]
    ids = [each["id"] for each in waiting if each["product"] == slug and each["state"] == "flagged"]
    body = {"answers": ids, "outcome": "hold", "reason": "It contradicts itself."}
    world.post("/api/v1/feedback/rulings", Role.ASSESSOR, "a", body)


def _membership(world: World, owner: Caller) -> str:
    with world.database.write(THE_OPERATOR) as db:
        made = member(db, world.clock, owner.identity.person_id, owner.identity.role, owner.party)
    return str(made.membership_id)


def _house_key(world: World, owner: Caller) -> str:
    number = next(NUMBERS)
    data = KeyIn(name=f"Fictional Test House {number}", about="", key_id=f"thing-{number}", key=_jwk())
    keeper = world.callers[Role.STANDARDS_OWNER, Proof.OWN].identity
    with world.database.write(keeper.tenant) as db:
        return str(houses.list_key(db, world.clock, keeper, data))


def _test_house(world: World, owner: Caller) -> str:
    key = _house_key(world, owner)
    with world.database.read() as db:
        found = houses.listed(db).items
    return next(str(house.id) for house in found if key in {str(each.id) for each in house.keys})


THINGS: Final[dict[str, Callable[[World, Caller], str]]] = {
    "shortlist": _shortlist,  # of the owner's organisation
    **ORDERS,
    "product": _product,  # of the owner's supplier, with a release
    "product_to_carry": _product_to_carry,  # with evidence on a first release, and a second one
    "product_carried": _product_carried,  # and carried to the second
    "product_rated": _product_rated,  # about which the owner said something this quarter
    "ruling": _ruling,
    "product_held": _product_held,
    "product_spoken_of": lambda world, owner: SPOKEN_OF,
    "comment": _comment,
    "in_use": _in_use,  # declared by the owner's organisation
    "evidence": lambda world, owner: str(_handed_in(world, owner)["id"]),  # waiting for a decision
    "decided": _decided,
    "requirement": lambda world, owner: "CE-1",  # that the evidence speaks to
    "file": lambda world, owner: str(_handed_in(world, owner)["sha256"]),
    "live_check": _live_check,  # of the owner's supplier, and running
    "token": lambda world, owner: str(world.once_more(owner).token_id),
    # Of everything on record.
    "recheck": lambda world, owner: str(
        Recheck(world.database, world.clock, Desk(workers=1), OPERATOR).run()
    ),
    "house_key": _house_key,  # of a test house of its own
    "test_house": _test_house,
    "invoice": lambda world, owner: str(
        open_invoice(world.database, world.clock, SUPPLIERS[owner.party], f"canary-party-{owner.party}")
    ),  # of the owner's supplier, and open
    "membership": _membership,  # one more of the owner's
    "product_inside": lambda world, owner: INSIDE,  # of every shortlist
}


def missing(name: str) -> str:
    """What names nothing at all, in the shape that the parameter has."""
    return str(uuid4()) if name.endswith("_id") else f"no-such-{next(NUMBERS)}"


def filled(value: Any) -> Any:
    """The value with a new number for each "{n}" in it, and a new public key for "{jwk}"."""
    written = json.dumps(value).replace("{n}", str(next(NUMBERS)))
    return json.loads(written.replace("{jwk}", json.dumps(_jwk())[1:-1]) if "{jwk}" in written else written)


def _jwk() -> str:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False))
