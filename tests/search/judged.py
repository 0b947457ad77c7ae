"""The judgements over the demonstration market, and its texts, without a database."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import msgspec

from catalog.words import PRODUCT_TYPE_NAMES, ProductType
from plumbline.demo.cast import CAPABILITY_NAMES
from plumbline.demo.rows import market_rows
from tests.search.gain import ndcg

Search = Callable[[str], Sequence[str]]
"""Slugs for a query, best first."""


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One query, of what kind it is, and the grade of each product that has one."""

    words: str
    kind: str
    grades: Mapping[str, float]


@cache
def judgements() -> list[Judged]:
    """Every query with the grades of the first judge."""
    return msgspec.convert(_read("judgements.toml")["query"], list[Judged])


@cache
def second_judgements() -> list[Judged]:
    """The same queries, in the same order, with the grades of the second."""
    grades = msgspec.convert(_read("second_judge.toml"), dict[str, dict[str, int]])
    return [Judged(words=each.words, kind=each.kind, grades=grades[each.words]) for each in judgements()]


@cache
def mean_judgements() -> list[Judged]:
    """The same queries with the mean of both judges' grades."""
    both = zip(judgements(), second_judgements(), strict=True)
    return [Judged(words=a.words, kind=a.kind, grades=_mean(a.grades, b.grades)) for a, b in both]


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {slug: (one.get(slug, 0) + other.get(slug, 0)) / 2 for slug in {**one, **other}}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


class Texts(msgspec.Struct, frozen=True):
    """The market in the order of names: slugs, ids, and the texts that a search looks at."""

    slugs: list[str]
    ids: list[Any]
    documents: list[tuple[str, ...]]


@cache
def demonstration() -> Texts:
    """The texts of the demonstration market, as `plumbline.market.records.texts_of` gives them."""
    rows = market_rows()
    suppliers = {row["id"]: row["name"] for row in rows["suppliers"]}
    codes: defaultdict[Any, list[str]] = defaultdict(list)
    for row in rows["product_capabilities"]:
        codes[row["product_id"]].append(row["capability_code"])
    products = sorted(rows["products"], key=lambda row: (row["name"].casefold(), row["id"]))
    return Texts(
        slugs=[row["slug"] for row in products],
        ids=[row["id"] for row in products],
        documents=[
            (
                row["name"],
                suppliers[row["supplier_id"]],
                PRODUCT_TYPE_NAMES[ProductType(row["product_type"])],
                " ".join(CAPABILITY_NAMES[code][0] for code in sorted(codes[row["id"]])),
                row["summary"],
                row["description"],
                " ".join(CAPABILITY_NAMES[code][1] for code in sorted(codes[row["id"]])),
            )
            for row in products
        ],
    )


def figures(search: Search, queries: Sequence[Judged] | None = None) -> dict[str, float]:
    """NDCG@10 over all queries, and for each kind of them; by the first judge unless others are given."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for judged in queries if queries is not None else judgements():
        figure = ndcg(search(judged.words), judged.grades)
        found[judged.kind].append(figure)
        found["all"].append(figure)
    return {kind: mean(values) for kind, values in found.items()}


def line(name: str, found: Mapping[str, float]) -> str:
    """The figures as one line to print."""
    kinds = "  ".join(f"{kind} {figure:.3f}" for kind, figure in sorted(found.items()) if kind != "all")
    return f"NDCG@10  {name:<28} {found['all']:.3f}   ({kinds})"
