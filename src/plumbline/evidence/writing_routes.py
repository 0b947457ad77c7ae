"""Routes by which evidence is handed in by suppliers, and planned on by assessors."""

from collections.abc import Sequence

from litestar import post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.evidence import service
from plumbline.evidence.desk import Desk
from plumbline.evidence.handing_in import read_first
from plumbline.evidence.read_schemas import SubmittedOut
from plumbline.evidence.schemas import PlanIn, PlanOut
from plumbline.evidence.upload import EvidenceForm, HandedIn, evidence_of, handed_in
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Evidence"]


@post(
    "/products/{slug:str}/evidence",
    operation_id="submitEvidence",
    summary="Hand in evidence for the current release of your supplier's product",
    description="A form with a part `evidence` (JSON) and, where there is one, a part `file`. "
    "A file of the kind `machine_readable` is read at once: the answer says what it shows, which verdicts "
    "it moved and what is still open; one that cannot be read is refused with the reason. Anything else is "
    "kept as it is and waits for an assessor: nothing is claimed by it yet.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 413, 422),
    dependencies={"handed_in": Provide(handed_in)},
    operation_class=EvidenceForm,
    # The body is capped at the edge, at what the operator allows for files.
    request_max_body_size=None,
    sync_to_thread=True,
)
@once(content="handed_in")
def submit_evidence(
    slug: FromPath[str],
    handed_in: NamedDependency[HandedIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    desk: NamedDependency[Desk],
) -> SubmittedOut:
    """All of it is recorded, or nothing. Another supplier's product reads as missing."""
    data, file = evidence_of(handed_in.evidence), handed_in.file
    read = read_first(database, desk, clock, slug, identity.supplier_id, data, file)
    with database.write() as db:
        release = service.release_for(db, slug, identity.supplier_id)
        return service.submit_evidence(db, clock, identity.actor, release, data, file, read)


@post(
    "/products/{slug:str}/plans",
    operation_id="agreePlan",
    summary="Agree a work-off plan for the current release of a product",
    description="For requirements of one standard that were shown not to be met. While it runs, the "
    "verdict is compliant with a plan; after its last day it holds nothing up.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 413, 422),
    sync_to_thread=True,
)
@once
def agree_plan(
    slug: FromPath[str],
    data: JSONBody[PlanIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> PlanOut:
    """The plan as it was recorded, agreed today."""
    require(identity, Permission.AGREE_PLANS)
    with database.write() as db:
        return service.agree_plan(db, clock, identity.actor, slug, data)


handlers: Sequence[ControllerRouterHandler] = (submit_evidence, agree_plan)
