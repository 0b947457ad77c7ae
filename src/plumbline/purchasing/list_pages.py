"""The lists of orders and contracts, one contract, and both to take away."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from plumbline.accounts.identity import Session
from plumbline.kit.exports import export, format_of
from plumbline.purchasing import contracts, service
from plumbline.storage.engine import Database
from plumbline.web.downloads import download
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/orders", include_in_schema=False, sync_to_thread=True)
def orders_page(
    request: Asked, session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """A buyer's orders, or those that a supplier was sent; newest first."""
    identity = session.identity
    with database.read(identity.tenant) as db:
        orders = service.orders_of(db, identity)
    party = identity.organisation or identity.supplier
    return page(
        "purchasing/list.jinja",
        request=request,
        orders=orders,
        party=party,
        identity=identity,
        demonstration=_fictional(party.code if party else ""),
    )


@get("/orders/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def orders_file(
    session: NamedDependency[Session], database: NamedDependency[Database], format_name: FromPath[str]
) -> Response[bytes]:
    """The same as a file."""
    kind = format_of(format_name)
    with database.read(session.identity.tenant) as db:
        columns, rows = service.order_table(service.orders_of(db, session.identity))
    return download(kind, "orders", export(kind, "Orders", columns, rows))


@get("/contracts", include_in_schema=False, sync_to_thread=True)
def contracts_page(
    request: Asked, session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """The contracts of an organisation or a supplier, the one that ends first on top."""
    with database.read(session.identity.tenant) as db:
        found = contracts.contracts_of(db, session.identity)
    return page("purchasing/contracts.jinja", request=request, contracts=found, identity=session.identity)


@get("/contracts/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def contracts_file(
    session: NamedDependency[Session], database: NamedDependency[Database], format_name: FromPath[str]
) -> Response[bytes]:
    """The same as a file."""
    kind = format_of(format_name)
    with database.read(session.identity.tenant) as db:
        columns, rows = contracts.contract_table(contracts.contracts_of(db, session.identity))
    return download(kind, "contracts", export(kind, "Contracts", columns, rows))


@get("/contracts/{contract_id:uuid}", include_in_schema=False, sync_to_thread=True)
def contract_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    contract_id: FromPath[UUID],
) -> Response[str]:
    """Who, what, how long, for how much, and how it ends."""
    with database.read(session.identity.tenant) as db:
        found = contracts.contract_of(db, session.identity, contract_id)
    return page("purchasing/contract.jinja", request=request, contract=found)


def _fictional(code: str) -> bool:
    """Are these the orders of the demonstration's fictional parties?"""
    return code.startswith("ZZ")
