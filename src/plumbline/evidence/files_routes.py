"""The files that came with evidence, handed out so that nothing in them can act in a browser."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity
from plumbline.evidence import reading, service
from plumbline.evidence.schemas import StoredFile
from plumbline.storage.engine import Database
from plumbline.web.downloads import BYTES, FileAnswer
from plumbline.web.responses import problems

OCTETS: Final = "application/octet-stream"
SHOWN_AS_SAID: Final = frozenset({"application/pdf", "text/plain", "text/csv", "image/png", "image/jpeg"})


@dataclass
class EvidenceFileAnswer(FileAnswer):
    """Bytes of one of the kinds that are shown as they were said to be, or of no kind at all."""

    contents: ClassVar = dict.fromkeys(sorted({OCTETS, *SHOWN_AS_SAID}), BYTES)


@get(
    "/files/{sha256:str}",
    operation_id="getEvidenceFile",
    summary="A file that came with evidence",
    description="Byte for byte as it was handed in, under its SHA-256. Always an attachment.",
    tags=["Evidence"],
    security=SECURITY,
    responses=problems(401, 404),
    media_type=OCTETS,
    operation_class=EvidenceFileAnswer,
    sync_to_thread=True,
)
def get_evidence_file(
    sha256: Annotated[str, PathParameter(description="The hash: 64 digits, 0 to 9 and a to f.")],
    identity: NamedDependency[Identity],  # any account will do
    database: NamedDependency[Database],
) -> Response[bytes]:
    """What a stranger says a file is, is believed only where it does no harm."""
    with database.read() as db:
        return handed_out(reading.stored_file(db, sha256), sha256)


def handed_out(stored: StoredFile, sha256: str) -> Response[bytes]:
    """The file as an attachment, for a program or for a page."""
    known = stored.media_type in SHOWN_AS_SAID
    media_type = stored.media_type if known and stored.media_type else OCTETS
    return Response(stored.content, media_type=media_type, headers=_headers(stored, sha256))


def _headers(stored: StoredFile, sha256: str) -> dict[str, str]:
    return {
        "content-disposition": _disposition(service.file_name(stored.name)),
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
        "etag": f'"{sha256}"',
    }


def _disposition(name: str) -> str:
    """RFC 6266: the name in UTF-8, and one in ASCII for readers that know no better."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in ascii_name).strip(" .") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


handlers: Sequence[ControllerRouterHandler] = (get_evidence_file,)
