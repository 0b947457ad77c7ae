"""A shortlist's question in words, and what its forms suggest."""

from typing import Any

import msgspec

from catalog.words import PRODUCT_TYPE_NAMES
from plumbline.market.like_me import LikeMe
from plumbline.rankings.in_force import method_asked
from plumbline.rankings.schemas import Question
from plumbline.shortlists.schemas import LineOut, ShortlistOut
from plumbline.web.filters import gate_words, money, organisation_kind, plain
from scoring.method import Method


def question_in(shortlist: ShortlistOut) -> Question:
    """The question that was frozen."""
    return msgspec.convert(shortlist.question, Question, strict=False)


def question_words(question: Question, capability_names: dict[str, str]) -> list[tuple[str, str]]:
    """What was asked, line by line: a heading and words."""
    method = method_asked(question)
    asked = [("Weights", _weights(question, method)), *_filters(question, capability_names)]
    needs = ", ".join(capability_names.get(code, code) for code in question.needs)
    sizes = ", ".join(f"{number:,} {plain(unit).lower()}s" for unit, number in question.size.items())
    return [
        *asked,
        ("Has to do", needs or "nothing in particular"),
        *([("Has to fit with", ", ".join(question.estate))] if question.estate else []),
        *([("What users like yours say", _like_me(question.like_me))] if question.like_me else []),
        ("For", f"{sizes or 'a trust of middling size'}, over {question.term_months} months"),
        ("Budget", money(question.budget) if question.budget else "the method’s published budget"),
    ]


def _like_me(asked: LikeMe) -> str:
    """The mix of roles and the kind of organisation that experience stands for."""
    roles = ", ".join(f"{role} {share:g}" for role, share in asked.roles.items() if share)
    kind = (
        organisation_kind(asked.organisation_kind) if asked.organisation_kind else "any kind of organisation"
    )
    return f"{roles or 'the published mix of roles'}; {kind}"


def suggested_reason(line: LineOut) -> str:
    """For what the gate left out the reason is known; it is offered, and kept only when it is saved."""
    why = " ".join(line.reasons[:2])
    return f"Left out by the gate ({gate_words(line.gate).lower()}). {why}".strip()[:2000]


def _weights(question: Question, method: Method) -> str:
    weights: dict[str, Any] = dict(question.weights) or {c.id: c.weight for c in method.criteria}
    given = ", ".join(f"{c.title} {float(weights.get(c.id, 0)):g}" for c in method.criteria)
    return given if question.weights else f"{given} (as published)"


def _filters(question: Question, capability_names: dict[str, str]) -> list[tuple[str, str]]:
    asked = question.filter
    kinds = {str(kind): name for kind, name in PRODUCT_TYPE_NAMES.items()}
    found = [
        ("Words", asked.q),
        ("Kind of system", ", ".join(kinds.get(each, each) for each in asked.product_type)),
        ("May it be bought?", ", ".join(gate_words(each) for each in asked.gate)),
        ("Capability", ", ".join(capability_names.get(code, code) for code in asked.capability)),
        ("Standard", ", ".join(asked.standard)),
        ("Supplier", ", ".join(asked.supplier)),
        ("Origin", ", ".join(plain(each) for each in asked.origin)),
    ]
    return [(heading, words) for heading, words in found if words] or [("Looked at", "every product")]
