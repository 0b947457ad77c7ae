"""What a real server writes, whatever is typed into it and whatever fails: no secret (threat row 27).

Made-up and real secrets go into every place that takes one; then the tables are taken away under the
server, so that every request fails inside, and all of it goes in again.
"""

import base64
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from plumbline.accounts import totp
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.integrations.stripe.fake.post import Webhook
from plumbline.kit.clock import SystemClock
from tests.faults.killed_server import KilledServer

MADE_UP = {
    "password": "canary-Passw0rd-four-words",
    "session": "canary-session-9f8e7d6c5b4a",
    "token": "plb_canary-token-0a1b2c3d4e5f",
    "code": "canary-code-314159",
    "recovery": "cana-ryre-cove-ryco",
    "oidc": "canary-oidc-code-271828",
    "evidence": "canary evidence text: patients of ward nine",
    "file": "canary file text: a password list",
    "agent": "canary-agent-1618",
    "path": "canary-path-1414",
    "stripe": "sk_test_canary0a1b2c3d4e5f",
    "webhooks": "whsec_canary0a1b2c3d4e5f",
    "card": "4000056655665556",
    "holder": "canary Cardholder",
}
only_long = pytest.mark.skipif(
    os.environ.get("PLUMBLINE_FAULTS") != "long", reason="says less than debug does: run make faults"
)
EVIDENCE = "/api/v1/products/tern-record/evidence"


class Talk:
    """Everything that is said to a server and comes back from it."""

    def __init__(self, server: KilledServer) -> None:
        self.answers: list[httpx.Response] = []
        self.client = httpx.Client(base_url=server.address, timeout=30, follow_redirects=False)
        self.client.headers.update({"origin": server.address, "user-agent": MADE_UP["agent"]})

    def send(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """The answer, remembered."""
        answer = self.client.request(method, path, **sent)
        self.answers.append(answer)
        return answer


def _token(talk: Talk, email: str) -> str:
    answer = talk.client.post("/api/v1/sessions", json={"email": email, "password": DEMO_PASSWORD})
    return str(answer.json()["token"])


def _form_token(talk: Talk) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', talk.client.get("/account").text)
    assert found
    return found[1]


def _real_secrets(talk: Talk) -> dict[str, str]:
    """A person with a session, a second factor with recovery codes, and a token; all of it real."""
    email = "supplier@demo.example"
    real = {"token": _token(talk, email)}
    sent = {"email": email, "password": DEMO_PASSWORD, "next": "/account"}
    assert talk.client.post("/sign-in", data=sent).status_code == 303
    factor = "/account/second-factor"
    talk.client.post(factor, data={"form_token": _form_token(talk)})
    shown = re.search(r'id="secret">([^<]+)<', talk.client.get(factor).text)
    assert shown
    real["app_secret"] = shown[1].replace(" ", "")
    code = totp.code_at(base64.b32decode(real["app_secret"]), totp.step_of(SystemClock().now()))
    sent = {"form_token": _form_token(talk), "code": code}
    codes = talk.client.post(f"{factor}/confirmation", data=sent)
    assert codes.status_code == 201
    real |= {f"recovery{n}": c for n, c in enumerate(re.findall(r"<code>([a-z2-7-]{19})</code>", codes.text))}
    real["session"] = talk.client.cookies["plumbline_session"]
    real["form_token"] = _form_token(talk)
    return real


def _say_everything(talk: Talk, real: dict[str, str]) -> None:
    """Every secret in every place that takes it, and in some that do not."""
    made, both = MADE_UP, {"made_up": MADE_UP["token"], "real": real["token"]}
    for token in both.values():
        bearer = {"authorization": f"Bearer {token}"}
        talk.send("GET", "/api/v1/me", headers=bearer)
        talk.send("GET", f"/api/v1/tokens?cursor={token}", headers=bearer)
        talk.send("POST", "/api/v1/tokens", headers=bearer, json={"name": token, "unknown": made["password"]})
        talk.send("DELETE", f"/api/v1/tokens/{token}", headers=bearer)
        evidence = f'{{"kind": "document", "title": "{made["evidence"]}", "requirement_ids": ["DCB0129-1"]}}'
        file = ("f.txt", made["file"], "text/plain")
        for part in (evidence, evidence[:-1]):
            files = {"evidence": (None, part, "application/json"), "file": file}
            talk.send("POST", EVIDENCE, headers=bearer, files=files)
    for body in (
        {"email": "buyer@demo.example", "password": made["password"], "code": made["code"]},
        {"email": "supplier@demo.example", "password": DEMO_PASSWORD, "code": real["recovery0"][::-1]},
        {"email": made["password"], "password": [made["password"]]},
    ):
        talk.send("POST", "/api/v1/sessions", json=body)
    talk.send("POST", "/api/v1/sessions", content=f'{{"password": "{made["password"]}", nonsense'.encode())
    page = {"accept": "text/html"}
    form = {"email": "buyer@demo.example", "password": made["password"], "next": f"/{made['session']}"}
    talk.send("POST", "/sign-in", data=form, headers=page)
    for cookie in (made["session"], real["session"]):
        headers = page | {"cookie": f"plumbline_session={cookie}; plumbline_step={made['session']}"}
        for path in ("/account", "/shortlists", f"/{made['path']}?token={cookie}", "/account/tokens"):
            talk.send("GET", path, headers=headers)
        for path, name in (("/account/confirm", "password"), ("/sign-in/code", "code"), ("/sign-out", "x")):
            for code in (made["code"], made["recovery"], made["password"], real["recovery1"]):
                sent = {"form_token": real["form_token"][::-1], name: code}
                talk.send("POST", path, data=sent, headers=headers)
    callback = f"/sign-in/provider/callback?code={made['oidc']}&state={made['oidc']}"
    talk.send("GET", callback, headers=page)
    talk.send("GET", f"/api/v1/files/{made['path']}", headers={"authorization": f"Bearer {real['token']}"})
    for place in ("", "api/v1/", "products/", "static/", "standards/"):
        headers = page | {"x-forwarded-for": made["path"]}
        talk.send("GET", f"/{place}{made['path']}%0d%0aforged-line", headers=headers)


def _say_as_the_processor(talk: Talk, real: dict[str, str]) -> list[int]:
    """Messages that hold a card: signed well, and again; signed long ago, by another, and not at all."""
    card = {"number": MADE_UP["card"], "name": MADE_UP["holder"], "secret": MADE_UP["stripe"]}
    said = {"id": f"evt_{len(talk.answers)}", "type": "charge.succeeded", "created": 1_790_000_000}
    said |= {"data": {"object": {"object": "charge", "id": "ch_1", "card": card}}}
    body, now = json.dumps(said).encode(), SystemClock().now()
    well = Webhook(1, body, MADE_UP["webhooks"]).signature(now)
    old = Webhook(1, body, MADE_UP["webhooks"]).signature(now - timedelta(days=1))
    other = Webhook(1, body, "whsec_of_somebody_else").signature(now)
    real |= {
        f"signature {len(real)} {name}": each.partition("v1=")[2]
        for name, each in (("well", well), ("old", old))
    }
    statuses = []
    secrets = (*card.values(), MADE_UP["webhooks"], body.decode())
    for signature in (well, well, old, other, f"{well}0", MADE_UP["webhooks"], ""):
        answer = talk.send("POST", "/webhooks/stripe", content=body, headers={"stripe-signature": signature})
        statuses.append(answer.status_code)
        assert not any(secret in answer.text for secret in secrets)
    return statuses


def _take_tables_away(file: str) -> None:
    with sqlite3.connect(file.removeprefix("sqlite:///")) as db:
        db.execute("pragma busy_timeout = 5000")
        for name in ("api_tokens", "sessions", "tries", "evidence", "billing_events"):
            db.execute(f"alter table {name} rename to {name}_gone")


def _in_events(file: str) -> str:
    with sqlite3.connect(file.removeprefix("sqlite:///")) as db:
        names = [
            n
            for (n,) in db.execute(
                "select name from sqlite_master where name like '%event%' and type = 'table'"
            )
        ]
        return "\n".join(repr(row) for name in names for row in db.execute(f'select * from "{name}"'))


@pytest.fixture(params=["debug", *(pytest.param(level, marks=only_long) for level in ("info", "error"))])
def server(request: pytest.FixtureRequest, demo_url: str, tmp_path: Path) -> Iterator[KilledServer]:
    """A server that says all it can at this level."""
    said = {"log_level": str(request.param), "access_log": "all"}
    said |= {"stripe_key": MADE_UP["stripe"], "stripe_webhook_secrets": MADE_UP["webhooks"]}
    with KilledServer(demo_url, tmp_path / "server.log", **said) as server:
        server.start()
        yield server


def test_no_secret_in_any_line_or_error_or_event(server: KilledServer, demo_url: str, tmp_path: Path) -> None:
    """Whole output, at every level, of requests that are refused, that pass, and that fail inside."""
    talk = Talk(server)
    real = _real_secrets(talk)
    _say_everything(talk, real)
    assert _say_as_the_processor(talk, real) == [200, 200, *[400] * 5]
    _take_tables_away(demo_url)
    _say_everything(talk, real)
    assert min(_say_as_the_processor(talk, real)) >= 400  # a message that is not kept is sent again
    server.kill()
    secrets = {**MADE_UP, **{f"real {name}": value for name, value in real.items()}}
    said = (tmp_path / "server.log").read_text(encoding="utf-8")
    events = _in_events(demo_url)
    failed = [answer for answer in talk.answers if answer.status_code >= 500]
    assert len(failed) > 10, "nothing failed inside"
    assert "request.failed" in said
    assert "forged-line" not in said
    kept = {"evidence", "real token"}  # a title is in its event; the token's own name was asked for as such
    for name, secret in secrets.items():
        assert secret not in said, name
        assert name in kept or secret not in events, name
        for answer in failed if name != "path" else ():  # a page links to itself
            assert secret not in answer.text, (name, answer.request.url)
