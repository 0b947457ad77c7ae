"""Tokens of the demonstration market's people, for tests that ask as each of them."""

from litestar import Litestar
from litestar.testing import TestClient

from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE


def demo_tokens(client: TestClient[Litestar]) -> dict[str, str]:
    """A token for every person, by role; the second of a role is "other_" and the role."""
    tokens: dict[str, str] = {}
    for person in DEMO_PEOPLE:
        name = person.role if person.role not in tokens else f"other_{person.role}"
        body = {"email": person.email, "password": DEMO_PASSWORD}
        answer = client.post("/api/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        tokens[name] = answer.json()["token"]
    return tokens
