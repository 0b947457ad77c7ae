"""Runs the worked examples of `openapi/examples`: one file per operation, in the order they need.

A file says who asks (`as`), what is asked (`request`), what must have been asked before (`before`:
names of other examples, or requests of its own with a name each), and what must come back
(`response.status`, and `response.contains`, a part of the answer). What came before can be named in
braces: "{createShortlist.id}", or "{waiting.items.product=kindly.id}" for the first item of that product.
"""

import json
import re
from pathlib import Path
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

FOLDER = Path(__file__).parents[2] / "openapi" / "examples"
_NAMED = re.compile(r"\{(\w+)\.([\w./=-]+)\}")


def examples() -> dict[str, dict[str, Any]]:
    """Every example by the id of its operation."""
    return {f.stem: json.loads(f.read_text(encoding="utf-8")) for f in sorted(FOLDER.glob("*.json"))}


class Runner:
    """Asks the service what the examples ask, remembering answers that later examples need."""

    def __init__(self, client: TestClient[Litestar], tokens: dict[str, str]) -> None:
        self.client = client
        self.tokens = tokens
        self.answers: dict[str, Response] = {}
        self.examples = examples()

    def run(self, name: str) -> Response:
        """The answer to the example `name`, asked once, after those it needs."""
        if name not in self.answers:
            self.answers[name] = self.send(name, self.request(name))
        return self.answers[name]

    def request(self, name: str) -> dict[str, Any]:
        """What the example `name` asks, once those it needs have been answered."""
        for earlier in self.examples[name].get("before", ()):
            self.run(earlier if isinstance(earlier, str) else self._own(earlier))
        filled: dict[str, Any] = json.loads(self._filled(json.dumps(self.examples[name]["request"])))
        return filled

    def _own(self, step: dict[str, Any]) -> str:
        """The name of a request that an example brings along for itself."""
        self.examples.setdefault(step["name"], step)
        return str(step["name"])

    def send(self, name: str, request: dict[str, Any], **headers: str) -> Response:
        """The answer to a request as the one who asks the example `name`, with more headers."""
        who = self.examples[name].get("as", "anonymous")
        if who != "anonymous":
            headers["authorization"] = f"Bearer {self.tokens[who]}"
        headers |= request.get("headers", {})
        extra: dict[str, Any] = {}
        if "body" in request:
            extra["json"] = request["body"]
        if "form" in request:
            extra["data"] = request["form"]
            extra["files"] = {
                key: (part["name"], part["text"].encode(), part["type"])
                for key, part in request.get("files", {}).items()
            }
        return self.client.request(request["method"], request["path"], headers=headers, **extra)

    def _filled(self, text: str) -> str:
        return _NAMED.sub(lambda match: str(_reach(self.answers[match[1]].json(), match[2])), text)


def _reach(value: Any, path: str) -> Any:
    for part in path.split("."):
        if "=" in part:
            key, wanted = part.split("=")
            value = next(item for item in value if item[key] == wanted)
        else:
            value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def contains(whole: Any, part: Any) -> bool:
    """Is `part` in `whole`: every key of an object, every item of a list (in any place)?"""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and contains(whole[k], v) for k, v in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(contains(w, p) for w in whole) for p in part)
    return bool(whole == part)
