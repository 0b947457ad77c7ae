"""The forms in which many files come: of an operation with a token, and of a page with its session."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.openapi.spec import Operation

from plumbline.accounts.browser import FORM_TOKEN
from plumbline.accounts.identity import Session
from plumbline.accounts.service import Identity, Permission, require
from plumbline.accounts.sessions import check_form_token
from plumbline.evidence.schemas import FileIn
from plumbline.evidence.upload import Part, file_of, parts_of, unknown_part
from plumbline.kit.errors import Invalid
from plumbline.settings import Settings
from plumbline.web.forms import read_form

_SEND: Final = "Send multipart/form-data with one part `file` for each file, and nothing else."


class Files(msgspec.Struct, frozen=True):
    """The files of a form, in their order."""

    files: list[FileIn]


async def files_handed_in(
    request: Request[Any, Any, Any], identity: NamedDependency[Identity], settings: NamedDependency[Settings]
) -> Files:
    """The files of an operation, by somebody who may hand evidence in: nobody else's are read at all."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    parts = await parts_of(request, settings.max_upload_bytes, _SEND)
    strange = sorted({name for name, _ in parts if name != "file"})
    if strange:
        found = tuple(map(unknown_part, strange))
        raise Invalid(found[0].detail, next_step=_SEND, problems=found)
    return Files(await _files((part for _, part in parts), settings.max_upload_bytes))


async def files_chosen(
    request: Request[Any, Any, Any], session: NamedDependency[Session], settings: NamedDependency[Settings]
) -> Files:
    """The files of a page's form, once the form is known to belong to the session."""
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    check_form_token(session, (await read_form(request)).text(FORM_TOKEN))
    parts = (await request.form()).getall("file", [])
    return Files(await _files(parts, settings.max_upload_bytes))


async def _files(parts: Iterable[Part], most: int) -> list[FileIn]:
    """A part without a name and without content is what a browser sends where no file was chosen."""
    found = []
    for part in parts:
        if isinstance(part, UploadFile):
            found.append(await file_of(part, most))
        elif part:
            raise Invalid.field("/file", "A part `file` has no file name.", next_step=_SEND)
    return found


@dataclass
class FilesForm(Operation):
    """Describes the form in the OpenAPI document, which cannot see what a dependency reads."""

    def to_schema(self) -> dict[str, Any]:
        """The operation with its body."""
        file = {"type": "string", "format": "binary"}
        form = {
            "type": "object",
            "properties": {"file": {"type": "array", "items": file, "minItems": 1}},
            "required": ["file"],
            "additionalProperties": False,
        }
        content = {str(RequestEncodingType.MULTI_PART.value): {"schema": form}}
        return {**super().to_schema(), "requestBody": {"required": True, "content": content}}
