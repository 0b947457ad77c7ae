"""One key, one effect: whatever is lost, broken or killed on the way; and webhooks that can be trusted."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import httpx
import pytest
import stripe

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import KeyConflict, NoSuchThing, ProcessorAway, SignatureRefused
from plumbline.integrations.stripe import sdk
from plumbline.integrations.stripe.fake.allowed import WrongRequest, faults_of
from plumbline.integrations.stripe.fake.faults import Broken, Crashed, Way
from plumbline.integrations.stripe.fake.post import Chances
from plumbline.integrations.stripe.fake.routes import READS, WRITES
from plumbline.integrations.stripe.fake.server import KEY, StandIn
from plumbline.integrations.stripe.fake.transport import InProcess
from plumbline.integrations.stripe.kinds import KINDS
from tests.contract.shop import CUSTOMER, DAY, START, Shop, in_shop, paid_by_card

OTHER = asks.CustomerAsk(reference="b", name="B", email="b@b.example")


async def how_many(shop: Shop) -> int:
    """Customers, beside the first."""
    return len([each async for each in shop.processor.since(things.Customer, START)]) - 1


def test_a_key_belongs_to_one_request() -> None:
    """The same again is the same answer, something else a conflict; after a day it is forgotten."""

    async def test(shop: Shop) -> None:
        first = await shop.processor.add_customer(OTHER, key="k")
        assert await shop.processor.add_customer(OTHER, key="k") == first
        with pytest.raises(KeyConflict):
            await shop.processor.add_customer(CUSTOMER, key="k")
        assert await how_many(shop) == 1
        shop.clock.advance(DAY)
        assert (await shop.processor.add_customer(OTHER, key="k")).id != first.id

    in_shop(test)


@pytest.mark.parametrize("way", ["lost before", "lost after", "broken", "busy"])
def test_what_is_lost_once_is_done_once(way: Way) -> None:
    """The SDK asks again with the same key; where it does not, asking again does it."""

    async def test(shop: Shop) -> None:
        shop.standin.faults.add(way, "POST /v1/customers")
        if way == "busy":  # Stripe asks its callers to slow down: that is for us to do
            with pytest.raises(ProcessorAway):
                await shop.processor.add_customer(OTHER, key="k")
        await shop.processor.add_customer(OTHER, key="k")
        assert await how_many(shop) == 1

    in_shop(test)


@pytest.mark.parametrize("way", ["crash before", "crash after"])
def test_our_death_on_either_side_is_mended_by_asking_again(way: Way) -> None:
    """Nothing catches it; the same key afterwards has one effect in all."""

    async def test(shop: Shop) -> None:
        shop.standin.faults.add(way, "POST /v1/customers")
        with pytest.raises(Crashed):
            await shop.processor.add_customer(OTHER, key="k")
        assert await how_many(shop) == (way == "crash after")
        await shop.processor.add_customer(OTHER, key="k")
        assert await how_many(shop) == 1

    in_shop(test)


def test_a_processor_that_stays_away_is_told_as_such() -> None:
    """And what is not there is told apart from it."""

    async def test(shop: Shop) -> None:
        shop.standin.faults.add("lost before", times=sdk.TRIES_AGAIN + 1)
        with pytest.raises(ProcessorAway) as away:
            await shop.processor.read(things.Customer, shop.customer)
        assert away.value.next_step
        for kind in KINDS:
            with pytest.raises(NoSuchThing):
                await shop.processor.read(kind, "none_such")

    in_shop(test)


def test_only_what_was_signed_lately_is_believed() -> None:
    """Another secret, another body, an old signature, one of the future, none, nonsense: each refused."""

    async def test(shop: Shop) -> None:
        await shop.processor.add_customer(OTHER, key="k")
        sent, now = shop.standin.webhooks()[-1], shop.clock.now()
        event = shop.processor.event(sent.body, sent.signature(now), now)
        assert (event.type, event.kind, event.created) == ("customer.created", "customer", START)
        assert shop.processor.event(sent.body, sent.signature(now), now + timedelta(seconds=300)) == event
        forged = stripe.WebhookSignature.generate_signature_header(sent.body.decode(), "whsec_x", 1)
        for body, signature, at in (
            (sent.body, sent.signature(now), now + timedelta(seconds=301)),
            (sent.body, sent.signature(now), now - timedelta(seconds=301)),
            (sent.body + b" ", sent.signature(now), now),
            (sent.body, forged, now),
            (sent.body, "", now),
            (sent.body, "t=x,v1=y", now),
            (b"\xff", sent.signature(now), now),
        ):
            with pytest.raises(SignatureRefused):
                shop.processor.event(body, signature, at)

    in_shop(test)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"not json", b'{"id": 1}', b"[" * 100_000])
def test_what_is_signed_and_is_no_event_is_refused(body: bytes) -> None:
    """Not a fault of ours, and nothing is guessed."""

    async def test(shop: Shop) -> None:
        secret = shop.standin.webhooks()[0].secret if shop.standin.webhooks() else "whsec_standin"
        signature = stripe.WebhookSignature.generate_signature_header(
            body.decode(), secret, int(START.timestamp())
        )
        with pytest.raises(SignatureRefused):
            shop.processor.event(body, signature, START)

    in_shop(test)


def test_webhooks_come_late_twice_in_any_order_or_never() -> None:
    """As the chances say; what was not taken comes again."""

    async def test(shop: Shop) -> None:
        await paid_by_card(shop)
        total = len(shop.standin.webhooks())
        seen: Counter[str] = Counter()

        async def refuse(body: bytes, signature: str) -> bool:
            return False

        async def take(body: bytes, signature: str) -> bool:
            seen[shop.processor.event(body, signature, shop.clock.now()).id] += 1
            return True

        assert await shop.standin.deliver(refuse) == 0
        unreliable = Chances(twice=50, later=50, shuffle=True)
        while shop.standin.webhooks():
            await shop.standin.deliver(take, unreliable, random.Random(total))
            unreliable = Chances(twice=unreliable.twice)
        assert len(seen) == total
        assert max(seen.values()) > 1
        await shop.processor.add_customer(OTHER, key="k")
        assert await shop.standin.deliver(take, Chances(lose=100)) == 1
        assert len(seen) == total

    in_shop(test)


# -- every request is one that the SDK's own types allow ---------------------------------------


@pytest.mark.parametrize(
    ("path", "sent", "fault"),
    [
        ("POST /v1/customers", {"nmae": "x"}, "/nmae: not in CustomerCreateParams"),
        ("POST /v1/customers", {"address": {"line1": ""}}, "/address/line1: '' is no str"),
        ("POST /v1/prices", {"unit_amount": "5"}, "/currency: missing"),
        ("POST /v1/prices", {"currency": "gbp", "unit_amount": "5.5"}, "/unit_amount: '5.5' is no int"),
        (
            "POST /v1/prices",
            {"currency": "gbp", "recurring": {"interval": "yearly"}},
            "/recurring/interval: 'yearly' is none of",
        ),
        ("POST /v1/invoices", {"auto_advance": "True"}, "/auto_advance: 'True' is no bool"),
        ("POST /v1/invoices", {"collection_method": "mail"}, "/collection_method: 'mail' is none of"),
        (
            "POST /v1/invoices",
            {"custom_fields": [{"name": "PO number"}]},
            "/custom_fields/0/value: missing",
        ),
        ("POST /v1/invoices", {"idempotency_key": "k"}, "/idempotency_key: not in InvoiceCreateParams"),
        ("GET /v1/invoices", {"created": {"since": "1"}}, "/created/since: not in"),
        ("POST /v1/subscriptions", {"items": {"price": "p"}}, "is no list"),
    ],
)
def test_the_types_of_the_sdk_are_looked_through(path: str, sent: dict[str, object], fault: str) -> None:
    """An unknown name, a wrong word, a missing name, a number that is none, however deep."""
    method, address = path.split()
    route = next(each for each in (*WRITES, *READS) if (each.method, each.path) == (method, address))
    found = faults_of(sent, route.params)
    assert len(found) == 1
    assert fault in found[0]


def test_a_wrong_request_stops_every_test() -> None:
    """Straight through the SDK and whatever catches exceptions; a service says it as Stripe would."""
    ask = {"customer": "x", "unknown": "y"}
    client = stripe.StripeClient(KEY, http_client=InProcess(StandIn().handle))
    with pytest.raises(WrongRequest, match="/unknown: not in InvoiceCreateParams"):
        client.v1.invoices.create(ask)  # type: ignore[arg-type]
    lenient = stripe.StripeClient(KEY, http_client=InProcess(StandIn(strict=False).handle))
    with pytest.raises(stripe.InvalidRequestError, match="unknown"):
        lenient.v1.invoices.create(ask)  # type: ignore[arg-type]


def test_a_write_without_our_key_is_noticed() -> None:
    """The SDK makes one up; the shop of these tests looks at every one that was sent."""

    async def test(shop: Shop) -> None:
        client = stripe.StripeClient(KEY, http_client=InProcess(shop.standin.handle), max_network_retries=2)
        client.v1.customers.create({"name": "x"})

    with pytest.raises(AssertionError, match="no key of ours"):
        in_shop(test)


def test_every_request_names_the_version() -> None:
    """Looked at on the wire."""
    seen: list[str] = []
    standin = StandIn()
    handle = standin.handle

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["stripe-version"])
        return handle(request)

    standin.handle = look  # type: ignore[method-assign]
    asyncio.run(standin.processor().add_customer(OTHER, key="k"))
    assert seen == [sdk.API_VERSION]


def test_the_pinned_version_is_that_of_the_sdk() -> None:
    """A newer SDK reads answers as a newer version: then this one is to be looked at again."""
    assert stripe.api_version == sdk.API_VERSION
    assert stripe.VERSION.split(".")[0] == "16"


def test_the_private_parts_of_the_sdk_are_where_they_were() -> None:
    """The stand-in's transport sets two of its attributes: should they move, it would ask the network."""
    plain = stripe.HTTPXClient(allow_sync_methods=True)
    assert isinstance(plain._client, httpx.Client)
    assert isinstance(plain._client_async, httpx.AsyncClient)
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(200, json={"id": "cus_1", "object": "customer"})

    client = stripe.StripeClient(KEY, http_client=InProcess(handle))
    client.v1.customers.retrieve("cus_1")
    asyncio.run(client.v1.customers.retrieve_async("cus_1"))
    assert asked == ["api.stripe.com"] * 2


def test_a_fault_of_the_stand_in_is_no_lost_connection() -> None:
    """It is seen as what it is, and not tried again."""

    async def test(shop: Shop) -> None:
        shop.standin.close()
        with pytest.raises(Broken):
            await shop.processor.read(things.Customer, shop.customer)

    in_shop(test)


def test_the_stand_in_tells_what_stripe_tells() -> None:
    """Every name in its answers stands in the SDK's own class for that thing."""

    async def test(shop: Shop) -> None:
        await paid_by_card(shop)
        classes: dict[str, type] = {
            "customer": stripe.Customer,
            "checkout.session": stripe.checkout.Session,
            "subscription": stripe.Subscription,
            "invoice": stripe.Invoice,
            "payment_intent": stripe.PaymentIntent,
            "charge": stripe.Charge,
            "price": stripe.Price,
            "product": stripe.Product,
            "tax_rate": stripe.TaxRate,
        }
        told = {
            each.event["data"]["object"]["object"]: each.event["data"]["object"]
            for each in shop.standin.webhooks()
        }
        compared = set(told) & set(classes)
        assert {"customer", "subscription", "invoice", "payment_intent", "charge"} <= compared
        for kind in compared:
            assert set(told[kind]) - set(classes[kind].__annotations__) == set(), kind

    in_shop(test)
