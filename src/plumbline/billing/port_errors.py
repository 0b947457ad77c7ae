"""What can go wrong at the payment processor, in our words. The message never holds a key."""

from typing import ClassVar

from plumbline.kit.errors import Conflict, DomainError, Invalid, KeyReused, NotFound, Unavailable


class ProcessorError(DomainError):
    """Anything that the payment processor did not do as asked."""


class ProcessorAway(ProcessorError, Unavailable):
    """Not reached, too slow, too busy or broken inside: whether it was done is not known.

    Ask again with the same key: the effect is there once, whichever of the two did it.
    """


class PaymentRefused(ProcessorError, Conflict):
    """The processor understood and said no. `reason` is its own short code, such as `card_declined`."""

    slug: ClassVar[str] = Conflict.slug

    def __init__(self, detail: str, *, reason: str, next_step: str | None = None) -> None:
        super().__init__(detail, next_step=next_step)
        self.reason = reason


class NoSuchThing(ProcessorError, NotFound):
    """The processor has nothing under this id."""


class KeyConflict(ProcessorError, KeyReused):
    """The idempotency key was used before with other parameters: a fault of ours, nothing was done."""


class SignatureRefused(ProcessorError, Invalid):
    """A webhook that the processor did not sign, or signed too long ago. Nothing of it is to be believed."""
