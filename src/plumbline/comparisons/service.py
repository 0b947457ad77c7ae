"""Compares products row by row: gate, standards, experience, cost, capabilities.

A row says in words what each product has, and whether they differ, so that a page, a table and a
program show the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from catalog.conformance import conformance
from catalog.obligations import Phase
from catalog.standards_loader import standards
from catalog.verdicts import Verdict
from catalog.words import GATE_STATE_NAMES, PRODUCT_TYPE_NAMES, VERDICT_NAMES, ProductType
from plumbline.comparisons.fitting import fit_groups
from plumbline.comparisons.schemas import ComparisonOut, Group, Row, row_of
from plumbline.kit.clock import spoken
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.exports import Cell, Table
from plumbline.market.columns import cheapest
from plumbline.market.records import Record, Standing
from plumbline.market.snapshot import ProductHit, Snapshot
from plumbline.products.search import ORIGIN_NAMES

FEWEST, MOST = 2, 5
NOT_KNOWN = "not known"
_DOES_NOT_FACE = ("not_faced", "Not asked of it")


def compare(
    snapshot: Snapshot,
    slugs: Sequence[str],
    size: Mapping[str, int],
    term_months: int,
    *,
    estate: Sequence[str] = (),
    differences_only: bool = False,
) -> ComparisonOut:
    """Two to five products of the market, in the order given; with an `estate`, how far each is shown to fit
    with what is held. Raises `Invalid` or `NotFound`.
    """
    places = _places(snapshot, slugs)
    records = [snapshot.records[place] for place in places]
    standings = [snapshot.standings[place] for place in places]
    groups = [
        Group(id="gate", title="Whether it may be bought", rows=_gate_rows(standings)),
        Group(id="standards", title="Standards", rows=_standard_rows(records, snapshot.as_of)),
        Group(
            id="users",
            title="What its users say",
            rows=_experience_rows([snapshot.hits[place] for place in places]),
        ),
        Group(id="cost", title="Whole-life cost", rows=_cost_rows(records, size, term_months)),
        *fit_groups(snapshot, places, estate),
        Group(id="about", title="What it is", rows=_about_rows(records)),
        Group(id="capabilities", title="Capabilities", rows=_capability_rows(records, snapshot)),
    ]
    if differences_only:
        groups = _differing(groups)
    return ComparisonOut(
        as_of=snapshot.as_of,
        market_revision=snapshot.revision,
        term_months=term_months,
        size=dict(size),
        differences_only=differences_only,
        products=[snapshot.hits[place] for place in places],
        groups=groups,
    )


def comparison_table(compared: ComparisonOut) -> tuple[list[str], Table]:
    """The comparison as headings and rows to take away."""
    columns = ["group", "row", "differs", *(product.name for product in compared.products)]
    rows: list[list[Cell]] = [
        [group.title, row.title, row.differs, *row.cells] for group in compared.groups for row in group.rows
    ]
    return columns, rows


def places_of(snapshot: Snapshot, slugs: Sequence[str]) -> list[int]:
    """Where the products stand in the market. Raises `NotFound` for the first that it does not have."""
    for slug in slugs:
        if slug not in snapshot.position:
            raise NotFound(f"There is no product {slug!r}.", next_step="Search for it by name: /products")
    return [snapshot.position[slug] for slug in slugs]


def _places(snapshot: Snapshot, slugs: Sequence[str]) -> list[int]:
    wanted = list(dict.fromkeys(slugs))
    if not FEWEST <= len(wanted) <= MOST:
        raise Invalid.field(
            "/product",
            f"{len(wanted)} products were named; a comparison takes {FEWEST} to {MOST} different ones.",
            next_step="Name each as product=SLUG.",
        )
    return places_of(snapshot, wanted)


def _differing(groups: Iterable[Group]) -> list[Group]:
    kept = (
        Group(id=g.id, title=g.title, rows=[row for row in g.rows if row.differs])  # a group may end up empty
        for g in groups
    )
    return [group for group in kept if group.rows]


def _gate_rows(standings: Sequence[Standing]) -> list[Row]:
    return [
        row_of("gate", "Gate", ((s.gate, GATE_STATE_NAMES[s.gate]) for s in standings)),
        row_of("until", "Stops passing on", (_dated(s.until) for s in standings)),
        row_of(
            "compliance",
            "Requirements shown to be met",
            ((f"{s.compliance:.4f}", f"{s.compliance:.0%}") for s in standings),
        ),
    ]


def _dated(day: date | None) -> tuple[str, str]:
    return (day.isoformat(), spoken(day)) if day else ("", "no known end")


def _standard_rows(records: Sequence[Record], as_of: date) -> list[Row]:
    """One row per standard that is asked of any of them on the day."""
    verdicts = [
        {v.standard_id: v for v in conformance(standards(), record.history, as_of).verdicts}
        for record in records
    ]
    faced = sorted({standard_id for found in verdicts for standard_id in found})
    return [
        row_of(
            f"standard:{standard_id}",
            f"{standard_id}: {_title(standard_id)}",
            (_verdict_words(found.get(standard_id)) for found in verdicts),
        )
        for standard_id in faced
    ]


def _title(standard_id: str) -> str:
    found = standards().get(standard_id)
    return found.title if found else standard_id


def _verdict_words(found: Verdict | None) -> tuple[str, str]:
    if found is None:
        return _DOES_NOT_FACE
    asked = "" if found.phase is Phase.DUE else f" ({found.phase})"
    return f"{found.kind}{asked}", f"{VERDICT_NAMES[found.kind]}{asked}"


def _experience_rows(hits: Sequence[ProductHit]) -> list[Row]:
    def words(hit: ProductHit) -> tuple[str, str]:
        if hit.experience is None:
            return "", "insufficient evidence"
        between = f"likely {hit.experience_from:.0f} to {hit.experience_to:.0f}"
        return f"{hit.experience:.1f}", f"{hit.experience:.1f} of 100, {between}"

    answers = ((str(hit.answers), f"{hit.answers}") for hit in hits)
    organisations = ((str(hit.organisations), f"{hit.organisations}") for hit in hits)
    return [
        row_of("experience", "Experience", map(words, hits)),
        row_of("answers", "Answers", answers),
        row_of("organisations", "From organisations", organisations),
    ]


def _cost_rows(records: Sequence[Record], size: Mapping[str, int], term_months: int) -> list[Row]:
    def words(record: Record) -> tuple[str, str]:
        cost = cheapest(record.plans, size, term_months)
        return ("", NOT_KNOWN) if cost is None else (str(cost.net), f"£{cost.net:,.2f}")

    return [row_of("cost", f"Net, over {term_months} months", map(words, records))]


def _about_rows(records: Sequence[Record]) -> list[Row]:
    kinds = ((r.product_type, PRODUCT_TYPE_NAMES[ProductType(r.product_type)]) for r in records)
    return [
        row_of("supplier", "Supplier", ((r.supplier_slug, r.supplier_name) for r in records)),
        row_of("product_type", "Kind", kinds),
        row_of("origin", "Record", ((r.origin, ORIGIN_NAMES[r.origin]) for r in records)),
        row_of("listed_on", "Listed", (_dated(r.listed_on) for r in records)),
    ]


def _capability_rows(records: Sequence[Record], snapshot: Snapshot) -> list[Row]:
    codes = sorted({code for record in records for code in record.capabilities})
    return [
        row_of(
            f"capability:{code}",
            snapshot.capability_names.get(code, code),
            (("yes", "Yes") if code in record.capabilities else ("no", "No") for record in records),
        )
        for code in codes
    ]
