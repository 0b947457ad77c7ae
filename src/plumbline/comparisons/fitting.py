"""How far products are shown to fit with what a buyer holds, as rows of a comparison."""

from collections.abc import Sequence

from plumbline.comparisons.schemas import Group, Row, row_of
from plumbline.kit.errors import Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.estate import estate_of, fit_words, fits, is_held
from plumbline.rankings.estate_view import cell_words
from plumbline.rankings.schemas import MOST_HELD, HeldFit
from scoring.fit import Held
from scoring.method import Method

HELD = ("held", "You hold it")


def fit_groups(snapshot: Snapshot, places: Sequence[int], asked: Sequence[str]) -> list[Group]:
    """One group where something is held, none where nothing is. Raises `Invalid` as a ranking does."""
    method = snapshot.estate_method
    if not asked or method is None:
        return []
    if len(asked) > MOST_HELD:
        raise Invalid.field(
            "/estate", f"{len(asked)} held products are named; at most {MOST_HELD} are looked at."
        )
    estate = estate_of(snapshot, asked)
    return [Group(id="fit", title="Fit with what you hold", rows=_rows(snapshot, method, estate, places))]


def _rows(snapshot: Snapshot, method: Method, estate: Sequence[Held], places: Sequence[int]) -> list[Row]:
    worth = method.estate.assurance if method.estate else {}
    found = snapshot.fit.fit(estate, worth)
    overall = ((float(found.shown[place]), float(found.most[place])) for place in places)
    told = [
        {(each.product, each.is_newest): each for each in fits(snapshot, method, estate, p)} for p in places
    ]
    return [
        row_of("held", "Among what you hold", (HELD if is_held(estate, p) else ("no", "No") for p in places)),
        row_of(
            "fit", "Shown, over all of it", ((f"{low:.4f}", fit_words(low, high)) for low, high in overall)
        ),
        *(_against(snapshot, held, told) for held in estate),
    ]


def _against(snapshot: Snapshot, held: Held, told: Sequence[dict[tuple[str, bool], HeldFit]]) -> Row:
    record = snapshot.records[held.place]
    key = (record.slug, held.is_shown)
    older = "" if held.is_shown else ", an older release"
    cells = (
        HELD if (fit := found.get(key)) is None else (f"{fit.figure:.4f}", cell_words(fit)) for found in told
    )
    suffix = "" if held.is_shown else ":older"
    return row_of(f"fit:{record.slug}{suffix}", f"With {record.name}{older}", cells)
