"""The cast and the story as rows of the database."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any

import msgspec

from catalog.words import PRODUCT_TYPE_NAMES, EvidenceKind, ProductType
from plumbline.demo.assessing import decided_by_two
from plumbline.demo.cast import CAPABILITIES, CAPABILITY_NAMES, CAST, SUPPLIERS, Fate, Part
from plumbline.demo.descriptions import DESCRIPTIONS
from plumbline.demo.fixed import fixed_id
from plumbline.demo.papers import NOTICE, paper
from plumbline.demo.prices import plan_of
from plumbline.demo.story import Paper, Story, story_of
from plumbline.kit.identifiers import slugify

ORIGIN = "demonstration"
SOURCE = "Fictional: made for the demonstration market."
SEED = 2018
_SCALE = {ProductType.EPR: 7, ProductType.SHARED_CARE_RECORD: 3, ProductType.LIMS: 3, ProductType.EPMA: 2}

Rows = defaultdict[str, list[dict[str, Any]]]


def random_for(part: Part) -> Random:
    """The dice of one product: adding another product changes nobody else's story."""
    return Random(f"{SEED}/{part.name}")  # noqa: S311 a story, not a secret


def market_rows() -> Rows:
    """Every row of the demonstration market, by table."""
    rows: Rows = defaultdict(list)
    rows["suppliers"] = [_supplier(name) for name in SUPPLIERS]
    rows["capabilities"] = [_capability(code) for code in CAPABILITY_NAMES]
    for part in CAST:
        _add_product(rows, part, random_for(part))
    decided_by_two(rows)
    return rows


def product_id(part: Part) -> Any:
    """The id of a product of the cast."""
    return fixed_id("product", part.name)


def _supplier(name: str) -> dict[str, Any]:
    return {
        "id": fixed_id("supplier", name),
        "slug": slugify(name),
        "reference": None,
        "name": name,
        "legal_name": f"{name} Ltd (fictional)",
        "website": None,
        "summary": f"Fictional supplier. {NOTICE}",
        "origin": ORIGIN,
        "record_date": None,
        "source": SOURCE,
    }


def _capability(code: str) -> dict[str, Any]:
    name, description = CAPABILITY_NAMES[code]
    return {
        "code": code,
        "name": name,
        "description": description,
        "category": "Demonstration market",
        "version": "1",
        "status": "Demonstration",
        "standards": [],
        "origin": ORIGIN,
        "record_date": None,
    }


def _add_product(rows: Rows, part: Part, random: Random) -> None:
    capabilities = _capabilities(part, random)
    story = story_of(part, capabilities, random)
    identifier = product_id(part)
    rows["products"].append(_product(part, story))
    rows["product_capabilities"] += [
        {"product_id": identifier, "capability_code": code, "result": "Claimed"} for code in capabilities
    ]
    releases = list(_releases(part, story, random))
    rows["releases"] += releases
    rows["price_plans"].append(_price(part, random, story.listed_on))
    for number, each in enumerate(story.papers):
        _add_paper(rows, part, each, number, releases[-1]["id"])
    rows["work_off_plans"] += [
        {
            "id": fixed_id("plan", part.name, number),
            "release_id": releases[-1]["id"],
            **msgspec.structs.asdict(plan),
            "requirement_ids": list(plan.requirement_ids),
        }
        for number, plan in enumerate(story.plans)
    ]


def _capabilities(part: Part, random: Random) -> tuple[str, ...]:
    every = CAPABILITIES[part.kind]
    return tuple(sorted(random.sample(every, k=random.randint(len(every) - 3, len(every)))))


def _product(part: Part, story: Story) -> dict[str, Any]:
    kind = PRODUCT_TYPE_NAMES[part.kind]
    return {
        "id": product_id(part),
        "slug": slugify(part.name),
        "reference": None,
        "supplier_id": fixed_id("supplier", part.supplier),
        "name": part.name,
        "product_type": str(part.kind),
        "tags": ["web"] if part.kind is ProductType.PATIENT_FACING else [],
        "summary": f"{kind} by {part.supplier}. Fictional: made for the demonstration market.",
        "description": f"{DESCRIPTIONS[part.name]}\n{part.name} does not exist. It stands here so that the "
        f"market can be tried out with documents, prices and opinions that belong to nobody. {NOTICE}",
        "status": "published",
        "origin": ORIGIN,
        "record_date": None,
        "source": SOURCE,
        "listed_on": story.listed_on,
        "withdrawn_on": story.withdrawn_on,
        "details": {"hosting": ["public cloud"], "client types": ["browser-based"]},
    }


def _releases(part: Part, story: Story, random: Random) -> Iterator[dict[str, Any]]:
    count = 1 if part.fate is Fate.NEW else random.randint(1, 3)
    for number in range(1, count + 1):
        yield {
            "id": fixed_id("release", part.name, number),
            "product_id": product_id(part),
            "version": f"{number + 2}.{random.randint(0, 9)}",
            "released_on": story.listed_on - timedelta(days=90 * (count - number) + 20),
            "sequence": number,
        }


def _price(part: Part, random: Random, listed_on: date) -> dict[str, Any]:
    scale = Decimal(_SCALE.get(part.kind, 1)) * Decimal(random.randint(80, 130)) / 100
    return {
        "id": fixed_id("price", part.name),
        "product_id": product_id(part),
        "title": "Standard",
        "plan": msgspec.to_builtins(plan_of(part.price, scale)),
        "valid_from": listed_on,
        "origin": ORIGIN,
    }


def _add_paper(rows: Rows, part: Part, each: Paper, number: int, release_id: Any) -> None:
    evidence_id = fixed_id("evidence", part.name, number)
    file = _file(part, each)
    if file is not None:
        rows["files"].append(file)
    rows["evidence"].append(_evidence(each, evidence_id, release_id, file))
    rows["evidence_requirements"] += [
        {"evidence_id": evidence_id, "requirement_id": requirement.id} for requirement in each.requirements
    ]
    rows["decisions"] += [
        {
            "id": fixed_id("decision", evidence_id, ruling.requirement_id),
            "evidence_id": evidence_id,
            "version": 1,
            "decided_at": _noon(ruling.decided_on),
            **msgspec.structs.asdict(ruling),
            "outcome": str(ruling.outcome),
            "assurance": str(ruling.assurance),
        }
        for ruling in each.rulings
    ]


def _file(part: Part, each: Paper) -> dict[str, Any] | None:
    """A declaration is words; documents and certificates are files."""
    if each.kind is EvidenceKind.SELF_DECLARATION:
        return None
    lines = [each.statement, ""]
    if each.number:
        lines += [
            f"Certificate {each.number} by {each.issuer}, valid to {each.expires_on}.",
            each.scope or "",
            "",
        ]
    lines += [f"{requirement.id}: {requirement.text}" for requirement in each.requirements]
    content = paper(each.title, part.name, part.supplier, each.issued_on or each.submitted_on, lines)
    return {
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
        "content": content,
        "created_at": _noon(each.submitted_on),
    }


def _evidence(each: Paper, evidence_id: Any, release_id: Any, file: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": evidence_id,
        "release_id": release_id,
        "kind": str(each.kind),
        "title": each.title,
        "statement": each.statement,
        "sha256": file["sha256"] if file else None,
        "file_name": f"{slugify(each.title)}.pdf" if file else None,
        "media_type": "application/pdf" if file else None,
        "issuer": each.issuer,
        "number": each.number,
        "scope": each.scope,
        "issued_on": each.issued_on,
        "expires_on": each.expires_on,
        "submitted_on": each.submitted_on,
        "submitted_at": _noon(each.submitted_on),
        "submitted_by": "The supplier (demonstration)",
        "supersedes": None,
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
