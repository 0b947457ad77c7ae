"""Contracts, the threshold of an organisation, and how a supplier is paid, over the API."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.kit.clock import Clock
from plumbline.kit.exports import export, format_of
from plumbline.purchasing import contracts, payees, thresholds
from plumbline.purchasing.contract_schemas import ContractOut, ContractPage, PayeeIn, PayeeOut
from plumbline.purchasing.threshold_schemas import ThresholdIn, ThresholdsOut
from plumbline.storage.engine import Database
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Contracts"]


@get(
    "/contracts",
    operation_id="listContracts",
    summary="The contracts of your organisation or supplier",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_contracts(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> ContractPage:
    """The one that ends first on top."""
    with database.read(identity.tenant) as db:
        return ContractPage(items=contracts.contracts_of(db, identity))


@get(
    "/contracts/export",
    operation_id="exportContracts",
    summary="The same as a file",
    tags=TAG,
    security=SECURITY,
    operation_class=ExportAnswer,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def export_contracts(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """One line per contract."""
    kind = format_of(format)
    with database.read(identity.tenant) as db:
        columns, rows = contracts.contract_table(contracts.contracts_of(db, identity))
    return download(kind, "contracts", export(kind, "Contracts", columns, rows))


@get(
    "/contracts/{contract_id:uuid}",
    operation_id="getContract",
    summary="A contract: who, what, how long, for how much, and how it ends",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_contract(
    identity: NamedDependency[Identity], contract_id: FromPath[UUID], database: NamedDependency[Database]
) -> ContractOut:
    """Both sides read it; to anybody else it is not there."""
    with database.read(identity.tenant) as db:
        return contracts.contract_of(db, identity, contract_id)


@get(
    "/purchase-threshold",
    operation_id="getPurchaseThreshold",
    summary="Up to how much your organisation buys directly",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def get_threshold(
    identity: NamedDependency[Identity], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> ThresholdsOut:
    """In force today, every setting before, and what the law sets, with its source."""
    with database.read(identity.tenant) as db:
        return thresholds.thresholds_of(db, clock, identity)


@put(
    "/purchase-threshold",
    operation_id="setPurchaseThreshold",
    summary="Set it from a day on",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 409, 413, 422),
    sync_to_thread=True,
)
@once
def set_threshold(
    identity: NamedDependency[Identity],
    data: JSONBody[ThresholdIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> ThresholdsOut:
    """For administrators of the organisation, who neither ask for orders nor approve them."""
    with database.write(identity.tenant) as db:
        return thresholds.set_threshold(db, clock, identity, data)


@get(
    "/payee",
    operation_id="getPayee",
    summary="How your supplier is paid for orders",
    tags=["Orders"],
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def get_payee(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> PayeeOut:
    """Not at all until somebody of the supplier asked for it."""
    with database.read(identity.tenant) as db:
        return payees.payee_of(db, identity)


@post(
    "/payee",
    operation_id="askToBePaid",
    summary="Ask to be paid through the market",
    description="The payment processor then asks the supplier about itself: somebody answers it on /payee.",
    tags=["Orders"],
    security=SECURITY,
    responses=problems(400, 401, 403, 409, 413, 422),
    sync_to_thread=True,
)
@once
def ask_to_be_paid(
    identity: NamedDependency[Identity],
    data: JSONBody[PayeeIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> PayeeOut:
    """Asked again, the processor writes to somebody else."""
    with database.write(identity.tenant) as db:
        payees.ask_to_be_paid(db, clock, identity, data)
        return payees.payee_of(db, identity)


handlers: Sequence[ControllerRouterHandler] = (
    list_contracts,
    export_contracts,
    get_contract,
    get_threshold,
    set_threshold,
    get_payee,
    ask_to_be_paid,
)
