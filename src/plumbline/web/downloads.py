"""Answers that are files to keep."""

from litestar import Response

from plumbline.kit.exports import MEDIA_TYPES, ExportFormat


def download(kind: ExportFormat, name: str, content: bytes) -> Response[bytes]:
    """`content` as an attachment called `name` with the ending of its format."""
    return Response(
        content,
        media_type=MEDIA_TYPES[kind],
        headers={"content-disposition": f'attachment; filename="{name}.{kind}"'},
    )
