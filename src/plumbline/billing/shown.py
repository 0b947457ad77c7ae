"""Plans, accounts and invoices as they are shown, on pages and over the API alike."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from plumbline.billing.charges import Charge, percent_text
from plumbline.billing.plan_data import Amount, Edition, Plan, PlanCode
from plumbline.billing.plans import edition_on, editions, vat_rate_on, vat_table
from plumbline.billing.port import Mode
from plumbline.billing.renewing import renewal_day, renewal_terms
from plumbline.billing.schemas import (
    AddressIn,
    AmountOut,
    CreditOut,
    FeeOut,
    InvoiceOut,
    LineOut,
    ListingOut,
    PlanOut,
    PlansOut,
    RenewalOut,
    StageOut,
    TierOut,
)
from plumbline.billing.standing import Stage
from plumbline.billing.states import IntentState, InvoiceState, SubscriptionState
from plumbline.billing.terms import Terms
from plumbline.billing.vat import VatTreatment, percent_of, treatment_of
from plumbline.kit.money import Money


def text(minor: int, currency: str) -> str:
    """An amount in whole units, with every digit of its currency: 1200.00."""
    return f"{Money(minor, currency).units:f}"


def amount(net: int, vat: int, currency: str, percent: str) -> AmountOut:
    """An amount with its VAT, of smallest units."""
    return AmountOut(
        net=text(net, currency),
        vat=text(vat, currency),
        gross=text(net + vat, currency),
        currency=currency,
        vat_percent=percent,
    )


def with_vat(net: Money, percent: Decimal) -> AmountOut:
    """A net amount with its VAT."""
    return amount(net.minor, net.share(percent).minor, net.currency, percent_text(percent))


def plans_out(day: date, mode: Mode) -> PlansOut:
    """All that is charged on a day, with VAT at the standard rate of that day."""
    edition, table = edition_on(day), vat_table()
    rate = vat_rate_on(max(day, edition.in_force_from)).percent  # before the first, the first is shown
    days = edition.falling_behind
    after = (days.reminder_after_days, days.grace_after_days, days.paused_after_days)
    stages = (Stage.REMINDED, Stage.GRACE, Stage.PAUSED)
    return PlansOut(
        as_of=day,
        version=edition.version,
        in_force_from=edition.in_force_from,
        next_from=next((each.in_force_from for each in editions() if each.in_force_from > day), None),
        source=edition.source,
        plans=[_plan(edition, plan, rate) for plan in edition.plans],
        assessment_fees=_fees(edition, rate),
        market_percent=edition.market_charge.percentage,
        market_summary=edition.market_charge.summary,
        days_until_due=edition.payment.days_until_due,
        falling_behind=[StageOut(stage=s, after_days=d) for s, d in zip(stages, after, strict=True)],
        vat_percent=percent_text(rate),
        vat_source=table.source,
        rounding=table.rounding,
        rounding_source=table.rounding_source,
        payments=mode,
    )


def _plan(edition: Edition, plan: Plan, rate: Decimal) -> PlanOut:
    return PlanOut(
        code=plan.code,
        name=plan.name,
        summary=plan.summary,
        source=plan.source,
        pays_assessments=plan.pays_assessments,
        tiers=[
            TierOut(first=tier.first, last=tier.last, price=_priced(edition, tier.price, rate))
            for tier in plan.tiers
        ],
    )


def _fees(edition: Edition, rate: Decimal) -> list[FeeOut]:
    named = [*sorted(edition.assessment.by_standard.items()), (None, edition.assessment.fee)]
    return [FeeOut(standard_id=name, price=_priced(edition, fee, rate)) for name, fee in named]


def _priced(edition: Edition, price: Amount, rate: Decimal) -> AmountOut:
    return with_vat(Money.of(price, edition.currency), rate)


def listing_out(row: Any, country: str, day: date, listed: int) -> ListingOut:
    """A yearly listing; `listed` products are on the market today."""
    percent = percent_of(treatment_of(country), row.first or day)
    return ListingOut(
        id=row.id,
        state=SubscriptionState(row.state),
        edition=row.edition,
        products=row.products_now,
        yearly=with_vat(Money(row.net, row.currency), percent),
        first=row.first,
        last=row.last,
        ends=row.ends,
        renewal=_renewal(renewal_terms(row, country, listed), renewal_day(row)),
        page=row.page if row.ended_at is None else None,
    )


def _renewal(terms: Terms | None, on: date | None) -> RenewalOut | None:
    if terms is None or on is None:
        return None
    return RenewalOut(
        on=on, edition=terms.edition, products=terms.products, yearly=with_vat(terms.net, terms.percent)
    )


def line_out(row: Any) -> LineOut:
    """One line."""
    return LineOut(
        id=row.id,
        charge=Charge(row.charge),
        words=row.words,
        first=row.first,
        last=row.last,
        amount=amount(row.net, row.vat, row.currency, row.percent),
        treatment=VatTreatment(row.treatment),
    )


def invoice_out(row: Any, lines: Sequence[Any], credits_given: Sequence[Any]) -> InvoiceOut:
    """An invoice with its lines and what was given back."""
    percents = {line.id: line.percent for line in lines}
    shared = set(percents.values())
    return InvoiceOut(
        id=row.id,
        supplier=row.supplier_slug,
        supplier_name=row.supplier_name,
        about=row.about,
        state=InvoiceState(row.state),
        number=row.number,
        amount=amount(row.net, row.vat, row.currency, shared.pop() if len(shared) == 1 else ""),
        credited=text(row.credited, row.currency),
        issued_on=row.issued_on,
        due_on=row.due_on,
        settled_on=row.settled_on,
        purchase_order=row.purchase_order,
        page=row.page,
        lines=[line_out(line) for line in lines],
        credits=[_credit(each, percents.get(each.line_id, "")) for each in credits_given],
    )


def _credit(row: Any, percent: str) -> CreditOut:
    return CreditOut(
        id=row.id,
        line_id=row.line_id,
        state=IntentState(row.state),
        number=row.number,
        amount=amount(row.net, row.vat, row.currency, percent),
        back=row.back,
        refund_state=row.refund_state,
        words=row.words,
        given_on=row.given_on,
    )


def address_out(kept: object) -> AddressIn:
    """An address as it was given."""
    return msgspec.convert(kept, AddressIn)


def plan_of(code: str) -> PlanCode:
    """The plan that a row names."""
    return PlanCode(code)
