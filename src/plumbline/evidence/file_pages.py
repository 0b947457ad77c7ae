"""The files that came with evidence, for somebody who is signed in with a browser."""

from collections.abc import Sequence

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.accounts.identity import Session
from plumbline.evidence import reading
from plumbline.evidence.files_routes import OCTETS, handed_out
from plumbline.storage.engine import Database


@get("/files/{sha256:str}", include_in_schema=False, media_type=OCTETS, sync_to_thread=True)
def evidence_file(
    session: NamedDependency[Session],  # any account will do, as over the API
    database: NamedDependency[Database],
    sha256: FromPath[str],
) -> Response[bytes]:
    """Byte for byte, and always an attachment: a link of a page carries no token."""
    with database.read(session.identity.tenant) as db:
        return handed_out(reading.stored_file(db, sha256), sha256)


handlers: Sequence[ControllerRouterHandler] = (evidence_file,)
