"""Which weights are possible, and what might be otherwise, as the query string of a page says it."""

from typing import Any, Final

from plumbline.kit.errors import Invalid
from plumbline.market.columns import MONTHS_OF_BUDGET
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.asked import LARGEST_BUDGET, Query
from plumbline.rankings.in_force import method_asked
from plumbline.rankings.robust_schemas import Change, RobustQuestion
from plumbline.rankings.schemas import Question
from plumbline.web.asked import asked_number

WAYS: Final = (
    ("any", "In any way at all"),
    ("exact", "Exactly as above: only what is not known varies"),
    ("ranges", "Within ranges"),
    ("order", "In an order of importance"),
)
PERCENT: Final = 100


def robust_question_of(query: Query, question: Question) -> RobustQuestion:
    """The question of a page with the ways of weighing that its address names. Raises Invalid."""
    plain = {name: getattr(question, name) for name in Question.__struct_fields__}
    way = _first(query, "weigh") or "any"
    criteria = [criterion.id for criterion in method_asked(question).criteria]
    if way == "exact":
        return RobustQuestion(**plain, exact=True)
    if way == "ranges":
        return RobustQuestion(**plain, ranges={name: _range(query, name) for name in criteria})
    if way == "order":
        places = {
            name: asked_number(
                f"place_{name}", _first(query, f"place_{name}"), least=1, most=len(criteria), default=number
            )
            for number, name in enumerate(criteria, start=1)
        }
        if len(set(places.values())) < len(places):
            raise Invalid.field("/order", "Give each criterion a place of its own, 1 for the most important.")
        return RobustQuestion(**plain, order=tuple(sorted(criteria, key=lambda name: places[name])))
    if way != "any":
        raise Invalid.field("/weigh", f"{way[:40]!r} is no way of weighing.")
    return RobustQuestion(**plain)


def ways_query(question: RobustQuestion, way: str) -> dict[str, Any]:
    """The query string of the ways of weighing."""
    if way == "ranges":
        ends = ((name, low, high) for name, (low, high) in question.ranges.items())
        found = {f"low_{name}": f"{low:g}" for name, low, _ in ends}
        found |= {f"high_{name}": f"{high:g}" for name, (_, high) in question.ranges.items()}
        return {"weigh": way, **found}
    if way == "order":
        return {"weigh": way, **{f"place_{name}": at for at, name in enumerate(question.order, start=1)}}
    return {"weigh": way} if way != "any" else {}


def change_of(query: Query, snapshot: Snapshot, question: Question) -> Change | None:
    """What might be otherwise, if the address says so: percent, points and pounds in the criterion's unit."""
    slug, criterion, text = (_first(query, name) for name in ("if_product", "if_criterion", "if_figure"))
    if not slug or not criterion or not text:
        return None
    if criterion == "cost":
        pounds = asked_number("if_figure", text, least=0, most=LARGEST_BUDGET, default=0)
        return Change(product=slug, criterion=criterion, figure=pounds / _budget(snapshot, question, slug))
    figure = asked_number("if_figure", text, least=0, most=PERCENT, default=0)
    return Change(
        product=slug, criterion=criterion, figure=figure / (1 if criterion == "experience" else PERCENT)
    )


def _budget(snapshot: Snapshot, question: Question, slug: str) -> float:
    if question.budget is not None:
        return float(question.budget)
    place = snapshot.position.get(slug)
    kind = None if place is None else snapshot.records[place].product_type
    return snapshot.method.budget(kind) * question.term_months / MONTHS_OF_BUDGET


def _range(query: Query, name: str) -> tuple[float, float]:
    low = asked_number(f"low_{name}", _first(query, f"low_{name}"), least=0, most=PERCENT, default=0)
    high = asked_number(f"high_{name}", _first(query, f"high_{name}"), least=0, most=PERCENT, default=PERCENT)
    return float(low), float(high)


def _first(query: Query, name: str) -> str | None:
    return next(iter(query.get(name, ())), None)
