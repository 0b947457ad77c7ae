"""DTAC answers: codes against the list, answers against their question, files against what is here."""

import json
from hashlib import sha256
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.forms import dtac
from catalog.evidence.reading import Context
from catalog.standards_loader import standards
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

FILE = b"%PDF-1.7 impact assessment"
DIGEST = sha256(FILE).hexdigest()


def _form(**answers: Any) -> dict[str, Any]:
    """Answers by code, with `_` for the dots; a text, or an object."""
    return {
        "format": dtac.FORMAT,
        "form": "DTAC-2.0",
        "product": "Ehr",
        "release": "4.2",
        "date": "2026-11-01",
        "answers": {
            code.replace("_", "."): {"answer": said} if isinstance(said, str) else said
            for code, said in answers.items()
        },
    }


def _shown(code: str, *beside: bytes, **answers: Any) -> tuple[Outcome, Assurance]:
    found = seen(_form(**answers), *beside)
    return next((line.outcome, line.assurance) for line in found.lines if line.requirement_id == code)


def test_the_form_asks_what_the_standard_asks() -> None:
    """Code by code, in its order; conditions name questions that there are."""
    standard = next(each for each in standards() if each.id == dtac.form().standard)
    assert list(dtac.questions()) == [each.id for each in standard.requirements]
    for question in dtac.questions().values():
        assert {*question.good, *question.fair} <= set(question.choices)
        if question.only_if:
            other = dtac.questions()[question.only_if.code]
            assert other.takes(question.only_if.answer) == question.only_if.answer
        assert not question.instead or question.instead in dtac.questions()


def test_the_template_fits_the_schema_once_it_is_begun_and_so_do_answers() -> None:
    """And the schema refuses what the reader refuses."""
    check = jsonschema_rs.validator_for(dtac.schema())
    begun = {**dtac.template(), "product": "Ehr", "release": "1", "date": "2026-11-01"}
    assert check.is_valid(begun)
    assert check.is_valid(_form(C2_2="no", D1_5="99.95"))
    assert not check.is_valid(_form(C9_9="yes"))
    assert not check.is_valid(_form(C2_2="perhaps"))
    assert {line.outcome for line in seen(begun).lines} == {Outcome.NOT_EVIDENCED}


def test_every_question_has_a_line_and_a_statement() -> None:
    """Answered or not."""
    found = seen(_form(C2_2="yes"))
    assert (found.format, found.subject.version) == (Format.DTAC_ANSWERS, "4.2")
    assert [line.requirement_id for line in found.lines] == list(dtac.questions())
    assert len(found.statements) == len(found.lines)


@pytest.mark.parametrize(
    ("code", "answers", "outcome"),
    [
        ("C2.2", {"C2_2": "NO"}, Outcome.MET),
        ("C2.1", {"C2_1": "standards met"}, Outcome.MET),
        ("C2.1", {"C2_1": "Approaching Standards"}, Outcome.PARTLY_MET),
        ("C2.1", {"C2_1": "Standards Not Met"}, Outcome.NOT_MET),
        ("C3.5", {"C3_5": "no"}, Outcome.NOT_MET),
        ("C3.5", {"C3_2": "yes"}, Outcome.NOT_APPLICABLE),
        ("C3.3", {"C3_2": "yes"}, Outcome.INCONCLUSIVE),
        ("C2.2.2", {"C2_2_2": "yes"}, Outcome.NOT_EVIDENCED),
        ("C2.2.2", {"C2_2_2": {"answer": "yes", "file": "0" * 64}}, Outcome.NOT_EVIDENCED),
        ("C2.2.5", {"C2_2_5": "England"}, Outcome.MET),
        ("C3.1", {"C3_1": "yes"}, Outcome.NOT_EVIDENCED),
        ("C4.1.2", {"C4_1_2": "no"}, Outcome.NOT_MET),
        ("C4.1.2", {"C4_1_2": "no", "C4_1_3": "On request"}, Outcome.INCONCLUSIVE),
        ("D1.4.2", {"D1_4_1": "yes"}, Outcome.NOT_APPLICABLE),
        ("D1.5", {"D1_5": "99.95%"}, Outcome.MET),
        ("D1.5", {"D1_5": " "}, Outcome.NOT_EVIDENCED),
    ],
)
def test_what_an_answer_shows(code: str, answers: dict[str, Any], outcome: Outcome) -> None:
    """A duty, a fact, a choice, a file that is not there, a question that does not arise."""
    assert _shown(code, **answers)[0] is outcome


def test_a_file_that_is_here_makes_an_answer_documented() -> None:
    """Handed in beside it, or held for the release already."""
    said = {"answer": "yes", "file": DIGEST.upper()}
    assert _shown("C2.2.2", FILE, C2_2_2=said) == (Outcome.MET, Assurance.DOCUMENTED)
    held = Context(as_of=TODAY, files=frozenset({DIGEST}))
    lines = {line.requirement_id: line for line in seen(_form(C2_2_2=said), context=held).lines}
    assert lines["C2.2.2"].assurance is Assurance.DOCUMENTED
    assert _shown("C2.2", C2_2="yes")[1] is Assurance.DECLARED


def test_a_certificate_behind_an_answer_has_to_be_looked_at() -> None:
    """A file of any kind does not make a certificate."""
    assert _shown("C3.1", FILE, C3_1={"answer": "yes", "file": DIGEST})[0] is Outcome.INCONCLUSIVE


def test_answers_about_another_release_are_open_and_admissions_stay() -> None:
    """Nothing in favour is carried over unseen."""
    context = Context(as_of=TODAY, release=("Ehr", "v5.0"))
    found = seen(_form(C2_2="yes", C3_5="no"), context=context)
    lines = {line.requirement_id: line.outcome for line in found.lines}
    assert (lines["C2.2"], lines["C3.5"]) == (Outcome.INCONCLUSIVE, Outcome.NOT_MET)
    same = Context(as_of=TODAY, release=("Ehr", "V4.2"))
    assert {line.requirement_id: line.outcome for line in seen(_form(C2_2="yes"), context=same).lines}[
        "C2.2"
    ] is Outcome.MET


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"answers": {"C9.9": {"answer": "yes"}}}, "/answers/C9.9"),
        ({"answers": {"a/b": {}}}, "/answers/a~1b"),
        ({"answers": {"C2.2": {"answer": "perhaps"}}}, "/answers/C2.2/answer"),
        ({"answers": {"D1.5": {"answer": "99.9"}}}, "/answers/D1.5/answer"),
        ({"answers": {"D1.4.2": {"answer": "soon"}}}, "/answers/D1.4.2/answer"),
        ({"answers": {"C2.2": {"answer": True}}}, "/answers/answer"),
        ({"answers": {"C2.2": {"file": "abc"}}}, "/answers/file"),
        ({"date": "1 November"}, "/date"),
        ({"form": "DTAC-1.0"}, "/form"),
        ({"surprise": 1}, ""),
    ],
)
def test_what_is_refused(change: dict[str, Any], pointer: str) -> None:
    """With the place, as closely as it is known."""
    found = refused({**_form(), **change})
    assert (found.format, found.pointer) == (Format.DTAC_ANSWERS, pointer)


_CODES = st.sampled_from(list(dtac.questions()))
_SAID = st.sampled_from(["", "yes", "no", "Standards Met", "browser", "99.95", "2026-12-01", "text"])


@given(st.dictionaries(_CODES, _SAID))
def test_nothing_is_met_without_an_answer(said: dict[str, str]) -> None:
    """Whatever else is answered; and nothing is more than declared without a file."""
    form = _form() | {
        "answers": {code: {"answer": text} for code, text in said.items() if _taken(code, text)}
    }
    for line in seen(json.dumps(form).encode()).lines:
        assert line.assurance is Assurance.DECLARED
        if not said.get(line.requirement_id):
            assert line.outcome in (Outcome.NOT_EVIDENCED, Outcome.NOT_APPLICABLE, Outcome.INCONCLUSIVE)


def _taken(code: str, text: str) -> bool:
    return dtac.questions()[code].takes(text) is not None
