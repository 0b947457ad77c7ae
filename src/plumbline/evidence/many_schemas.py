"""What is answered about files that were handed in together: what became of each of them."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.evidence.formats import Format
from plumbline.evidence.read_schemas import MovedOut, ReadOut


class Became(StrEnum):
    """What became of a file that was handed in with others."""

    READ = "read"  # stored, and a machine read it
    KEPT = "kept"  # stored for an assessor: no machine reads it, and another of the files names it
    ALREADY_HERE = "already_here"  # the same bytes stand on this release; nothing was stored again
    REFUSED = "refused"  # not stored


class RefusedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Why a file was not taken, and what its supplier can do about it."""

    format: Annotated[Format | None, msgspec.Meta(description="What it was taken for, if anything.")]
    pointer: Annotated[str, msgspec.Meta(description="The place in the file that is wrong, if one is.")]
    reason: str
    next_step: str


class FileOut(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. `read` and `moved` are there where it was read just now."""

    name: str
    sha256: Annotated[str, msgspec.Meta(description="Of the bytes that came.")]
    size: Annotated[int, msgspec.Meta(description="Bytes that came.")]
    became: Became
    evidence_id: Annotated[UUID | None, msgspec.Meta(description="Where it stands on the release.")]
    replaces: Annotated[UUID | None, msgspec.Meta(description="The evidence that it takes the place of.")]
    together_with: Annotated[tuple[str, ...], msgspec.Meta(description="Names of files it was read with.")]
    note: str
    read: ReadOut | None
    moved: MovedOut | None
    refused: RefusedOut | None


class HandedInOut(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt for files that came together, in their order, and what all of them moved."""

    product: str
    release: str
    received_on: date
    counts: Annotated[dict[str, int], msgspec.Meta(description="How many files became what.")]
    files: list[FileOut]
    moved: MovedOut
