"""Answers that are files to keep, and how the OpenAPI document describes them."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from litestar import Response
from litestar.openapi.spec import Operation
from litestar.params import QueryParameter

from plumbline.kit.exports import MEDIA_TYPES, ExportFormat

_FORMATS: Final = [str(kind) for kind in ExportFormat]
Format = Annotated[str, QueryParameter(description="csv, xlsx or json.", schema_extra={"enum": _FORMATS})]
"""The parameter `format` of an export; `format_of` says in words what another value is."""
BYTES: Final = {"type": "string", "format": "binary"}
_ROWS: Final = {"type": "array", "items": {"type": "object"}}


@dataclass
class FileAnswer(Operation):
    """An operation whose 200 is a file in one of several formats; the framework describes only one."""

    contents: ClassVar[dict[str, Any]] = {}

    def to_schema(self) -> dict[str, Any]:
        """The operation with every media type that it may answer with."""
        schema = super().to_schema()
        content = {media_type: {"schema": described} for media_type, described in self.contents.items()}
        schema["responses"]["200"]["content"] = content
        return schema


@dataclass
class ExportAnswer(FileAnswer):
    """`operation_class=` of an export: a table as CSV, XLSX or JSON."""

    contents: ClassVar = {
        media_type: _ROWS if kind is ExportFormat.JSON else BYTES for kind, media_type in MEDIA_TYPES.items()
    }


def download(kind: ExportFormat, name: str, content: bytes) -> Response[bytes]:
    """`content` as an attachment called `name` with the ending of its format."""
    return attachment(content, f"{name}.{kind}", MEDIA_TYPES[kind])


def attachment(content: bytes, file_name: str, media_type: str) -> Response[bytes]:
    """`content` as an attachment. `file_name` is one of ours: letters, digits, dots and hyphens."""
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return Response(content, media_type=media_type, headers=headers)
