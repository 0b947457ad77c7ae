"""What the stand-in says no with, in the shape of Stripe's errors."""

from typing import Any

from plumbline.kit.errors import Conflict


class Refusal(Conflict):
    """An answer with a status from 400 up. `kind` is the `type` of Stripe's error object."""

    def __init__(
        self, message: str, code: str = "", *, status: int = 400, kind: str = "", param: str = "", **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {
                "type": kind or "invalid_request_error",
                "message": message,
                **({"code": code} if code else {}),
                **({"param": param} if param else {}),
                **more,
            }
        }


def missing(kind: str, thing: str, *, param: str = "id", status: int = 400) -> Refusal:
    """There is no such thing; 404 where it is the address itself that names it."""
    return Refusal(f"No such {kind}: '{thing}'", "resource_missing", status=status, param=param)


def declined(code: str, thing: dict[str, Any] | None = None) -> Refusal:
    """A card that was refused; `code` is the bank's reason."""
    more: dict[str, Any] = {"payment_intent": thing} if thing else {}
    return Refusal(
        "Your card was declined.", "card_declined", status=402, kind="card_error", decline_code=code, **more
    )
