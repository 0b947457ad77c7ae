"""Clients that never stop writing, and remember every write that was acknowledged to them."""

import threading
import time
from itertools import count
from typing import Any

import httpx
import msgspec

ASKED_SECONDS = 60.0


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that acknowledges nothing."""

    status: int
    said: str


class Acknowledged(msgspec.Struct, kw_only=True):
    """What one client was told had been kept: tokens by id, decisions as (shortlist, version, reason)."""

    tokens: list[str] = []
    decisions: list[tuple[str, int, str]] = []
    refused: list[Refused] = []

    @property
    def count(self) -> int:
        """How many writes."""
        return len(self.tokens) + len(self.decisions)


class Writer:
    """One client: a token, then a decision on its own shortlist, over and over, until the line is cut."""

    def __init__(self, address: str, headers: dict[str, str], name: str, shortlist: dict[str, Any]) -> None:
        self.name = name
        self.shortlist: str = shortlist["id"]
        self.slugs: list[str] = [line["slug"] for line in shortlist["lines"]]
        self.kept = Acknowledged()
        self._client = httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=ASKED_SECONDS)
        self._number = count(1)
        self._thread = threading.Thread(target=self._write)

    def begin(self) -> None:
        """Write in a thread of its own, until the server is gone or refuses."""
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def end(self) -> None:
        """Wait until the writing has stopped."""
        self._thread.join(ASKED_SECONDS * 2)
        assert not self._thread.is_alive()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _write(self) -> None:
        try:
            # What was sent and not answered may have been kept: read how far the shortlist is.
            answer = self._client.get(f"/shortlists/{self.shortlist}")
            version = int(answer.json()["version"]) if self._is(answer, 200) else 0
            while version and self._make_token():
                version = self._decide(version)
        except httpx.TransportError:
            return  # the server was killed: what this call asked for stays unknown

    def _make_token(self) -> bool:
        body = {"name": f"{self.name} {next(self._number)}", "days": 1}
        answer = self._client.post("/tokens", json=body)
        if self._is(answer, 201):
            self.kept.tokens.append(answer.json()["id"])
            return True
        return False

    def _decide(self, version: int) -> int:
        number = next(self._number)
        slug = self.slugs[number % len(self.slugs)]
        reason = f"The reason of {self.name}, number {number}."
        body = {"choice": "in" if number % 3 else "out", "reason": reason, "version": version}
        answer = self._client.put(f"/shortlists/{self.shortlist}/decisions/{slug}", json=body)
        if not self._is(answer, 200):
            return 0
        self.kept.decisions.append((self.shortlist, int(answer.json()["version"]), reason))
        return version + 1

    def _is(self, answer: httpx.Response, status: int) -> bool:
        if answer.status_code != status:
            said = f"{answer.request.url}: {answer.text[:300]}"
            self.kept.refused.append(Refused(status=answer.status_code, said=said))
        return answer.status_code == status


def write_for(writers: list[Writer], seconds: float) -> None:
    """Let all write until each has had something acknowledged, and then for some seconds more."""
    before = [writer.kept.count for writer in writers]
    for writer in writers:
        writer.begin()
    until = time.monotonic() + ASKED_SECONDS
    while any(w.kept.count == n for w, n in zip(writers, before, strict=True)):
        assert time.monotonic() < until, [writer.kept.refused for writer in writers]
        time.sleep(0.005)
    time.sleep(seconds)
