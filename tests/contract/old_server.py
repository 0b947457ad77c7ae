"""`localstripe`, a stateful stand-in of Stripe that nobody here wrote, in a process of its own.

It speaks an older version of the API. What differs is translated on the way, here, each with a name: the
adapter is not told whom it speaks to.
"""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import quote, unquote

import httpx
import stripe

from tests.waiting import PATIENCE_SECONDS, free_port

SECRET = "whsec_old"
# By itself it listens on every interface, and writes all it knows to a file under /tmp.
RUN = """
import sys
from aiohttp import web
from localstripe import resources
resources.Store.dump_to_disk = lambda self: None
from localstripe.server import app
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""
ASKED_OTHERWISE = {
    "it has plans, no prices": (r"items\[0\]\[price\]=", "items[0][plan]="),
    "it knows no way to collect but at once": (r"&?collection_method=charge_automatically", ""),
    "it lists all there is, whenever it was made": (r"&?created\[gte\]=\d+", ""),
    "it lists every subscription only without a status": (r"&?status=all", ""),
    "it lists all rates, used or not": (r"&?active=true", ""),
    "it works out proration whatever is asked": (r"&?proration_behavior=none", ""),
    "it prints nothing on a plan's invoices": (r"&?invoice_settings\[custom_fields\][^&]*", ""),
    "it knows no kinds of tax": (r"&?tax_type=vat", ""),
    "nor whose it is": (r"&?country=GB", ""),
}
"""What it does not understand of our requests, by what it lacks: what stands there, and what is sent."""


def _subscription(told: dict[str, Any]) -> None:
    """Periods and prices stood on the subscription and its plan, not on its item."""
    for item in told["items"]["data"]:
        item["price"] = {**item["plan"], "unit_amount": item["plan"]["amount"]}
        for name in ("current_period_start", "current_period_end"):
            item[name] = told[name]
    told["collection_method"] = "charge_automatically"


def _payment(told: dict[str, Any]) -> None:
    """It knows no connected accounts, and does not say what it received."""
    told |= {"application_fee_amount": None, "on_behalf_of": None}
    told["amount_received"] = told["amount"] if told["status"] == "succeeded" else 0


TOLD_OTHERWISE: dict[str, Callable[[dict[str, Any]], None]] = {
    "subscription": _subscription,
    "payment_intent": _payment,
}


class OldServer(stripe.HTTPXClient):
    """The SDK's own client, with a translator at its door."""

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Ask it in its own words, and tell its answer in ours."""
        path, mark, query = url.partition("?")
        sent = _asked(post_data) if post_data else post_data
        body, status, told = await super().request_async(method, path + mark + _asked(query), headers, sent)
        return _told(body), status, told


def _asked(form: str) -> str:
    plain = unquote(form)
    for found, instead in ASKED_OTHERWISE.values():
        plain = re.sub(found, instead, plain)
    return quote(plain, safe="=&+%")


def _told(body: bytes) -> bytes:
    answer = json.loads(body)
    for each in answer["data"] if answer.get("object") == "list" else [answer]:
        if translate := TOLD_OTHERWISE.get(each.get("object", "")):
            translate(each)
    return json.dumps(answer).encode()


@contextmanager
def old_server() -> Iterator[str]:
    """Its address, while it runs."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", RUN, str(port)], stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/js.stripe.com/v3/")
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("localstripe did not start", process.stderr and process.stderr.read())


class Letterbox:
    """Takes webhooks over HTTP and keeps them."""

    def __init__(self) -> None:
        self.came: list[tuple[bytes, str]] = []
        came = self.came

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                came.append((body, self.headers["stripe-signature"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Take)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()
