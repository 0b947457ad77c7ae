"""Declarations of conformance in a CycloneDX document (CDXA, 1.6 and later).

Shape: `declarations.attestations[].map[]` says for a requirement what is claimed, what is claimed against it,
and a conformance score from 0 to 1; claims point to evidence, which may expire. Whoever asserts it, an
unsigned document is somebody's word: declared. Where there is no score, a property of ours may say why
(`catalog.evidence.pack` writes it); it can say nothing in favour.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from catalog.evidence.pack_words import OUTCOME_PROPERTY
from catalog.evidence.reader import Given
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of, texts_of
from catalog.evidence.readers.supply import Supply, named_requirement
from catalog.evidence.reading import Document, Shown, Statement
from catalog.words import Assurance, Outcome

_UNSCORED: Final = (Outcome.NOT_EVIDENCED, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE)


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement as one attestation maps it."""

    about: str
    requirement: str | None  # of our catalogue
    outcome: Outcome
    reason: str
    pointer: str
    until: date | None = None


class Declared(Supply, frozen=True, kw_only=True):
    """The document as its rules ask for it; `signed` by a test house whose key is known."""

    declared: tuple[Claimed, ...] = ()
    signed: bool = False


class _World(msgspec.Struct, frozen=True, kw_only=True):
    """What references in the document lead to."""

    assessors: Mapping[str, str]
    requirements: Mapping[str, str]
    expiries: Mapping[str, date]  # of claims, by their reference
    unscored: Mapping[str, Outcome]  # by the requirement's name: what a score cannot say
    as_of: date


def declared_in(value: Mapping[str, Any], as_of: date) -> tuple[Claimed, ...]:
    """Every requirement that an attestation speaks about."""
    declarations = dict_of(value.get("declarations"))
    world = _World(
        assessors=dict(_assessors(declarations)),
        requirements=dict(_requirements(value)),
        expiries=_expiries(declarations),
        unscored=dict(_unscored(value)),
        as_of=as_of,
    )
    found = []
    for number, attestation in dicts_of(declarations.get("attestations")):
        who = world.assessors.get(str(attestation.get("assessor")), "somebody who is not named")
        for place, mapped in dicts_of(attestation.get("map")):
            pointer = f"/declarations/attestations/{number}/map/{place}"
            found.append(_claimed(mapped, pointer, who, world))
    return tuple(found)


def _assessors(declarations: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for _, each in dicts_of(declarations.get("assessors")):
        name = text_of(dict_of(each.get("organization")).get("name")) or "an assessor without a name"
        kind = "a third party" if each.get("thirdParty") in (True, "true") else "the maker's own"
        if ref := text_of(each.get("bom-ref")):
            yield ref, excerpt(f"{name} ({kind})")


def _requirements(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for _, standard in dicts_of(dict_of(value.get("definitions")).get("standards")):
        for _, each in dicts_of(standard.get("requirements")):
            ref, name = text_of(each.get("bom-ref")), text_of(each.get("identifier"))
            if ref and name:
                yield ref, name


def _unscored(value: Mapping[str, Any]) -> Iterator[tuple[str, Outcome]]:
    said = {str(outcome): outcome for outcome in _UNSCORED}
    for _, each in dicts_of(value.get("properties")):
        name, outcome = text_of(each.get("name")) or "", said.get(str(each.get("value")))
        if name.startswith(OUTCOME_PROPERTY) and outcome:
            yield name.removeprefix(OUTCOME_PROPERTY), outcome


def _expiries(declarations: Mapping[str, Any]) -> dict[str, date]:
    """The first day on which a claim's evidence runs out, by the claim's reference."""
    evidence = {
        str(each.get("bom-ref")): until
        for _, each in dicts_of(declarations.get("evidence"))
        if (until := _evidence_until(each))
    }
    found: dict[str, date] = {}
    for _, claim in dicts_of(declarations.get("claims")):
        days = [evidence[ref] for ref in _refs(claim.get("evidence")) if ref in evidence]
        if days:
            found[str(claim.get("bom-ref"))] = min(days)
    return found


def _evidence_until(each: Mapping[str, Any]) -> date | None:
    return day_of(each.get("expires")) or min(
        (day for _, data in dicts_of(each.get("data")) if (day := day_of(data.get("expires")))), default=None
    )


def _refs(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else texts_of(value)


def _claimed(mapped: Mapping[str, Any], pointer: str, who: str, world: _World) -> Claimed:
    ref = text_of(mapped.get("requirement")) or ""
    name = world.requirements.get(ref, ref)
    days = [world.expiries[each] for each in _refs(mapped.get("claims")) if each in world.expiries]
    until = min(days, default=None)
    outcome, reason = _outcome(mapped, who, world.unscored.get(name, Outcome.INCONCLUSIVE))
    if until and until < world.as_of and outcome is Outcome.MET:
        outcome, reason = (
            Outcome.NOT_EVIDENCED,
            f"The evidence behind the claim expired on {until.isoformat()}.",
        )
    return Claimed(
        about=f"cdxa:{excerpt(name or 'unnamed')}",
        requirement=named_requirement(name),
        outcome=outcome,
        reason=reason,
        pointer=pointer,
        until=until if outcome is Outcome.MET else None,
    )


def _outcome(mapped: Mapping[str, Any], who: str, unscored: Outcome) -> tuple[Outcome, str]:
    conformance = dict_of(mapped.get("conformance"))
    score = _score(conformance.get("score"))
    why = text_of(conformance.get("rationale")) or ""
    if score is None:
        return unscored, excerpt(f"{who} gives no conformance score. {why}".strip())
    against = len(_refs(mapped.get("counterClaims")))
    if score == 1 and against:
        return Outcome.INCONCLUSIVE, f"{who} declares conformance, and {against} claims stand against it."
    if score == 1 and not _refs(mapped.get("claims")):
        return Outcome.INCONCLUSIVE, f"{who} declares conformance and makes no claim for it."
    outcome = Outcome.MET if score == 1 else Outcome.PARTLY_MET if score > 0 else Outcome.NOT_MET
    return outcome, excerpt(f"{who} scores conformance {score:g}. {why}")


def _score(value: Any) -> float | None:
    """From 0 to 1; XML gives it as text. Anything else is no score."""
    try:
        score = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except ValueError:
        return None
    return score if score is not None and 0 <= score <= 1 else None


def statements(declared: tuple[Claimed, ...]) -> Iterator[Statement]:
    """Each declared requirement as a statement, whichever catalogue it is of."""
    for each in declared:
        yield Statement(about=each.about, outcome=each.outcome, pointer=each.pointer, text=each.reason)


def is_declared(document: Document, _given: Given) -> Iterator[Shown]:
    """What the document declares about requirements that it names by our ids."""
    model = document.model
    if not isinstance(model, Declared):
        return
    for each in model.declared:
        if each.requirement is None:
            continue
        doubt = model.mismatch if each.outcome is Outcome.MET else ""
        yield Shown(
            requirement=each.requirement,
            outcome=Outcome.INCONCLUSIVE if doubt else each.outcome,
            pointer=each.pointer,
            reason=doubt or each.reason,
            assurance=Assurance.SIGNED if model.signed else Assurance.DECLARED,
        )
