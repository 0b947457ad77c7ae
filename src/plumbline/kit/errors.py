"""The one small tree of domain errors.

They carry no HTTP: `plumbline.web.problems` maps each class to a status once. Every error says
what happened (`detail`) and, where we know it, what to do next (`next_step`). `problems` point at
the fields that are wrong, as JSON Pointers into the input.
"""

from collections.abc import Callable
from typing import ClassVar

import msgspec


class FieldProblem(msgspec.Struct, frozen=True):
    """One field that is wrong: a JSON Pointer ("/weights/cost") and what is wrong with it."""

    pointer: str
    detail: str


class DomainError(Exception):
    """Something a person or a program asked for cannot be done."""

    slug: ClassVar[str] = "error"
    title: ClassVar[str] = "The request could not be carried out"

    def __init__(
        self,
        detail: str,
        *,
        next_step: str | None = None,
        problems: tuple[FieldProblem, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.next_step = next_step
        self.problems = problems


class Malformed(DomainError):
    """The input cannot be read at all: broken JSON, a wrong encoding, a cut-off file."""

    slug = "malformed"
    title = "The input cannot be read"


class Invalid(DomainError):
    """The input was read, and breaks a rule. `problems` names the fields."""

    slug = "invalid"
    title = "The input breaks a rule"

    @classmethod
    def field(cls, pointer: str, detail: str, *, next_step: str | None = None) -> "Invalid":
        """The common case: one field is wrong."""
        return cls(detail, next_step=next_step, problems=(FieldProblem(pointer, detail),))

    def pointing(self, renamed: Callable[[str], str]) -> "Invalid":
        """The same where fields have other names: `renamed` gives the pointer there from the one here."""
        problems = tuple(FieldProblem(renamed(each.pointer), each.detail) for each in self.problems)
        return Invalid(self.detail, next_step=self.next_step, problems=problems)


class KeyReused(Invalid):
    """A key that stands for one request was sent with another."""

    slug = "key-reused"
    title = "The key belongs to another request"


class NotSignedIn(DomainError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    slug = "not-signed-in"
    title = "Sign in first"


class CodeNeeded(NotSignedIn):
    """The password is right, and this person has a second factor: its code is wanted too."""

    slug = "code-needed"
    title = "A code of your second factor is needed"


class NotAllowed(DomainError):
    """Somebody is signed in, and their role does not allow this."""

    slug = "not-allowed"
    title = "Your role does not allow this"


class StepUpNeeded(NotAllowed):
    """Whoever is signed in has to prove again that it is them: they last did too long ago."""

    slug = "step-up-needed"
    title = "Confirm that it is you"


class NotFound(DomainError):
    """There is no such thing, or it is not yours to see: the two read the same on purpose."""

    slug = "not-found"
    title = "There is no such thing here"


class Conflict(DomainError):
    """Somebody was first, or the thing is in a state that does not allow this."""

    slug = "conflict"
    title = "This conflicts with what is recorded"


class InFlight(Conflict):
    """A request with the same key is being answered right now."""

    slug = "in-flight"
    title = "This request is being answered already"

    @classmethod
    def now(cls) -> "InFlight":
        """In clear words."""
        return cls(
            "A request with the same key has not been answered yet.",
            next_step="Send it again in a second, with the same key: you get the same answer.",
        )


class AnswerLost(Conflict):
    """It was carried out before, and what was answered then cannot be read any more."""

    slug = "answer-lost"
    title = "This was carried out, and its answer is lost"


class Stale(Conflict):
    """A conflict: the caller worked from a version that is no longer the newest."""

    slug = "stale"
    title = "The record changed since you read it"


class TooLarge(DomainError):
    """The input is larger than this route takes."""

    slug = "too-large"
    title = "The input is too large"


class TooSlow(DomainError):
    """The input comes in so slowly that others would have to wait for it."""

    slug = "too-slow"
    title = "The input came in too slowly"


class TooMany(DomainError):
    """Too many tries, or requests, in a short time."""

    slug = "too-many"
    title = "Too many in a short time"

    def __init__(self, detail: str, *, retry_after_seconds: int, next_step: str | None = None) -> None:
        super().__init__(detail, next_step=next_step)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(DomainError):
    """Something this needs is not there right now."""

    slug = "unavailable"
    title = "Not available right now"
