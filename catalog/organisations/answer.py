"""The answer to "who answers for this code on that day?", and how sure it is."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from catalog.organisations.organisation import Organisation, Succession
from catalog.words import Certainty

FROM_SUREST: Final = (Certainty.HIGH, Certainty.MEDIUM, Certainty.LOW)


class State(StrEnum):
    """Where a code stands on a day."""

    OPEN = "open"
    LOCATION = "location"  # the code names a sub-ICB location, which answers for nothing itself
    CLOSED = "closed"
    NOT_YET_OPEN = "not_yet_open"
    UNKNOWN = "unknown"  # the days that would tell are not recorded


class UnknownOrganisation(LookupError):
    """No record and no succession names this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No organisation with the code {code!r} is recorded.")
        self.code = code


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """One way from the code asked for to an organisation, earliest step first; empty: itself."""

    steps: tuple[Succession, ...]
    undated: bool
    certainty: Certainty


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that answers, and every chain that leads to it, the surest first."""

    organisation: Organisation
    chains: tuple[Chain, ...]
    certainty: Certainty


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for `code` on the day `as_of`.

    `organisation` is what is recorded of the code itself, None where only a succession names it.
    `split`: several organisations answer, and which one does for a given matter is not recorded.
    `undated`: a step on the way has no recorded day. `unresolved`: codes at which a trail ends
    without anybody who is known to be open. `parts_elsewhere`: the organisation is open and still
    a succession out of it is recorded, so a part of it went there. `chains_left_out`: there are
    more chains than are listed; the organisations are always complete. `certainty` is that of the
    least sure organisation that answers, None where nobody is recorded as answering.
    """

    code: str
    as_of: date
    organisation: Organisation | None
    state: State
    location_since: date | None
    answering: tuple[Answering, ...]
    split: bool
    undated: bool
    unresolved: tuple[str, ...]
    parts_elsewhere: tuple[Succession, ...]
    chains_left_out: bool
    certainty: Certainty | None


def least_sure(certainties: Iterable[Certainty]) -> Certainty:
    """The weakest link; `high` for none at all."""
    return max(certainties, key=FROM_SUREST.index, default=Certainty.HIGH)


def lowered(certainty: Certainty) -> Certainty:
    """One grade less sure; `low` stays `low`."""
    return FROM_SUREST[min(FROM_SUREST.index(certainty) + 1, len(FROM_SUREST) - 1)]


def chain_of(steps: tuple[Succession, ...], organisation: Organisation) -> Chain:
    """The chain to `organisation`: as sure as its weakest part, a grade less when a day is missing."""
    undated = any(step.on is None for step in steps)
    weakest = least_sure([*(step.certainty for step in steps), organisation.certainty])
    return Chain(steps=steps, undated=undated, certainty=lowered(weakest) if undated else weakest)


def answering_of(organisation: Organisation, found: Iterable[tuple[Succession, ...]]) -> Answering:
    """An organisation with its chains: one sure way there is enough to be that sure."""
    chains = sorted(
        (chain_of(steps, organisation) for steps in found),
        key=lambda chain: (FROM_SUREST.index(chain.certainty), len(chain.steps)),
    )
    return Answering(organisation=organisation, chains=tuple(chains), certainty=chains[0].certainty)
