"""What the SDK raises, told in the words of the port.

The original is cut off (`from None`): its chain holds the request, and the request holds the key.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
import stripe
import structlog

from plumbline.billing.port_errors import (
    KeyConflict,
    NoSuchThing,
    PaymentRefused,
    ProcessorAway,
    ProcessorError,
)
from plumbline.integrations.stripe.sdk import NOT_SET_UP

log = structlog.get_logger()
SECRET: Final = re.compile(r"\b(sk|rk|whsec)_\w+")
AGAIN: Final = "Try again in a minute: nothing is charged twice."


@contextmanager
def told() -> Iterator[None]:
    """Raise what happens inside as one of ours."""
    try:
        yield
    except stripe.StripeError as error:
        raise _ours(error) from None
    except (AttributeError, msgspec.ValidationError) as error:
        log.error("stripe.unreadable", why=str(error))
        raise ProcessorAway("The payment processor answered what cannot be read.", next_step=AGAIN) from None


def _ours(error: stripe.StripeError) -> ProcessorError:
    code = error.code or ""
    log.warning(
        "stripe.refused",
        kind=type(error).__name__,
        code=code,
        status=error.http_status,
        request=error.request_id,
    )
    match error:
        case stripe.IdempotencyError() if error.http_status != 409 and code != "idempotency_key_in_use":
            return KeyConflict(
                "The payment processor was asked for something else under the same key before.",
                next_step="Nothing was done. Tell whoever runs this service.",
            )
        case stripe.CardError():
            return _refused(error, str(getattr(error.error, "decline_code", None) or code or "card_error"))
        case stripe.InvalidRequestError() if code == "resource_missing" or error.http_status == 404:
            return NoSuchThing(f"The payment processor has no such thing: {_said(error)}")
        case stripe.InvalidRequestError():
            return _refused(error, code or "invalid_request")
        case _:
            return _away(error)


def _away(error: stripe.StripeError) -> ProcessorAway:
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        # Its message quotes a part of the key.
        return ProcessorAway(
            "The payment processor does not accept our key.",
            next_step="Whoever runs this service has to look at the key.",
        )
    if error.code == NOT_SET_UP:
        return ProcessorAway(
            "Payments are not set up in this market.",
            next_step="Whoever runs it sets PLUMBLINE_STRIPE_KEY: see docs/how-to/take-payments.md.",
        )
    return ProcessorAway("The payment processor cannot be reached.", next_step=AGAIN)


def _refused(error: stripe.StripeError, reason: str) -> PaymentRefused:
    return PaymentRefused(f"The payment processor refused: {_said(error)}", reason=reason)


def _said(error: stripe.StripeError) -> str:
    """Its own words, with anything that looks like a key struck out."""
    return SECRET.sub("[hidden]", error.user_message or "it gave no reason.")
