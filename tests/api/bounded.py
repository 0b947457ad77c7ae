"""Every route of the service, and what every answer of every route carries."""

import re

from httpx import Response

from plumbline.kit.clock import SystemClock
from plumbline.settings import Settings
from plumbline.web.headers import SECURITY_HEADERS
from tests.composed import composed


def _routes() -> list[tuple[str, str]]:
    """Every method and path of the service, with a value of the right shape in each place."""
    found = []
    with composed(Settings(database="sqlite:///unused.sqlite"), SystemClock()) as app:
        for route in app.routes:
            path = re.sub(r"\{\w+\}", "00000000-0000-7000-8000-000000000000", route.path_format)
            found += [(method, path) for method in sorted(getattr(route, "methods", ()))]
    return found


ROUTES = _routes()


def assert_bounded(answer: Response, *, personal: bool) -> None:
    """It carries every header that keeps a browser from doing harm with it."""
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name.decode()) == [value.decode()], (name, answer.request.url)
    policy = answer.headers["content-security-policy"]
    is_page = answer.headers.get("content-type", "").startswith("text/html") and answer.status_code != 303
    assert ("frame-ancestors 'none'" in policy) or policy.startswith("sandbox"), policy
    assert "unsafe" not in policy
    if not answer.request.url.path.startswith("/api/"):  # the framework's own words on a schema not found
        assert is_page == (policy.startswith("default-src 'self'")), (answer.request.url, policy)
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])
    assert "server" not in answer.headers
    kept = answer.headers["cache-control"]
    static = answer.request.url.path.startswith(("/static/", "/assets/"))
    if answer.status_code >= 400 or (personal and not static):
        assert kept in ("no-store", "private, no-cache"), (answer.request.url, kept)
    else:
        assert kept in ("no-store", "no-cache") or static, (answer.request.url, kept)
