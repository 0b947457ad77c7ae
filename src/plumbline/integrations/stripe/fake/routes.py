"""What the stand-in can be asked, and the SDK's own type of each call's parameters."""

from collections.abc import Callable
from typing import Final

import msgspec
from stripe import params
from stripe.params import billing_portal, checkout

from plumbline.integrations.stripe.fake import (
    accounts,
    catalogue,
    checkouts,
    credit_notes,
    invoice_lines,
    invoices,
    payments,
    reads,
    subscriptions,
)
from plumbline.integrations.stripe.fake.store import Thing


class Route(msgspec.Struct, frozen=True):
    """One call. In `path`, `*` stands for an id, which is given to `do` last."""

    method: str
    path: str
    params: type
    do: Callable[..., Thing]


def _route(said: str, of: type, do: Callable[..., Thing]) -> Route:
    method, path = said.split()
    return Route(method, f"/v1/{path}", of, do)


def _read(path: str, kind: str, one: type, many: type) -> tuple[Route, Route]:
    """Read one by its id, and list them."""
    return (
        _route(f"GET {path}/*", one, reads.one(kind)),
        _route(f"GET {path}", many, reads.listed(kind, f"/v1/{path}")),
    )


WRITES: Final = (
    _route("POST products", params.ProductCreateParams, catalogue.add_product),
    _route("POST prices", params.PriceCreateParams, catalogue.add_price),
    _route("POST plans", params.PlanCreateParams, catalogue.add_plan),
    _route("POST tax_rates", params.TaxRateCreateParams, catalogue.add_tax_rate),
    _route("POST customers", params.CustomerCreateParams, catalogue.add_customer),
    _route("POST customers/*", params.CustomerUpdateParams, catalogue.change_customer),
    _route("DELETE customers/*", params.CustomerDeleteParams, catalogue.delete_customer),
    _route("POST payment_methods/*/attach", params.PaymentMethodAttachParams, catalogue.attach),
    _route("POST billing_portal/sessions", billing_portal.SessionCreateParams, checkouts.add_portal),
    _route("POST checkout/sessions", checkout.SessionCreateParams, checkouts.add_checkout),
    _route("POST checkout/sessions/*/expire", checkout.SessionExpireParams, checkouts.expire),
    _route("POST subscriptions", params.SubscriptionCreateParams, subscriptions.add_subscription),
    _route("POST subscriptions/*", params.SubscriptionUpdateParams, subscriptions.change),
    _route("DELETE subscriptions/*", params.SubscriptionCancelParams, subscriptions.cancel),
    _route("POST invoiceitems", params.InvoiceItemCreateParams, invoice_lines.add_item),
    _route("POST invoices", params.InvoiceCreateParams, invoices.add_invoice),
    _route("POST invoices/*", params.InvoiceUpdateParams, invoices.change),
    _route("POST invoices/*/finalize", params.InvoiceFinalizeInvoiceParams, invoices.finalize),
    _route("POST invoices/*/pay", params.InvoicePayParams, invoices.pay),
    _route("POST invoices/*/void", params.InvoiceVoidInvoiceParams, invoices.void),
    _route("POST invoices/*/mark_uncollectible", params.InvoiceMarkUncollectibleParams, invoices.give_up),
    _route("GET credit_notes/preview", params.CreditNotePreviewParams, credit_notes.preview),
    _route("POST credit_notes", params.CreditNoteCreateParams, credit_notes.add_credit_note),
    _route("POST payment_intents", params.PaymentIntentCreateParams, payments.add_payment),
    _route("POST payment_intents/*/confirm", params.PaymentIntentConfirmParams, payments.confirm),
    _route("POST payment_intents/*/cancel", params.PaymentIntentCancelParams, payments.cancel),
    _route("POST refunds", params.RefundCreateParams, payments.add_refund),
    _route("POST accounts", params.AccountCreateParams, accounts.add_account),
    _route("POST account_links", params.AccountLinkCreateParams, accounts.add_link),
)
READS: Final = (
    *_read("prices", "price", params.PriceRetrieveParams, params.PriceListParams),
    *_read("tax_rates", "tax_rate", params.TaxRateRetrieveParams, params.TaxRateListParams),
    *_read("customers", "customer", params.CustomerRetrieveParams, params.CustomerListParams),
    *_read("subscriptions", "subscription", params.SubscriptionRetrieveParams, params.SubscriptionListParams),
    *_read("invoiceitems", "invoiceitem", params.InvoiceItemRetrieveParams, params.InvoiceItemListParams),
    *_read("invoices", "invoice", params.InvoiceRetrieveParams, params.InvoiceListParams),
    _route("GET invoices/*/lines", params.InvoiceLineItemListParams, reads.lines),
    *_read("credit_notes", "credit_note", params.CreditNoteRetrieveParams, params.CreditNoteListParams),
    *_read(
        "payment_intents",
        "payment_intent",
        params.PaymentIntentRetrieveParams,
        params.PaymentIntentListParams,
    ),
    *_read("refunds", "refund", params.RefundRetrieveParams, params.RefundListParams),
    *_read("accounts", "account", params.AccountRetrieveParams, params.AccountListParams),
    *_read("events", "event", params.EventRetrieveParams, params.EventListParams),
    *_read(
        "checkout/sessions", "checkout.session", checkout.SessionRetrieveParams, checkout.SessionListParams
    ),
)


BY_FEWEST_IDS: Final = sorted((*WRITES, *READS), key=lambda each: each.path.count("*"))


def route_for(method: str, path: str) -> tuple[Route, list[str]] | None:
    """The call that is asked for, and the ids in its path. Those without an id are looked at first."""
    steps = path.split("/")
    for route in BY_FEWEST_IDS:
        pairs = list(zip(route.path.split("/"), steps, strict=False))
        fits = len(steps) == route.path.count("/") + 1 and all(want in ("*", step) for want, step in pairs)
        if fits and route.method == method:
            return route, [step for want, step in pairs if want == "*"]
    return None
