"""How values read on a page: dates, money, and the fixed words of the domain as tags.

A tag says its state in words; its colour only repeats it. Tags are written by hand rather than
by the design system's macro, which is too slow for tables.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup, escape

from catalog.feedback.states import ANSWER_STATE_NAMES, AnswerState
from catalog.purchasing.orders import ORDER_STATE_NAMES, OrderState
from catalog.words import PRODUCT_TYPE_NAMES, ProductType
from plumbline.kit.clock import spoken

GATE: Final = {
    "eligible": ("Eligible", "green"),
    "eligible_until": ("Eligible until", "yellow"),
    "in_remediation": ("In remediation", "orange"),
    "phasing_out": ("Being phased out", "red"),
    "withdrawn": ("Withdrawn", "red"),
    "not_assessed": ("Not assessed", "grey"),
}
VERDICT: Final = {
    "compliant": ("Compliant", "green"),
    "compliant_with_plan": ("Compliant with a plan", "yellow"),
    "non_compliant": ("Not compliant", "red"),
    "not_evidenced": ("Not evidenced", "grey"),
    "not_applicable": ("Does not apply", "white"),
}
OUTCOME: Final = {
    "met": ("Met", "green"),
    "not_met": ("Not met", "red"),
    "partly_met": ("Partly met", "yellow"),
    "not_applicable": ("Does not apply", "white"),
    "not_evidenced": ("Not evidenced", "grey"),
    "inconclusive": ("Inconclusive", "orange"),
}
ORIGIN: Final = {
    "demonstration": ("Fictional", "purple"),
    "public_record": ("Public record", "blue"),
    "listed": ("Listed by its supplier", "white"),
}
STATUS: Final = {
    "draft": ("Draft", "grey"),
    "consultation": ("In consultation", "blue"),
    "published": ("Published", "blue"),
    "mandated": ("Mandated", "green"),
    "deprecated": ("Deprecated", "orange"),
    "retired": ("Retired", "grey"),
}
PHASE: Final = {
    "upcoming": ("Announced", "blue"),
    "transition": ("In transition", "yellow"),
    "due": ("Must be met", "green"),
    "advisory": ("Advice", "white"),
    "ended": ("Ended", "grey"),
}
LINE_STATE: Final = {
    "waiting": ("Waiting", "blue"),
    "awaiting_second": ("Awaits a second review", "yellow"),
    "disputed": ("Assessors differ", "orange"),
    "decided": ("Decided", "green"),
    "second_look": ("Second look asked for", "purple"),
    "replaced": ("Replaced by newer evidence", "grey"),
}
_ANSWER_COLOURS: Final = {
    AnswerState.COUNTED: "green",
    AnswerState.FLAGGED: "yellow",
    AnswerState.KEPT: "green",
    AnswerState.HELD: "red",
    AnswerState.APPEALED: "purple",
    AnswerState.WITHDRAWN: "grey",
}
ANSWER_STATE: Final = {
    str(state): (words, _ANSWER_COLOURS[AnswerState(state)]) for state, words in ANSWER_STATE_NAMES.items()
}
_ORDER_COLOURS: Final = {
    OrderState.DRAFT: "grey",
    OrderState.AWAITING_APPROVAL: "yellow",
    OrderState.APPROVED: "blue",
    OrderState.REFUSED: "red",
    OrderState.SENT: "blue",
    OrderState.ACCEPTED: "green",
    OrderState.DECLINED: "red",
    OrderState.INVOICED: "yellow",
    OrderState.PAID: "green",
    OrderState.FULFILLED: "green",
    OrderState.GIVEN_BACK: "grey",
    OrderState.CANCELLED: "grey",
}
ORDER_STATE: Final = {
    str(state): (words, _ORDER_COLOURS[OrderState(state)]) for state, words in ORDER_STATE_NAMES.items()
}
RISK: Final = {"high": ("High", "red"), "medium": ("Medium", "yellow"), "low": ("Low", "grey")}


_APPLIES_TO: Final = {str(kind): name for kind, name in PRODUCT_TYPE_NAMES.items()} | {
    "all-dht": "Every digital health product",
    "supplier": "Every supplier",
    "buyer-organisation": "Organisations that buy",
    "ai-samd": "AI as a medical device",
    "catalogue-solution": "Catalogue solution",
}
_ACRONYMS: Final = frozenset(
    {"fhir", "api", "dtac", "dspt", "wcag", "vpat", "sbom", "ukca", "mdr", "sast", "nhs", "it", "hl7", "pdf"}
)


def tag(words: str, colour: str) -> Markup:
    """A design-system tag."""
    return Markup('<strong class="nhsuk-tag nhsuk-tag--{}">{}</strong>').format(colour, words)


def _tag_of(table: dict[str, tuple[str, str]]) -> Callable[[object], Markup]:
    return lambda value: tag(*table.get(str(value), (plain(value), "grey")))


def gate_words(state: object, until: date | None = None) -> str:
    """The gate's state in plain English: "Eligible until 31 March 2027".

    `until` is the first day on which the product no longer passes; people are told the last one
    on which it does.
    """
    words = GATE.get(str(state), (plain(state), ""))[0]
    if str(state) != "eligible_until":
        return words
    return f"{words} {day(until - timedelta(days=1))}" if until else f"{words} a known date"


def gate_tag(state: object, until: date | None = None) -> Markup:
    """The gate's state as a tag."""
    return tag(gate_words(state, until), GATE.get(str(state), ("", "grey"))[1])


def plain(value: object) -> str:
    """A word of the domain as a reader sees it: "work_off_plan" → "Work off plan"."""
    words = str(value).replace("_", " ").replace("-", " ")
    spelt = " ".join(word.upper() if word in _ACRONYMS else word for word in words.split(" "))
    return spelt[:1].upper() + spelt[1:]


def day(value: Any) -> str:
    """A date as 31 March 2027; a moment as its day; nothing as an en dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = value.date()
    return spoken(value)


def moment(value: datetime) -> str:
    """A moment to the minute, in UTC: 31 March 2027, 14:05 UTC."""
    return f"{day(value)}, {value.astimezone(UTC):%H:%M} UTC"


def money(value: Any, currency: str = "GBP") -> str:
    """An amount to the penny with thousands separated: £12,345.60."""
    if value is None:
        return "–"
    amount = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    sign = "−" if amount < 0 else ""
    symbol = "£" if currency == "GBP" else f"{currency} "
    return f"{sign}{symbol}{abs(amount):,.2f}"


def number(value: Any, digits: int = 0) -> str:
    """A number with thousands separated and `digits` decimals; nothing as an en dash."""
    return "–" if value is None else f"{float(value):,.{digits}f}"


def percent(value: Any, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage; nothing as an en dash."""
    return "–" if value is None else f"{100 * float(value):.{digits}f}%"


def product_type(value: object) -> str:
    """The name of a kind of system, or of whatever else a standard applies to."""
    return _APPLIES_TO.get(str(value), plain(value))


_ORGANISATION_KINDS: Final = {
    "icb": "Integrated care board",
    "sub_icb": "Sub-ICB location",
    "ccg": "Clinical commissioning group",
    "csu": "Commissioning support unit",
    "gp_practice": "GP practice",
    "it_supplier": "IT supplier",
    "trust": "NHS trust",
}


def organisation_kind(value: object) -> str:
    """The name of a kind of organisation: "icb" → "Integrated care board"."""
    return _ORGANISATION_KINDS.get(str(value), plain(value))


def query(parts: dict[str, Any]) -> str:
    """A query string; empty parts are left out, lists repeat their name."""
    kept = {name: value for name, value in parts.items() if value not in (None, "", [], ())}
    return urlencode(kept, doseq=True)


def lines(value: object) -> Markup:
    """Text whose line breaks are kept."""
    return Markup("<br>").join(escape(line) for line in str(value or "").splitlines())


PRODUCT_TYPES: Final = tuple((str(kind), PRODUCT_TYPE_NAMES[kind]) for kind in ProductType)

FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "gate_tag": gate_tag,
    "gate_words": gate_words,
    "verdict_tag": _tag_of(VERDICT),
    "outcome_tag": _tag_of(OUTCOME),
    "origin_tag": _tag_of(ORIGIN),
    "status_tag": _tag_of(STATUS),
    "phase_tag": _tag_of(PHASE),
    "line_state_tag": _tag_of(LINE_STATE),
    "risk_tag": _tag_of(RISK),
    "answer_state_tag": _tag_of(ANSWER_STATE),
    "order_state_tag": _tag_of(ORDER_STATE),
    "plain": plain,
    "day": day,
    "moment": moment,
    "money": money,
    "number": number,
    "percent": percent,
    "product_type": product_type,
    "organisation_kind": organisation_kind,
    "query": query,
    "lines": lines,
}
