"""The operation that takes many files at once."""

from collections.abc import Sequence
from typing import Annotated

from litestar import post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity
from plumbline.evidence import many
from plumbline.evidence.desk import Desk
from plumbline.evidence.many_schemas import HandedInOut
from plumbline.evidence.many_upload import Files, FilesForm, files_handed_in
from plumbline.evidence.routes import TAG
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

ForRelease = Annotated[
    str | None,
    QueryParameter(description="Take them only if this version is the current release.", max_length=40),
]


@post(
    "/products/{slug:str}/evidence/files",
    operation_id="submitEvidenceFiles",
    summary="Hand in many files for the current release of your supplier's product",
    description="A form with one part `file` for each of up to 40 files. They are read together: test "
    "results are joined with their coverage table, an attestation with the report that it names. The answer "
    "says of each file what became of it: read, kept for an assessor because another file names it, here "
    "already, or refused with the reason. One that is refused stops none of the others.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    dependencies={"handed_in": Provide(files_handed_in)},
    operation_class=FilesForm,
    # The body is capped at the edge, at what the operator allows for files.
    request_max_body_size=None,
    status_code=200,
    sync_to_thread=True,
)
@once(content="handed_in")
def submit_evidence_files(
    slug: FromPath[str],
    handed_in: NamedDependency[Files],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    desk: NamedDependency[Desk],
    release: ForRelease = None,
) -> HandedInOut:
    """Whatever can be read is recorded in one transaction. Another supplier's product reads as missing."""
    lot = many.read_lot(database, desk, clock, slug, identity.supplier_id, handed_in.files, release)
    with database.write() as db:
        return many.hand_in(db, clock, identity.actor, lot)


handlers: Sequence[ControllerRouterHandler] = (submit_evidence_files,)
