"""The page of one order, with the form of every step that its reader may take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.accounts.identity import Session
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.purchasing import deciding, service, supplying
from plumbline.purchasing.schemas import (
    LONGEST_REASON,
    Answer,
    AnswerIn,
    ApprovalIn,
    Outcome,
    RequestIn,
    SendIn,
    WordsIn,
)
from plumbline.purchasing.tasks import tasks_of
from plumbline.storage.engine import Connection, Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
E = TypeVar("E", bound=StrEnum)
Refused = Invalid | Conflict
Act = Callable[[Connection, Snapshot], None]


@get("/orders/{order_id:uuid}", include_in_schema=False, sync_to_thread=True)
def order_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    order_id: FromPath[UUID],
) -> Response[str]:
    """What, for how much, where it stands, and what can be done now."""
    return shown(request, session, database, market.current(), order_id)


class Step:
    """What somebody sends to take a step of an order: who, which order, and what was typed."""

    def __init__(
        self,
        request: Asked,
        session: Session,
        form: Form,
        database: Database,
        market: MarketSource,
        order_id: UUID,
    ) -> None:
        self.session, self.form, self.order_id = session, form, order_id
        self._request, self._database, self._market = request, database, market

    def taken(self, act: Act) -> Response[Any]:
        """Back to the order after an act; with what is wrong and what was typed where it was refused."""
        snapshot = self._market.current()
        try:
            with self._database.write(self.session.identity.tenant) as db:
                act(db, snapshot)
        except (Invalid, Conflict) as error:
            where = (self._request, self.session, self._database, snapshot, self.order_id)
            return shown(*where, form=self.form, error=error)
        return Redirect(f"/orders/{self.order_id}", status_code=303)


def _step(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    order_id: FromPath[UUID],
) -> Step:
    return Step(request, session, form, database, market, order_id)


STEP: Final = {"step": Provide(_step, sync_to_thread=False)}
"""`dependencies=` of a page that takes a step."""


@post("/orders/{order_id:uuid}/request", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def request_on_page(step: NamedDependency[Step], clock: NamedDependency[Clock]) -> Response[Any]:
    """Ask a second person, with a reason for each concern."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        data = RequestIn(
            together_reason=step.form.text("together_reason", LONGEST_REASON),
            standing_reason=step.form.text("standing_reason", LONGEST_REASON),
        )
        deciding.request_approval(db, clock, step.session.identity, snapshot, step.order_id, data)

    return step.taken(act)


@post("/orders/{order_id:uuid}/decision", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def decide_on_page(
    recent: NamedDependency[Session], step: NamedDependency[Step], clock: NamedDependency[Clock]
) -> Response[Any]:
    """Approve or refuse: somebody who has just proved that it is them, whoever used the browser before."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        outcome = chosen(step.form, "outcome", Outcome, "Choose whether you approve or refuse it.")
        data = ApprovalIn(outcome=outcome, reason=step.form.text("decision_reason", LONGEST_REASON))
        with pointing("decision_reason"):
            deciding.decide(db, clock, recent.identity, snapshot, step.order_id, data)

    return step.taken(act)


@post("/orders/{order_id:uuid}/sending", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def send_on_page(step: NamedDependency[Step], clock: NamedDependency[Clock]) -> Response[Any]:
    """To the supplier, under a purchase-order number."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        data = SendIn(purchase_order_number=step.form.text("purchase_order_number", 60))
        supplying.send(db, clock, step.session.identity, snapshot, step.order_id, data)

    return step.taken(act)


@post("/orders/{order_id:uuid}/answer", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def answer_on_page(step: NamedDependency[Step], clock: NamedDependency[Clock]) -> Response[Any]:
    """The supplier accepts or declines."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        answer = chosen(step.form, "answer", Answer, "Choose whether you accept or decline it.")
        data = AnswerIn(answer=answer, reason=step.form.text("answer_reason", LONGEST_REASON))
        with pointing("answer_reason"):
            supplying.answer(db, clock, step.session.identity, step.order_id, data)

    return step.taken(act)


@post("/orders/{order_id:uuid}/fulfilment", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def fulfil_on_page(step: NamedDependency[Step], clock: NamedDependency[Clock]) -> Response[Any]:
    """Confirm what was delivered."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        data = WordsIn(reason=step.form.text("fulfil_reason", LONGEST_REASON))
        with pointing("fulfil_reason"):
            supplying.fulfil(db, clock, step.session.identity, step.order_id, data)

    return step.taken(act)


@post("/orders/{order_id:uuid}/cancellation", include_in_schema=False, sync_to_thread=True, dependencies=STEP)
def cancel_on_page(step: NamedDependency[Step], clock: NamedDependency[Clock]) -> Response[Any]:
    """Take it back before the supplier has accepted it."""

    def act(db: Connection, snapshot: Snapshot) -> None:
        data = WordsIn(reason=step.form.text("cancel_reason", LONGEST_REASON))
        with pointing("cancel_reason"):
            deciding.cancel(db, clock, step.session.identity, step.order_id, data)

    return step.taken(act)


@contextmanager
def pointing(name: str) -> Iterator[None]:
    """What is wrong with `/reason` is wrong with the field that the page calls `name`."""
    try:
        yield
    except Invalid as error:
        raise error.pointing(lambda place: f"/{name}" if place == "/reason" else place) from error


def chosen(form: Form, name: str, kind: type[E], words: str) -> E:
    """The word of a choice. Raises `Invalid` for none."""
    try:
        return kind(form.text(name, 20))
    except ValueError as error:
        raise Invalid.field(f"/{name}", words) from error


def shown(
    request: Asked,
    session: Session,
    database: Database,
    snapshot: Snapshot,
    order_id: UUID,
    *,
    form: Form | None = None,
    error: Refused | None = None,
) -> Response[str]:
    """The page of an order."""
    identity = session.identity
    with database.read(identity.tenant) as db:
        order = service.order_of(db, identity, snapshot, order_id)
    typed = form or Form({})
    return page(
        "purchasing/one.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        order=order,
        tasks=tasks_of(order, for_supplier=identity.organisation is None),
        for_supplier=identity.organisation is None,
        email=identity.email,
        typed=typed.typed,
        error=error,
        demonstration=order.origin == "demonstration",
    )
