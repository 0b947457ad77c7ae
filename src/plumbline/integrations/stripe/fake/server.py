"""The stand-in: what is asked of it over HTTP, what people do on its pages, and its webhooks.

standin = StandIn(clock=clock)                    # or StandIn("var/stand-in.sqlite")
processor = standin.processor()                   # the real adapter, on the real SDK
standin.faults.add("crash after", "POST /v1/invoices")
standin.pay_checkout(checkout.id)                 # what a person does
standin.run_due()                                 # what time does, after clock.advance(...)
for sent in standin.webhooks(): ...               # in any order, twice, or never
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from plumbline.integrations.stripe.fake import (
    accounts,
    catalogue,
    checkouts,
    invoices,
    reads,
    subscriptions,
    time,
)
from plumbline.integrations.stripe.fake.allowed import WrongRequest, faults_of
from plumbline.integrations.stripe.fake.faults import Broken, Faults, after, before
from plumbline.integrations.stripe.fake.forms import Tree, read_form
from plumbline.integrations.stripe.fake.post import Post
from plumbline.integrations.stripe.fake.refusal import Refusal
from plumbline.integrations.stripe.fake.routes import Route, route_for
from plumbline.integrations.stripe.fake.store import MEMORY, Store, Thing
from plumbline.integrations.stripe.fake.transport import InProcess
from plumbline.integrations.stripe.fake.world import World, shown
from plumbline.integrations.stripe.processor import StripeProcessor
from plumbline.integrations.stripe.sdk import client_of
from plumbline.kit.clock import Clock, SystemClock

KEY: Final = "sk_test_standin"
SECRET: Final = "whsec_standin"  # noqa: S105 it signs nothing but the stand-in's own webhooks
KEPT_SECONDS: Final = 86400  # how long Stripe promises to know an idempotency key
HOUR: Final = 3600


class StandIn(Post):
    """A stand-in of Stripe. Those on the same file are one; in memory each is its own.

    `pages`: where its pages are said to be. `draft_seconds`: how long an invoice that came by itself
    stays a draft (Stripe: about an hour). `strict`: a request that the SDK's types forbid raises
    WrongRequest through everything; otherwise it is refused, as Stripe would.
    """

    def __init__(
        self,
        path: str = MEMORY,
        *,
        clock: Clock | None = None,
        pages: str = "https://stripe.invalid",
        draft_seconds: int = HOUR,
        strict: bool = True,
    ) -> None:
        super().__init__(Store(path), clock or SystemClock(), SECRET)
        self.faults = Faults()
        self.requests: list[tuple[str, Tree]] = []  # ("POST /v1/customers", {...}), each as it came
        self.keys: list[str] = []  # of every request that writes
        self._pages, self._draft_seconds, self._strict = pages, draft_seconds, strict

    def processor(self) -> StripeProcessor:
        """The adapter on the real SDK, whose requests come here."""
        return StripeProcessor(lambda: client_of(KEY, InProcess(self.handle)), "fake", [SECRET])

    # -- over HTTP --------------------------------------------------------------------------

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, as a transaction."""
        said = f"{request.method} {request.url.path}"
        form = request.content.decode() if request.method == "POST" else request.url.query.decode()
        asked = read_form(form)
        self.requests.append((said, asked))
        fault = self.faults.hit(said)
        key = request.headers.get("idempotency-key", "") if request.method != "GET" else ""
        self.keys += [key] if key else []
        try:
            before(fault)
            status, body, replayed = self._answer(said, asked, key, f"{said}?{_print_of(form)}")
        except Refusal as refusal:
            status, body, replayed = refusal.status, json.dumps(shown(refusal.body)), False
        except httpx.TransportError:
            raise  # as a test wanted it
        except Exception as error:
            raise Broken(said) from error  # else the SDK would take it for a lost connection
        after(fault)
        headers = {"request-id": f"req_standin{len(self.requests):06d}", "content-type": "application/json"}
        if replayed:
            headers["idempotent-replayed"] = "true"
        return httpx.Response(status, headers=headers, content=body)

    def _answer(self, said: str, asked: Tree, key: str, print_: str) -> tuple[int, str, bool]:
        method, path = said.split(" ", 1)
        found = route_for(method, path)
        if found is None:
            raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)
        route, ids = found
        self._check(route, asked)
        with self.world(key) as world:
            kept = self._store.answer(key) if key else None
            if kept and world.now - kept[1] < KEPT_SECONDS:
                return self._again(kept, print_)
            status, body = _done(world, route, asked, ids)
            if key:
                self._store.keep_answer(key, print_, world.now, status, body)
            return status, body, False

    def _check(self, route: Route, asked: Tree) -> None:
        faults = faults_of(asked, route.params)
        if faults and self._strict:
            raise WrongRequest(f"{route.method} {route.path}: {'; '.join(faults)}")
        if faults:
            raise Refusal(f"Received unknown or wrong parameters: {'; '.join(faults)}", "parameter_unknown")

    def _again(self, kept: tuple[str, int, int, str], print_: str) -> tuple[int, str, bool]:
        if kept[0] != print_:
            said = "Keys for idempotent requests can only be used with the same parameters."
            raise Refusal(said, kind="idempotency_error")
        return kept[2], kept[3], True

    # -- what people and time do ----------------------------------------------------------------

    @contextmanager
    def world(self, key: str = "") -> Iterator[World]:
        """One transaction on everything; what is due by now has happened before and after."""
        with self._store.writing():
            now = int(self._clock.now().timestamp())
            world = World(self._store, now, self._pages, self._draft_seconds, key)
            time.run_due(world)
            yield world
            time.run_due(world)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def run_due(self) -> None:
        """Let time do what is due by now: renewals, second tries, debits that come in."""
        with self.world():
            pass

    def look(self, thing: str) -> Thing:
        """The thing as the stand-in keeps it; KeyError if there is none."""
        found = self._store.get(thing)
        if found is None:
            raise KeyError(thing)
        return found

    def pay_checkout(self, checkout: str, method: str = "pm_card_visa") -> None:
        """Somebody pays on a checkout page. Refusal (402) if the card is declined."""
        with self.world() as world:
            checkouts.complete(world, checkout, method)

    def pay_invoice(self, invoice: str, method: str = "pm_card_visa") -> None:
        """Somebody pays on the page of an invoice. Refusal (402) if the card is declined."""
        with self._kept_if_declined() as world:
            invoices.pay(world, {"payment_method": method}, invoice)

    def set_method(self, customer: str, method: str) -> None:
        """Somebody changes on the portal how they pay."""
        with self.world() as world:
            made = catalogue.attach(world, {"customer": customer}, method)
            settings = {"invoice_settings": {"default_payment_method": made["id"]}}
            catalogue.change_customer(world, settings, customer)
            subscriptions.pay_by(world, customer, made["id"])

    def answer_onboarding(self, account: str, *, enough: bool = True) -> None:
        """A supplier answers the questions; `enough` if that lets them be paid."""
        with self.world() as world:
            accounts.answered(world, account, enough=enough)

    @contextmanager
    def _kept_if_declined(self) -> Iterator[World]:
        refused: Refusal | None = None
        with self.world() as world:
            try:
                yield world
            except Refusal as refusal:
                if refusal.status != 402:
                    raise
                refused = refusal
        if refused:
            raise refused


def _done(world: World, route: Route, asked: Tree, ids: list[str]) -> tuple[int, str]:
    expand = asked.pop("expand", [])
    try:
        thing = route.do(world, asked, *ids)
    except Refusal as refusal:
        if refusal.status != 402:
            raise  # and nothing of it stays
        return refusal.status, json.dumps(shown(refusal.body))
    return 200, json.dumps(reads.told(world, thing, expand))


def _print_of(form: str) -> str:
    return hashlib.sha256(form.encode()).hexdigest()
