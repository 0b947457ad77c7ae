"""Calls a row of the matrix as somebody, and says what is wrong with the answer."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from httpx import Response
from litestar.handlers import HTTPRouteHandler

from plumbline.accounts.browser import PLAIN_COOKIE
from plumbline.accounts.roles import Role
from plumbline.web.openapi import path_values
from tests.matrix.people import Caller
from tests.matrix.table import TABLE, Proof, Row
from tests.matrix.things import World, filled, missing

HERE: Final = "http://testserver.local"
CANARY: Final = re.compile(r"canary-(party|person)-([0-9a-z]+)")
_PARAMETER: Final = re.compile(r"\{(\w+):\w+\}")


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A request ready to be sent, but for the proof of who sends it. `named` is the owned thing."""

    path: str
    extra: dict[str, Any]
    named: str = ""


class Asking:
    """Calls rows in a world. `handlers` are the service's own, by method and path."""

    def __init__(self, world: World, handlers: dict[str, HTTPRouteHandler]) -> None:
        self.world, self.handlers = world, handlers

    def call_for(self, row: Row, owner: Caller, *, fresh: bool, missing_thing: bool = False) -> Call:
        """The row's call on a thing of `owner`; on one that is not there if `missing_thing`."""
        example = self._example(row)
        asked = urlsplit(example.get("path", ""))
        values = dict(TABLE.values) | path_values(_PARAMETER.sub(r"{\1}", row.path), asked.path)
        named = ""
        for number, (name, kind) in enumerate(row.things.items()):
            gone = missing_thing and number == 0
            values[name] = missing(name) if gone else self.world.thing(kind, owner, fresh=fresh)
            named = named or values[name]
        path = _PARAMETER.sub(lambda found: values[found[1]], row.path)
        query = asked.query or row.query
        return Call(path=f"{path}?{query}" if query else path, extra=_body(row, example), named=named)

    def _example(self, row: Row) -> dict[str, Any]:
        operation = self.handlers[row.name].operation_id if row.is_api else None
        example: dict[str, Any] = self.world.examples.get(str(operation), {}).get("request", {})
        return example

    def send(self, row: Row, call: Call, headers: dict[str, str], form_token: str = "") -> Response:
        """The answer. The client forgets the cookies that it gets: each call brings its own."""
        extra = dict(call.extra)
        if not row.is_api and not row.is_safe:
            extra["data"] = {**row.send, **extra.get("data", {}), "form_token": form_token}
        if not row.is_api:
            headers = {"origin": HERE, "accept": "text/html", **headers}
        client = self.world.client
        answer = client.request(row.method, call.path, headers=headers, follow_redirects=False, **extra)
        client.cookies.clear()
        return answer

    def ask(self, row: Row, call: Call, caller: Caller, proof: Proof = Proof.OWN) -> Response:
        """The answer to somebody who comes with the proof."""
        return self.send(row, call, headers_of(row, caller, proof), caller.form_token)

    def owner(self, role: Role) -> Caller:
        """Whose thing is asked for: the first person of the role in party a."""
        return self.world.callers[role, Proof.OWN]

    def wrong_as_nobody(self, row: Row) -> Iterator[str]:
        """What is wrong with the answer to a call without any proof."""
        call = self.call_for(row, self.owner(Role.BUYER), fresh=row.is_public and not row.is_safe)
        expected = row.ok if row.is_public else row.refused
        answer = self.send(row, call, {})
        yield from _told(row, "nobody", expected, answer)
        yield from _shown_to(row, "nobody", answer, None)

    def wrong_as(self, row: Row, role: Role, proof: Proof) -> Iterator[str]:
        """What is wrong with the answer to somebody of the role who comes with the proof."""
        caller, who = self.world.callers[role, proof], f"{role} {proof}"
        expected = TABLE.expected(row, caller.identity.role if proof is Proof.LESSER else role, proof)
        changes = not row.is_safe and expected == row.ok
        call = self.call_for(row, self.owner(role), fresh=changes)
        if changes and not row.is_public and not row.is_api:
            caller = self.world.once_more(caller)  # the call may end the session that it comes in
        answer = self.ask(row, call, caller, proof)
        yield from _told(row, who, expected, answer)
        yield from _shown_to(row, who, answer, caller)
        if expected == 404 != row.ok:
            gone = self.call_for(row, self.owner(role), fresh=False, missing_thing=True)
            if _same(answer, call.named) != _same(self.ask(row, gone, caller, proof), gone.named):
                yield f"{who}: another's thing does not read as one that is not there"
        if proof is Proof.OWN and row.shows and expected == row.ok and row.shows not in _shown(answer):
            yield f"{who}: does not show what is theirs, so that nothing can be concluded from it"


def headers_of(row: Row, caller: Caller, proof: Proof = Proof.OWN) -> dict[str, str]:
    """A token for an operation, a cookie for a page; the other way round for the wrong kind."""
    if row.is_api == (proof is not Proof.WRONG_KIND):
        return {"authorization": f"Bearer {caller.token}"}
    return {"cookie": f"{PLAIN_COOKIE}={caller.secret}"}


def text_of(answer: Response) -> str:
    """What the answer says, the cells of a workbook too."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        return "\n".join(whole.read(name).decode("utf-8", "replace") for name in whole.namelist())


def _body(row: Row, example: dict[str, Any]) -> dict[str, Any]:
    changed = filled(row.send)
    if not row.is_api:
        return {} if row.is_safe else {"data": changed}
    if "form" in example:
        parts = example.get("files", {})
        files = {name: (part["name"], part["text"].encode(), part["type"]) for name, part in parts.items()}
        return {"data": example["form"], "files": files}
    return {"json": example["body"] | changed} if "body" in example else {}


def _told(row: Row, who: str, expected: int, answer: Response) -> Iterator[str]:
    if answer.status_code != expected:
        yield f"{who}: {answer.status_code} instead of {expected}: {answer.text[:160]!r}"
    elif expected == 303 != row.ok and not answer.headers["location"].startswith("/sign-in?next="):
        yield f"{who}: sent to {answer.headers['location']}"


def _shown(answer: Response) -> set[str]:
    return {kind for kind, _ in CANARY.findall(text_of(answer))}


def _shown_to(row: Row, who: str, answer: Response, caller: Caller | None) -> Iterator[str]:
    """Whatever the answer holds of others', as canaries tell."""
    if row.sees_all and answer.status_code == row.ok:
        return
    theirs = {("party", caller.party), ("person", caller.identity.person_id.hex)} if caller else set()
    for kind, name in sorted(set(CANARY.findall(text_of(answer))) - theirs):
        yield f"{who}: shows what belongs to the {kind} {name}"


def _same(answer: Response, named: str) -> tuple[int, str, list[tuple[str, str]]]:
    """The answer without what tells one request from another."""
    request_id = answer.headers["x-request-id"]
    headers = [(name, value) for name, value in answer.headers.items() if value != request_id]
    text = answer.text.replace(request_id, "REQUEST").replace(named, "THING")
    sized = [(name, value) for name, value in headers if name != "content-length"]
    return answer.status_code, text, sized
