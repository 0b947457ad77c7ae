"""Webhooks: what Stripe signed, and not long ago. Nothing of the body is believed beyond what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
import stripe

from plumbline.billing.port_errors import SignatureRefused
from plumbline.billing.port_things import Event

OLDEST: Final = 300  # seconds, either way: the tolerance of the SDK itself


class _About(msgspec.Struct):
    object: str
    id: str = ""  # a few things have none, such as a balance


class _Data(msgspec.Struct):
    object: _About


class _Sent(msgspec.Struct):
    id: str
    type: str
    created: int
    data: _Data
    account: str | None = None


def verified(body: bytes, signature: str, secrets: Sequence[str], now: datetime) -> Event:
    """The event in `body`, if one of `secrets` signed it in the last 300 seconds, else SignatureRefused.

    More than one secret: our own endpoint and that for connected accounts each have theirs.
    """
    if not any(_signed(body, signature, secret) for secret in secrets):
        raise SignatureRefused("The webhook does not bear the signature of the payment processor.")
    if abs(int(now.timestamp()) - _time_of(signature)) > OLDEST:
        raise SignatureRefused("The webhook was signed too long ago, or in the future.")
    try:
        sent = msgspec.json.decode(body, type=_Sent)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise SignatureRefused("The webhook is signed, and it is not an event.") from error
    about = sent.data.object
    return Event(
        id=sent.id,
        type=sent.type,
        created=datetime.fromtimestamp(sent.created, UTC),
        kind=about.object,
        thing=about.id,
        account=sent.account or "",
    )


def _signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        # Without a tolerance: the SDK would ask the machine's clock, and ours is passed in.
        stripe.WebhookSignature.verify_header(body, signature, secret)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _time_of(signature: str) -> int:
    """The `t` that was signed: the first one, as the SDK takes it."""
    return int(next(part for part in signature.split(",") if part.startswith("t=")).split("=")[1])
