"""The stand-in's pages in a demonstration: what is chosen there happens, and is told by webhook."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from plumbline.app import create_app
from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.integrations.stripe.connecting import Payments
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import upgrade
from tests.contract.shop import START, Shop, opened
from tests.inline import InlineClient

ORIGIN = {"origin": "http://testserver.local"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A demonstration on an empty database."""
    settings = Settings(database=f"sqlite:///{tmp_path}/market.sqlite", demo=True, recheck_at="off")
    database = Database(settings.database)
    upgrade(database)
    database.close()
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """Its pages."""
    with InlineClient(create_app(settings, FixedClock(START)), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """What a command of the same service does, on the same file."""
    clock = FixedClock(START)
    standin = Payments(settings, clock).standin
    assert standin
    return asyncio.run(opened(standin, clock))


def choose(client: TestClient, page: str, choice: str) -> tuple[int, str]:  # type: ignore[type-arg]
    """Send the form of a page; the status, and what is read in the end."""
    path = page.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    answer = client.post(path, data={"choice": choice}, headers=ORIGIN, follow_redirects=False)
    read = client.get(path) if answer.status_code == 303 else answer
    return answer.status_code, read.text


def test_a_plan_is_paid_on_its_page(client: TestClient, shop: Shop) -> None:  # type: ignore[type-arg]
    """A refused card says so and leaves the page open; one that pays closes it and leads back."""
    page = asyncio.run(shop.processor.check_out_plan(shop.page(), key="page"))
    status, text = choose(client, page.url, "pm_card_chargeDeclined")
    assert status == 409
    assert "Your card was declined." in text
    status, text = choose(client, page.url, "a house")
    assert status == 422
    status, text = choose(client, page.url, "pm_card_visa")
    assert status == 303
    assert "no money moves" in text
    assert shop.page().success_url in text
    assert 'name="choice"' not in text
    done = asyncio.run(shop.processor.read(things.Checkout, page.id))
    assert done.paid
    invoice = shop.standin.look(shop.standin.look(page.id)["invoice"])
    assert "GBP 576.00" in client.get(f"/stand-in/invoice/{invoice['id']}").text


def test_the_other_pages(client: TestClient, shop: Shop) -> None:  # type: ignore[type-arg]
    """Another way to pay, and a supplier's answers."""
    portal = asyncio.run(shop.processor.open_portal(shop.customer, "https://plumbline.example/b", key="p"))
    status, text = choose(client, portal.url, "pm_bacsDebit_success")
    assert status == 303
    assert "https://plumbline.example/b" in text
    assert shop.standin.look(shop.customer)["invoice_settings"]["default_payment_method"]
    ask = asks.AccountAsk(reference="s", name="Wren", email="w@wren.example")
    account = asyncio.run(shop.processor.add_account(ask, key="a"))
    link = asyncio.run(
        shop.processor.onboard(account.id, return_url="https://p.example/r", refresh_url="https://p", key="l")
    )
    page = link.url.split("?")[0]
    status, text = choose(client, page, "enough")
    assert status == 303
    assert "https://p.example/r" in text
    assert asyncio.run(shop.processor.read(things.Account, account.id)).may_be_paid


def test_there_are_no_such_pages_elsewhere(client: TestClient, shop: Shop, settings: Settings) -> None:  # type: ignore[type-arg]
    """Of another kind of thing, of nothing, or in a market without a stand-in."""
    for path in ("checkout/none", f"invoice/{shop.customer}", "house/none"):
        assert client.get(f"/stand-in/{path}").status_code == 404
    off = Settings(database=settings.database, recheck_at="off")
    with InlineClient(create_app(off, FixedClock(START))) as without:
        assert without.get("/stand-in/checkout/none").status_code == 404
