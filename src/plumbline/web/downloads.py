"""Answers that are files to keep."""

from litestar import Response

from plumbline.kit.exports import MEDIA_TYPES, ExportFormat


def download(kind: ExportFormat, name: str, content: bytes) -> Response[bytes]:
    """`content` as an attachment called `name` with the ending of its format."""
    return attachment(content, f"{name}.{kind}", MEDIA_TYPES[kind])


def attachment(content: bytes, file_name: str, media_type: str) -> Response[bytes]:
    """`content` as an attachment. `file_name` is one of ours: letters, digits, dots and hyphens."""
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return Response(content, media_type=media_type, headers=headers)
