"""Carrying evidence to the next release, over the API."""

from collections.abc import Sequence

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.evidence import carrying, service
from plumbline.evidence.carry_schemas import CarryIn, CarryOut, TakeBackIn
from plumbline.evidence.routes import TAG
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/evidence/carry",
    operation_id="getCarry",
    summary="What would carry from the former release of your product, or what was carried",
    description="Finding by finding: whether it carries, with what assurance, and why. What has run out, was "
    "replaced or is not decided does not; a failure always does; nothing is stronger for being carried.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_carry(
    slug: FromPath[str],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> CarryOut:
    """Of the current release. Another supplier's product reads as missing."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.read() as db:
        return carrying.carry_on(db, clock, service.release_for(db, slug, identity.supplier_id))


@post(
    "/products/{slug:str}/evidence/carry",
    operation_id="carryEvidence",
    summary="Carry evidence from the former release of your product to the current one",
    description="In one act, once for a release. What rests on your word takes a statement, which is shown.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def carry_evidence(
    slug: FromPath[str],
    data: JSONBody[CarryIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> CarryOut:
    """Answers with what was carried."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.write() as db:
        release = service.release_for(db, slug, identity.supplier_id)
        return carrying.carry(db, clock, identity.actor, release, data)


@post(
    "/products/{slug:str}/evidence/carry/taken-back",
    operation_id="takeCarryBack",
    summary="Take back what was carried to the current release of your product",
    description="From today on nothing of it counts. It stays on record, and cannot be carried again.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def take_carry_back(
    slug: FromPath[str],
    data: JSONBody[TakeBackIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> CarryOut:
    """Answers with what was carried, and that it was taken back."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.write() as db:
        release = service.release_for(db, slug, identity.supplier_id)
        return carrying.take_back(db, clock, identity.actor, release, data)


handlers: Sequence[ControllerRouterHandler] = (get_carry, carry_evidence, take_carry_back)
