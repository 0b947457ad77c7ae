"""What a live check looks like, inside and outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.evidence.live import LiveState
from plumbline.live.proving import Proof


class LookOutcome(StrEnum):
    """What came of one question to a host."""

    FOUND = "found"  # the proof
    MISSING = "missing"  # the proof
    RECORDED = "recorded"  # a document, as new evidence
    UNCHANGED = "unchanged"  # a document that shows what the last one showed
    REFUSED = "refused"  # a document that no reader takes
    FAILED = "failed"  # no answer, or one that could not be used


LOOK_OUTCOME_NAMES: dict[str, str] = {
    LookOutcome.FOUND: "Found",
    LookOutcome.MISSING: "Not found",
    LookOutcome.RECORDED: "Recorded as evidence",
    LookOutcome.UNCHANGED: "Shows the same as before",
    LookOutcome.REFUSED: "Could not be read",
    LookOutcome.FAILED: "Failed",
}


class LiveCheckIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A server of the product's current release, and how to show that its host is yours."""

    address: Annotated[
        str,
        msgspec.Meta(
            max_length=2000,
            description="The base address of its FHIR server: https, a name, no query.",
            examples=["https://fhir.supplier.example/r4"],
        ),
    ]
    proof: Annotated[Proof, msgspec.Meta(description="Where the token will stand.")]


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """The release that a page registers servers for."""

    slug: str
    name: str
    version: str


class ProofOut(msgspec.Struct, frozen=True, kw_only=True):
    """What to put where, so that the market knows the host to be yours."""

    kind: Proof
    where: Annotated[str, msgspec.Meta(description="The name of the TXT record, or the address of the file.")]
    content: Annotated[str, msgspec.Meta(description="Exactly what stands there.")]


class LookOut(msgspec.Struct, frozen=True, kw_only=True):
    """One question to a host: for the proof, or for a document."""

    at: datetime
    about: Annotated[str, msgspec.Meta(description="`proof`, or the format of the document.")]
    outcome: LookOutcome
    url: str | None
    ip: str | None
    reason: Annotated[str | None, msgspec.Meta(description="Why nothing came of it.")]
    sha256: Annotated[str | None, msgspec.Meta(description="Of what was fetched.")]
    size: int | None
    evidence_id: Annotated[UUID | None, msgspec.Meta(description="The evidence that it became.")]


class LiveCheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """A live check of your supplier's, with the newest looks that were taken."""

    id: UUID
    product: str
    release: str
    address: str
    state: LiveState
    proof: ProofOut
    prove_by: Annotated[datetime, msgspec.Meta(description="It lapses where the proof is not found by then.")]
    registered_at: datetime
    registered_by: str
    proved_at: datetime | None
    checked_at: datetime | None
    due_at: Annotated[datetime | None, msgspec.Meta(description="The next look; null once it has ended.")]
    ended_at: datetime | None
    failures: Annotated[int, msgspec.Meta(description="Checks in a row from which nothing came.")]
    looks: Annotated[list[LookOut], msgspec.Meta(description="The newest first.")]


class LiveCheckList(msgspec.Struct, frozen=True, kw_only=True):
    """Your supplier's live checks, those that run first."""

    switched_on: Annotated[bool, msgspec.Meta(description="Does this market run live checks at all?")]
    items: list[LiveCheckOut]
