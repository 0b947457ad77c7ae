"""A supplier chooses a plan and how it pays, ends its listing, lets it go on after all.

Our rows and what the processor is to do are one transaction. Nothing here asks the processor anything.
"""

import re
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.words import email_of, is_plain
from plumbline.billing import intents, repository
from plumbline.billing.asking import ask
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.plans import edition_of
from plumbline.billing.port_asks import Address
from plumbline.billing.schemas import PayBy, PlanIn
from plumbline.billing.states import SubscriptionState
from plumbline.billing.terms import Terms, terms_on
from plumbline.billing.vat import VatTreatment, treatment_of
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

_VAT_NUMBER: Final = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
METHODS: Final = {PayBy.CARD: ("card",), PayBy.BACS: ("bacs_debit",)}


def choose_plan(db: Connection, clock: Clock, identity: Identity, data: PlanIn, come_back: str) -> None:
    """Open the supplier's account, or change it. `come_back` is where a payment page leads back to.

    Raises `Invalid` for what a plan cannot be chosen with, and `Conflict` while a payment page is open.
    """
    supplier_id = _supplier(identity)
    data = _checked(data)
    row = repository.account_of(db, supplier_id, lock=True)
    running = repository.open_subscription(db, row.id) if row is not None else None
    _refuse_halfway(running)
    account_id = _keep(db, clock, identity, supplier_id, row, data)
    if data.plan is PlanCode.LISTING and running is None:
        begin_listing(db, clock, identity, account_id, data, come_back)
    elif data.plan is not PlanCode.LISTING and running is not None and not running.ends:
        _end(db, clock, identity, running)


def end_listing(db: Connection, clock: Clock, identity: Identity) -> None:
    """It ends with the year that is paid. Ending what ends is no error."""
    running = _running(db, identity)
    if not running.ends:
        _end(db, clock, identity, running)


def go_on(db: Connection, clock: Clock, identity: Identity) -> None:
    """It is renewed after all. Raises `Conflict` where the plan is a free one by now."""
    running = _running(db, identity)
    account = repository.account(db, running.account_id)
    if account.plan != PlanCode.LISTING:
        raise Conflict("You are on a free plan by now.", next_step="Choose the yearly listing first.")
    if running.ends:
        told = event(clock, identity.actor, "billing.listing_goes_on", "billing_subscription", running.id)
        repository.change_subscription(db, running.id, {"ends": False}, event=told)
        ask(db, clock, identity.actor, account.id, running.id, intents.Resume())


def begin_listing(
    db: Connection, clock: Clock, identity: Identity, account_id: UUID, data: PlanIn, come_back: str
) -> None:
    """Record a listing that waits for the processor, and what it is to do."""
    products = repository.listed_products(db, _supplier(identity))
    terms = terms_on(today(clock), products, treatment_of(data.address.country))
    identifier = new_id()
    values = {
        "id": identifier,
        "account_id": account_id,
        "edition": terms.edition,
        "products": terms.products,
        "products_now": terms.products,
        "pay_by": str(data.pay_by),
        "state": str(SubscriptionState.ASKED),
        "currency": terms.net.currency,
        "net": terms.net.minor,
        "ends": False,
        "version": 1,
        "asked_at": clock.now(),
    }
    told = event(clock, identity.actor, "billing.listing_asked", "billing_subscription", identifier)
    repository.add_subscription(db, values, event=told)
    ask(db, clock, identity.actor, account_id, identifier, _asked(terms, data, come_back))


def _asked(terms: Terms, data: PlanIn, come_back: str) -> intents.Listing | intents.Checkout:
    common: dict[str, Any] = {
        "price": terms.reference,
        "words": terms.words,
        "net": terms.net,
        "rate": intents.rate_of(terms.percent),
    }
    if data.pay_by is PayBy.INVOICE:
        return intents.Listing(
            **common,
            collection="send_invoice",
            days_until_due=edition_of(terms.edition).payment.days_until_due,
            purchase_order=data.purchase_order,
        )
    return intents.Checkout(**common, methods=METHODS[data.pay_by], come_back=come_back)  # type: ignore[arg-type]


def _keep(
    db: Connection, clock: Clock, identity: Identity, supplier_id: UUID, row: Any, data: PlanIn
) -> UUID:
    values = {
        "plan": str(data.plan),
        "plan_since": row.plan_since if row and row.plan == data.plan else today(clock),
        "ground": data.ground,
        "pay_by": str(data.pay_by),
        "purchase_order": data.purchase_order,
        "invoice_name": data.invoice_name,
        "invoice_email": data.invoice_email,
        "address": msgspec.to_builtins(data.address),
        "country": data.address.country,
        "vat_number": data.vat_number,
    }
    account_id = row.id if row is not None else new_id()
    told = event(
        clock, identity.actor, "billing.plan_chosen", "billing_account", account_id, plan=str(data.plan)
    )
    if row is None:
        made = {"id": account_id, "supplier_id": supplier_id, "version": 1}
        made |= {"opened_at": clock.now(), "opened_by": identity.actor.signature}
        repository.add_account(db, {**made, **values}, event=told)
    else:
        repository.change_account(db, account_id, values, event=told)
    address = msgspec.convert(values["address"], Address)
    customer = intents.Customer(name=data.invoice_name, email=data.invoice_email, address=address)
    ask(db, clock, identity.actor, account_id, account_id, customer)
    return account_id


def _end(db: Connection, clock: Clock, identity: Identity, running: Any) -> None:
    told = event(clock, identity.actor, "billing.listing_to_end", "billing_subscription", running.id)
    repository.change_subscription(db, running.id, {"ends": True}, event=told)
    ask(db, clock, identity.actor, running.account_id, running.id, intents.End(at_year_end=True))


def _running(db: Connection, identity: Identity) -> Any:
    row = repository.account_of(db, _supplier(identity), lock=True)
    running = repository.open_subscription(db, row.id) if row is not None else None
    if running is None:
        raise Conflict("There is no yearly listing that runs.", next_step="Choose a plan: /billing")
    _refuse_halfway(running)
    return running


def _refuse_halfway(running: Any) -> None:
    """Between our row and the processor's: what it will be is not known yet."""
    if running is not None and running.state == SubscriptionState.ASKED:
        raise Conflict(
            "A yearly listing waits to be paid, or for the payment processor.",
            next_step="Pay on the page that your billing page leads to, or wait a day until it has run out.",
        )


def _checked(data: PlanIn) -> PlanIn:
    """The choice, cleaned. Raises `Invalid` pointing at all that is wrong."""
    number = re.sub(r"[\s.-]", "", data.vat_number.upper())
    texts = {name: getattr(data, name).strip() for name in ("ground", "purchase_order", "invoice_name")}
    problems = [
        FieldProblem(f"/{name}", "Write it on one line, in characters that can be seen.")
        for name, text in texts.items()
        if not is_plain(text)
    ]
    if not texts["invoice_name"]:
        problems.append(FieldProblem("/invoice_name", "Say to whom invoices go."))
    if data.plan is not PlanCode.LISTING and not texts["ground"]:
        problems.append(FieldProblem("/ground", "Say why this plan is yours: figures, or what body you are."))
    if treatment_of(data.address.country) is VatTreatment.REVERSE_CHARGE and not number:
        problems.append(FieldProblem("/vat_number", "A business in the EU gives its VAT number."))
    if number and not _VAT_NUMBER.fullmatch(number):
        problems.append(FieldProblem("/vat_number", "This is no VAT number: write it like GB123456789."))
    problems += [
        FieldProblem(f"/address/{name}", "Write it on one line, in characters that can be seen.")
        for name, text in msgspec.to_builtins(data.address).items()
        if not is_plain(text) or (name == "line1" and not text.strip())
    ]
    if problems:
        raise Invalid("The choice of plan cannot be taken.", problems=tuple(problems))
    return msgspec.structs.replace(data, **texts, vat_number=number, invoice_email=_email(data.invoice_email))


def _email(text: str) -> str:
    try:
        return email_of(text)
    except Invalid as error:
        raise Invalid.field("/invoice_email", error.detail) from error


def _supplier(identity: Identity) -> UUID:
    require(identity, Permission.PAY)
    if identity.supplier_id is None:  # the roles' table gives this to suppliers only
        raise NotFound("You act for no supplier that could have an account.")
    return identity.supplier_id
