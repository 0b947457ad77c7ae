"""Vulnerabilities in a CycloneDX document, with what their analysis says (VEX).

Shape: `vulnerabilities[].analysis` of CycloneDX 1.4 and later. One that was listed and never judged is not
known.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalog.evidence.readers.pick import dict_of, dicts_of, excerpt, text_of, texts_of
from catalog.evidence.readers.supply import Flaw
from catalog.words import Outcome

_STATES: Final = {
    "resolved": Outcome.MET,
    "resolved_with_pedigree": Outcome.MET,
    "not_affected": Outcome.MET,
    "false_positive": Outcome.MET,
    "exploitable": Outcome.NOT_MET,
    "in_triage": Outcome.INCONCLUSIVE,
}
_REMEDIES: Final = frozenset({"update", "rollback", "workaround_available"})


def flaws_of(value: Mapping[str, Any]) -> Iterator[Flaw]:
    """Every vulnerability that is listed, in its order."""
    for number, each in dicts_of(value.get("vulnerabilities")):
        analysis = dict_of(each.get("analysis"))
        outcome, words = _state(each, analysis)
        detail = text_of(analysis.get("detail")) or text_of(each.get("description")) or ""
        yield Flaw(
            about=f"cve:{excerpt(text_of(each.get('id')) or 'unnamed')}",
            outcome=outcome,
            pointer=f"/vulnerabilities/{number}",
            text=excerpt(f"{words}. {detail}"),
            remedied=_remedied(each, analysis),
            rated=any(dicts_of(each.get("ratings"))),
        )


def _state(each: Mapping[str, Any], analysis: Mapping[str, Any]) -> tuple[Outcome, str]:
    state = text_of(analysis.get("state"))
    if state in _STATES:
        why = text_of(analysis.get("justification"))
        return _STATES[state], f"{state}, {why}" if why else state
    said = {status for _, target in dicts_of(each.get("affects")) for status in _statuses(target)}
    if "affected" in said and state is None:
        return Outcome.NOT_MET, "affected"
    return Outcome.INCONCLUSIVE, "not judged" if state is None else f"the state {excerpt(state)} is not known"


def _statuses(target: Mapping[str, Any]) -> Iterator[str]:
    for _, version in dicts_of(target.get("versions")):
        yield str(version.get("status", ""))


def _remedied(each: Mapping[str, Any], analysis: Mapping[str, Any]) -> bool:
    if not _REMEDIES.isdisjoint(texts_of(analysis.get("response"))):
        return True
    return bool(text_of(each.get("recommendation")) or text_of(each.get("workaround")))
