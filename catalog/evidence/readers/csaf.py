"""CSAF 2.0: security advisories and VEX documents. A vendor's or coordinator's word on vulnerabilities.

Shape: OASIS Common Security Advisory Framework 2.0, sections 3.2.1 (document), 3.2.2 (product tree),
3.2.3 (vulnerabilities) and 4 (profiles).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, escaped, excerpt, text_of, texts_of
from catalog.evidence.readers.supply import Flaw, Supply, deals_with_flaws, flaw_statements, mismatch
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Subject
from catalog.words import Outcome

_STATES: Final = {
    "known_affected": (Outcome.NOT_MET, "known to be affected"),
    "first_affected": (Outcome.NOT_MET, "affected, as the first"),
    "last_affected": (Outcome.NOT_MET, "affected, as the last"),
    "under_investigation": (Outcome.INCONCLUSIVE, "under investigation"),
    "unknown": (Outcome.INCONCLUSIVE, "not known"),
    "known_not_affected": (Outcome.MET, "known not to be affected"),
    "first_fixed": (Outcome.MET, "fixed, as the first"),
    "fixed": (Outcome.MET, "fixed"),
}
_REMEDIES: Final = frozenset({"vendor_fix", "workaround", "mitigation", "optional_patch"})
_KINDS: Final = {"vendor": "vendor", "coordinator": "third-party", "discoverer": "third-party"}
Product = tuple[str, str, str]  # vendor, name, version


class Advisory(Supply, frozen=True, kw_only=True):
    """The document as its rules ask for it."""

    told: bool = False


def _recognises(opened: Opened) -> bool:
    if opened.is_json:
        return "csaf_version" in dict_of(dict_of(opened.json).get("document"))
    return opened.is_xml and opened.xml.tag.endswith("}cvrfdoc")


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    if opened.is_xml:
        raise RejectedError("This is CVRF, the XML before CSAF.", "Convert it to CSAF 2.0 (JSON).")
    value = dict_of(opened.json)
    head = dict_of(value.get("document"))
    version = _version(head)
    products = _products(dict_of(value.get("product_tree")))
    subject, chosen, why = _chosen(products, context)
    flaws = tuple(_flaws(value, products))
    tracking, publisher = dict_of(head.get("tracking")), dict_of(head.get("publisher"))
    status = text_of(tracking.get("status"))
    return Document(
        format=Format.CSAF_VEX,
        format_version=version,
        model=Advisory(
            flaws=tuple(flaw for flaw in flaws if flaw.about.partition("@")[2] in chosen),
            mismatch=why or _undecided(flaws, chosen, context),
            doubt="" if status in ("final", "interim") else "It is a draft.",
            told=status == "final" and publisher.get("category") == "vendor",
        ),
        subject=subject,
        issuer=Issuer(
            kind=_KINDS.get(str(publisher.get("category")), "unknown"), name=text_of(publisher.get("name"))
        ),
        produced_on=day_of(tracking.get("current_release_date")),
        statements=tuple(flaw_statements(flaws)),
        notes=(f"{text_of(head.get('category')) or 'no category'}: {len(products)} products.",),
    )


def _version(head: Mapping[str, Any]) -> str:
    version = text_of(head.get("csaf_version")) or ""
    if version not in ("2.0", "2.1"):
        raise RejectedError(
            f"CSAF {version or 'of no version'} is not read.",
            "Write it as CSAF 2.0.",
            "/document/csaf_version",
        )
    if not isinstance(head.get("tracking"), dict):
        raise RejectedError(
            "The document has no tracking: no id, no status, no day.", "Add /document/tracking.", "/document"
        )
    return version


def _products(tree: Mapping[str, Any]) -> dict[str, Product]:
    """Every product of the tree by its id: vendor, name and version as its branches say."""
    found: dict[str, Product] = {}
    waiting = [(branch, ("", "", "")) for _, branch in dicts_of(tree.get("branches"))]
    while waiting:
        branch, above = waiting.pop()
        here = _branch(branch, above)
        product = dict_of(branch.get("product"))
        if number := text_of(product.get("product_id")):
            found[number] = (here[0], here[1] or excerpt(product.get("name", "")), here[2])
        waiting += [(child, here) for _, child in dicts_of(branch.get("branches"))]
    for _, product in dicts_of(tree.get("full_product_names")):
        if number := text_of(product.get("product_id")):
            found[number] = ("", excerpt(product.get("name", "")), "")
    for _, relation in dicts_of(tree.get("relationships")):
        product = dict_of(relation.get("full_product_name"))
        if number := text_of(product.get("product_id")):
            found[number] = found.get(str(relation.get("product_reference")), ("", "", ""))
    return found


def _branch(branch: Mapping[str, Any], above: Product) -> Product:
    vendor, name, version = above
    said = excerpt(text_of(branch.get("name")) or "")
    category = branch.get("category")
    if category == "vendor":
        return said, name, version
    if category == "product_name":
        return vendor, said, version
    return (vendor, name, said) if category == "product_version" else above


def _chosen(products: Mapping[str, Product], context: Context) -> tuple[Subject, set[str], str]:
    """Which products of the tree are the release; where it is not known, all of them."""
    distinct = sorted(set(products.values()))
    if context.release is None:
        subject = _subject(distinct[0]) if len(distinct) == 1 else Subject()
        return subject, set(products), ""
    ours = {number for number, each in products.items() if not mismatch(_subject(each), context)}
    if ours:
        return _subject(products[min(ours)]), ours, ""
    return Subject(), set(products), "None of its products is this release."


def _subject(product: Product) -> Subject:
    vendor, name, version = product
    return Subject(vendor=vendor or None, product=name or None, version=version or None)


def _undecided(flaws: Sequence[Flaw], chosen: set[str], context: Context) -> str:
    if context.release is None and len(chosen) > 1 and any(each.outcome is Outcome.NOT_MET for each in flaws):
        return "It speaks of several products, and which one is the release is not known."
    return ""


def _flaws(value: Mapping[str, Any], products: Mapping[str, Product]) -> Iterator[Flaw]:
    for number, each in dicts_of(value.get("vulnerabilities")):
        yield from _of_one(each, f"/vulnerabilities/{number}", products)


def _of_one(each: Mapping[str, Any], place: str, products: Mapping[str, Product]) -> Iterator[Flaw]:
    name = _name(each)
    remedied = _remedied(each)
    seen: set[str] = set()
    status = dict_of(each.get("product_status"))
    for state, (outcome, words) in _STATES.items():  # the worst first, and each product once
        for number, product in enumerate(texts_of(status.get(state))):
            if product in seen:
                continue
            seen.add(product)
            label = " ".join(part for part in products.get(product, ()) if part) or product
            yield Flaw(
                about=f"{name}@{product}",
                outcome=outcome,
                pointer=f"{place}/product_status/{escaped(state)}/{number}",
                text=excerpt(f"{label}: {words}."),
                remedied=product in remedied or "*" in remedied,
                rated=bool(each.get("scores") or each.get("metrics") or each.get("threats")),
            )


def _name(each: Mapping[str, Any]) -> str:
    if cve := text_of(each.get("cve")):
        return f"cve:{excerpt(cve)}"
    first = next((text_of(item.get("text")) for _, item in dicts_of(each.get("ids"))), None)
    return f"id:{excerpt(first or each.get('title') or 'unnamed')}"


def _remedied(each: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for _, remedy in dicts_of(each.get("remediations")):
        if str(remedy.get("category")) in _REMEDIES:
            named = texts_of(remedy.get("product_ids"))
            found |= set(named) or ({"*"} if not remedy.get("group_ids") else set())
    return found


def _tells(document: Document, _given: Given) -> Iterator[Shown]:
    """A final advisory by the vendor: vulnerabilities are told to those who need to know."""
    if isinstance(document.model, Advisory) and document.model.told and document.statements:
        reason = f"{excerpt(document.issuer.name)} has published what it knows, as final."
        yield Shown(outcome=Outcome.MET, pointer="/document/tracking/status", reason=reason)


READER: Final = Reader(
    format=Format.CSAF_VEX,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"deals_with_flaws": deals_with_flaws, "tells": _tells},
)
