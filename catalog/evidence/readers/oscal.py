"""OSCAL assessment results: an assessor's findings on controls. JSON, YAML and XML.

Shape: NIST OSCAL 1.x, assessment results: `results[].findings[].target` names a control or objective and
whether it is satisfied; observations say when what was seen expires. The other models are no results.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.etree.ElementTree import Element

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of
from catalog.evidence.readers.supply import named_requirement
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement
from catalog.words import Outcome

_RESULTS: Final = "assessment-results"
_SPACE: Final = "{http://csrc.nist.gov/ns/oscal/1.0}"
_NO_RESULTS: Final = {
    "catalog": "a catalogue of controls: it says what is asked, not what was found",
    "profile": "a choice of controls: it says what is asked, not what was found",
    "mapping-collection": "a mapping between catalogues, not what was found",
    "component-definition": "what a component says that it can do, not what was found",
    "system-security-plan": "a plan of how controls are met, and no assessment of it",
    "assessment-plan": "the plan of an assessment, not its results",
    "plan-of-action-and-milestones": "a plan of what is still to be done, not the results of an assessment",
}
_STATES: Final = {"satisfied": Outcome.MET, "not-satisfied": Outcome.NOT_MET}
_PATHS: Final = {
    "results": "result",
    "findings": "finding",
    "observations": "observation",
    "related-observations": "related-observation",
    "parties": "party",
    "responsible-parties": "responsible-party",
    "party-uuids": "party-uuid",
}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of the assessment; `until` is the day on which what was seen expires."""

    statement: Statement
    requirement: str | None
    until: date | None


def _recognises(opened: Opened) -> bool:
    return _model_of(opened) is not None


def _model_of(opened: Opened) -> str | None:
    """Which model of OSCAL it is, by its root; None where it is none."""
    if opened.is_xml:
        name = opened.xml.tag.removeprefix(_SPACE)
        return name if name != opened.xml.tag and (name == _RESULTS or name in _NO_RESULTS) else None
    for name in (_RESULTS, *_NO_RESULTS):
        if opened.is_json and "oscal-version" in dict_of(
            dict_of(dict_of(opened.json).get(name)).get("metadata")
        ):
            return name
        if opened.is_yaml and f"{name}:" in opened.text and "oscal-version" in opened.text:
            return name if name in dict_of(opened.yaml) else None
    return None


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    model = _model_of(opened) or ""
    if model != _RESULTS:
        raise RejectedError(
            f"This is {_NO_RESULTS.get(model, 'not a model of OSCAL that is known')}.",
            "Hand in the assessment results (assessment-results).",
        )
    value = _value(opened)
    metadata = dict_of(value.get("metadata"))
    found = tuple(_findings(value))
    if not found:
        raise RejectedError(
            "There is no finding in the results.",
            "Hand in results that say what was found.",
            f"/{_RESULTS}/results",
        )
    days = [
        day
        for _, each in dicts_of(value.get("results"))
        for day in (day_of(each.get("end")) or day_of(each.get("start")),)
        if day
    ]
    document = Document(
        format=Format.OSCAL_ASSESSMENT_RESULTS,
        format_version=text_of(metadata.get("oscal-version")) or "",
        model=found,
        issuer=Issuer(kind="third-party", name=_assessor(metadata)),
        produced_on=max(days, default=None) or day_of(metadata.get("last-modified")),
        valid_until=min((each.until for each in found if each.until), default=None),
        statements=tuple(each.statement for each in found),
        notes=(excerpt(text_of(metadata.get("title")) or "without a title"),),
    )
    return _with_xpaths(document, found) if opened.is_xml else document


def _value(opened: Opened) -> Mapping[str, Any]:
    if opened.is_xml:
        return _from_xml(opened.xml)
    return dict_of(dict_of(opened.json if opened.is_json else opened.yaml).get(_RESULTS))


def _findings(value: Mapping[str, Any]) -> Iterator[Found]:
    for number, result in dicts_of(value.get("results")):
        expiries = {
            str(each.get("uuid")): day_of(each.get("expires"))
            for _, each in dicts_of(result.get("observations"))
        }
        for place, finding in dicts_of(result.get("findings")):
            yield _found(finding, f"/{_RESULTS}/results/{number}/findings/{place}", expiries)


def _found(finding: Mapping[str, Any], pointer: str, expiries: Mapping[str, date | None]) -> Found:
    target = dict_of(finding.get("target"))
    name = text_of(target.get("target-id")) or "unnamed"
    status = target.get("status")
    state = text_of(status) or text_of(dict_of(status).get("state")) or "without a state"
    related = (str(each.get("observation-uuid")) for _, each in dicts_of(finding.get("related-observations")))
    days = [day for uuid in related if (day := expiries.get(uuid))]
    return Found(
        statement=Statement(
            about=f"oscal:{excerpt(name)}",
            outcome=_STATES.get(state, Outcome.INCONCLUSIVE),
            pointer=pointer,
            text=excerpt(f"{state}: {text_of(finding.get('title')) or ''}"),
        ),
        requirement=named_requirement(name),
        until=min(days, default=None),
    )


def _assessor(metadata: Mapping[str, Any]) -> str | None:
    """The parties in the role of an assessor, else the first party."""
    parties = {
        str(each.get("uuid")): text_of(each.get("name")) for _, each in dicts_of(metadata.get("parties"))
    }
    named: list[str] = []
    for _, role in dicts_of(metadata.get("responsible-parties")):
        if "assessor" in str(role.get("role-id")):
            uuids = role.get("party-uuids")
            named += (
                [name for uuid in uuids if (name := parties.get(str(uuid)))]
                if isinstance(uuids, list)
                else []
            )
    first = next(filter(None, parties.values()), None)
    return excerpt(", ".join(named)) if named else first


def _from_xml(element: Element) -> dict[str, Any]:
    """The XML form in the shape of the JSON form: siblings of one name become the list of their plural."""
    found: dict[str, Any] = dict(element.attrib)
    plural = {one: many for many, one in _PATHS.items()}
    for child in element:
        name = str(child.tag).removeprefix(_SPACE)
        value = _from_xml(child) if len(child) or child.attrib else (child.text or "").strip()
        if name in plural:
            found.setdefault(plural[name], []).append(value)
        else:
            found[name] = value
    return found


def _with_xpaths(document: Document, found: tuple[Found, ...]) -> Document:
    moved = tuple(
        msgspec.structs.replace(
            each, statement=msgspec.structs.replace(each.statement, pointer=_xpath(each.statement.pointer))
        )
        for each in found
    )
    return msgspec.structs.replace(document, model=moved, statements=tuple(each.statement for each in moved))


def _xpath(pointer: str) -> str:
    parts = pointer.split("/")[1:]
    return "".join(f"[{int(part) + 1}]" if part.isdigit() else f"/{_PATHS.get(part, part)}" for part in parts)


def _was_assessed(document: Document, _given: Given) -> Iterator[Shown]:
    """Findings on requirements that the results name by our ids."""
    found: tuple[Found, ...] = document.model if isinstance(document.model, tuple) else ()
    for each in found:
        if each.requirement:
            said = each.statement
            reason = f"{document.issuer.name or 'The assessor'} finds it {said.text}"
            yield Shown(
                requirement=each.requirement, outcome=said.outcome, pointer=said.pointer, reason=reason
            )


READER: Final = Reader(
    format=Format.OSCAL_ASSESSMENT_RESULTS,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"was_assessed": _was_assessed},
)
