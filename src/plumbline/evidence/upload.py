"""The multipart form that evidence comes in: a part of JSON, and perhaps a part with its file.

It is read only once it is known who sends it, and never beyond what an operator allows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, ValidationException
from litestar.openapi.spec import Operation

from plumbline.accounts.service import Identity, Permission, require
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.errors import FieldProblem, Invalid, Malformed, TooLarge
from plumbline.kit.pointers import pointer_to
from plumbline.settings import Settings
from plumbline.web.limits import ROOM_BESIDE_A_FILE
from plumbline.web.requests import json_of

LARGEST_JSON: Final = 1_000_000  # as everywhere else
_OCTETS: Final = "application/octet-stream"
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,49}/[a-z0-9.+-]{1,49}")
_SEND: Final = "Send multipart/form-data with a part `evidence` (JSON) and, if there is one, a part `file`."
Part = str | UploadFile


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """What came in the form: the JSON as it was sent, and the file."""

    evidence: bytes
    file: FileIn | None


async def handed_in(
    request: Request[Any, Any, Any], identity: NamedDependency[Identity], settings: NamedDependency[Settings]
) -> HandedIn:
    """The form of a request by somebody who may hand evidence in: nobody else's is read at all."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    most = settings.max_upload_bytes
    parts = await parts_of(request, most, _SEND)
    _refuse_strange(parts)
    sent = dict(parts)
    return HandedIn(evidence=await _json(sent["evidence"]), file=await _file(sent.get("file"), most))


def evidence_of(raw: bytes) -> EvidenceIn:
    """The evidence that the JSON part describes, read as strictly as the JSON of any other body."""
    try:
        return msgspec.convert(json_of(raw), EvidenceIn)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error), extra=[{"message": str(error)}]) from error


async def parts_of(request: Request[Any, Any, Any], most: int, send: str) -> list[tuple[str, Part]]:
    """The parts of a form that may carry `most` bytes of files. `send` says what is to be sent.

    Raises `Invalid` for another body, `TooLarge`, and `Malformed` for text that cannot be read.
    """
    if request.content_type[0] != RequestEncodingType.MULTI_PART:
        raise Invalid("The body is no multipart form.", next_step=send)
    if (request.content_length or 0) > most + ROOM_BESIDE_A_FILE:
        raise _too_large(most)
    try:
        return list((await request.form()).multi_items())
    except (UnicodeError, LookupError) as error:  # a part in an encoding other than it says
        raise Malformed("The text of a part cannot be read.", next_step="Send it as UTF-8.") from error
    except ClientException as error:  # cut off, or beyond what the parser takes
        raise Malformed(
            "The form breaks off, has more than 1,000 parts, or has a file name of thousands of characters.",
            next_step="Shorten the names of files, send fewer, and send the form as a whole.",
        ) from error


def _refuse_strange(parts: Sequence[tuple[str, Part]]) -> None:
    found = tuple(_strange(Counter(name for name, _ in parts)))
    if found:
        raise Invalid("; ".join(each.detail for each in found[:3]), next_step=_SEND, problems=found)


def _strange(names: Counter[str]) -> Iterator[FieldProblem]:
    if "evidence" not in names:
        yield FieldProblem("/evidence", "The part `evidence` is missing.")
    for name, times in names.items():
        if name not in ("evidence", "file"):
            yield unknown_part(name)
        elif times > 1:
            yield FieldProblem(f"/{name}", f"The part `{name}` stands {times} times.")


def unknown_part(name: str) -> FieldProblem:
    """What is said of a part that no form here has."""
    return FieldProblem(pointer_to(name), f"There is no part {name[:60]!r} here.")


async def _json(part: Part) -> bytes:
    raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else await part.read()
    if len(raw) > LARGEST_JSON:
        raise TooLarge(f"The part `evidence` may have {LARGEST_JSON:,} bytes; this has {len(raw):,}.")
    return raw


async def _file(part: Part | None, most: int) -> FileIn | None:
    if part is None:
        return None
    if isinstance(part, str):
        step = "Send the part with a file name, or leave it out."
        raise Invalid.field("/file", "The part `file` has no file name.", next_step=step)
    file = await file_of(part, most)
    if not file.content:
        step = "Send the file itself, or leave the part out."
        raise Invalid.field("/file", "The file is empty.", next_step=step)
    return file


async def file_of(part: UploadFile, most: int) -> FileIn:
    """The file in a part, which may be empty. Raises `TooLarge` beyond `most` bytes."""
    content = await part.read()
    if len(content) > most:
        raise _too_large(most)
    said = part.content_type.partition(";")[0].strip().lower()
    media_type = said if _MEDIA_TYPE.fullmatch(said) else _OCTETS
    return FileIn(name=part.filename, media_type=media_type, content=content)


def _too_large(most: int) -> TooLarge:
    return TooLarge(
        f"A file may have at most {most:,} bytes. Nothing of it was kept.",
        next_step="Send a smaller file, or the part of it that shows what you claim.",
    )


@dataclass
class EvidenceForm(Operation):
    """Describes the form in the OpenAPI document, which cannot see what a dependency reads."""

    def to_schema(self) -> dict[str, Any]:
        """The operation with its body."""
        file = {"type": "string", "format": "binary", "description": "Needed for a document."}
        form = {
            "type": "object",
            "properties": {"evidence": _schema_of_evidence(), "file": file},
            "required": ["evidence"],
            "additionalProperties": False,
        }
        encoding = {"evidence": {"contentType": "application/json"}}
        content = {str(RequestEncodingType.MULTI_PART.value): {"schema": form, "encoding": encoding}}
        return {**super().to_schema(), "requestBody": {"required": True, "content": content}}


def _schema_of_evidence() -> dict[str, Any]:
    """The schema of `EvidenceIn` in one piece: no other operation's schema refers to it."""
    _, named = msgspec.json.schema_components((EvidenceIn,), ref_template="{name}")
    whole = named["EvidenceIn"]
    properties = {
        name: {**named.get(field.get("$ref", ""), {}), **{k: v for k, v in field.items() if k != "$ref"}}
        for name, field in whole["properties"].items()
    }
    return {**whole, "properties": properties}
