"""The form by which a supplier chooses a plan: what it sends, and what it shows again."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from plumbline.billing.plan_data import PlanCode
from plumbline.billing.schemas import AccountOut, AddressIn, PayBy, PlanIn
from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.web.forms import Form

_OF_ADDRESS: Final = ("line1", "line2", "city", "postal_code", "country")
_OF_PLAN: Final = ("ground", "purchase_order", "vat_number", "invoice_name", "invoice_email")
TYPED: Final = ("plan", "pay_by", *_OF_PLAN, *_OF_ADDRESS)
_NAMED: Final = {
    "plan": "Choose a plan.",
    "pay_by": "Choose how you pay.",
    "invoice_name": "Say to whom invoices go, in up to 200 characters.",
    "line1": "Give the first line of the address.",
    "country": "Give the country by its two letters, such as GB.",
}


def choice_in(form: Form) -> PlanIn:
    """What the form asks for. Raises `Invalid` pointing at all that is missing."""
    said = {name: form.text(name, 500).strip() for name in TYPED}
    said["country"] = (said["country"] or "GB").upper()
    address = {name: said[name] for name in _OF_ADDRESS}
    plan = {name: said[name] for name in ("plan", "pay_by", *_OF_PLAN)}
    problems = [
        *_wrong(plan, {"plan": PlanCode, "pay_by": PayBy}),
        *(FieldProblem(f"/{name}", _NAMED[name]) for name in ("invoice_name", "line1") if not said[name]),
    ]
    if problems:
        raise Invalid("The choice of plan cannot be taken.", problems=tuple(problems))
    try:
        return msgspec.convert({**plan, "address": address}, PlanIn)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("`$.")[2].rstrip("`").rpartition(".")[2]
        raise Invalid.field(f"/{name}", _NAMED.get(name, "This is too long, or cannot be kept.")) from error


def _wrong(said: Mapping[str, str], kinds: Mapping[str, Any]) -> list[FieldProblem]:
    return [
        FieldProblem(f"/{name}", _NAMED[name]) for name, kind in kinds.items() if said[name] not in list(kind)
    ]


def typed_of(account: AccountOut) -> dict[str, str]:
    """What the form shows first: what is on record."""
    address = account.address or AddressIn(line1=" ")
    shown = {name: str(getattr(address, name)).strip() for name in _OF_ADDRESS}
    shown |= {name: str(getattr(account, name)) for name in _OF_PLAN}
    return shown | {"plan": str(account.plan or ""), "pay_by": str(account.pay_by or "")}
