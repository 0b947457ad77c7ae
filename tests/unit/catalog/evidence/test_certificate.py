"""Certificate records: a word where a word is enough, else something to look up; never for too long."""

from datetime import date, timedelta
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.forms import certificate
from catalog.evidence.forms.certificate import schemes
from catalog.evidence.proofs import proofs
from catalog.evidence.reading import Context, Line
from catalog.standards_loader import standards
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

REGISTER = "https://iasme.co.uk/certificates/1234"


def _record(**more: Any) -> dict[str, Any]:
    return {
        "format": certificate.FORMAT,
        "scheme": "cyber-essentials",
        "number": "1234",
        "issuer": "A certifying body",
        "holder": "Maker Limited",
        "scope": "The whole organisation",
        "issued": "2026-06-01",
        "register": REGISTER,
        **more,
    }


def _lines(record: Any, supplier: str | None = None) -> dict[str, Line]:
    found = seen(record, context=Context(as_of=TODAY, supplier=supplier))
    return {line.requirement_id: line for line in found.lines}


def test_it_is_the_suppliers_word_and_no_more() -> None:
    """Met where a declaration is enough; elsewhere open, with the address where it is looked up."""
    lines = _lines(_record(scheme="cyber-essentials-plus"))
    assert {name: line.outcome for name, line in lines.items()} == {
        "CE-1": Outcome.INCONCLUSIVE,
        "CE-2": Outcome.MET,
        "CE-3": Outcome.MET,
        "C3.1": Outcome.INCONCLUSIVE,
        "ARCH-CYBER": Outcome.INCONCLUSIVE,
    }
    assert {line.assurance for line in lines.values()} == {Assurance.DECLARED}
    assert REGISTER in lines["CE-1"].reason


@pytest.mark.parametrize("scheme", sorted(schemes()))
def test_no_scheme_meets_what_takes_more_than_a_word(scheme: str) -> None:
    """Whatever the requirement: a typed record never stands for a certificate that was seen."""
    good = (schemes()[scheme].good or ("",))[0]
    lines = _lines(
        _record(scheme=scheme, result=good, register=schemes()[scheme].register, issued="2026-11-01")
    )
    assert lines
    for name, line in lines.items():
        found = standards().requirement(name)
        assert found is not None
        enough = found[1].least_assurance is Assurance.DECLARED
        assert line.outcome is (Outcome.MET if enough else Outcome.INCONCLUSIVE), name


@pytest.mark.parametrize(
    ("scheme", "issued", "expires", "until"),
    [
        ("cyber-essentials", "2026-06-01", None, date(2027, 6, 1)),
        ("cyber-essentials", "2026-06-01", "2027-05-31", date(2027, 5, 31)),
        ("cyber-essentials", "2026-06-01", "2031-06-01", date(2027, 6, 1)),
        ("cyber-essentials-plus", "2024-02-29", None, date(2025, 2, 28)),
        ("dspt", "2026-07-01", "2030-01-01", date(2027, 6, 30)),
        ("dspt", "2026-06-29", None, date(2026, 6, 30)),
        ("dspt", "2026-06-30", None, date(2027, 6, 30)),
        ("mesh", "2026-01-01", "2036-01-01", date(2036, 1, 1)),
        ("mesh", "2026-01-01", None, date(2027, 1, 1)),
    ],
)
def test_how_long_it_counts(scheme: str, issued: str, expires: str | None, until: date) -> None:
    """To the day that it names, and never longer than its scheme or, without one, than its format lets it."""
    found = seen(_record(scheme=scheme, issued=issued, expires=expires))
    assert found.valid_until == until


@given(st.dates(), st.sampled_from(sorted(schemes())))
def test_no_day_is_too_strange(issued: date, scheme: str) -> None:
    """Any day of the calendar has an answer, and a last day is never before the first."""
    last = schemes()[scheme].last_day(issued)
    assert last is None or last >= issued
    if last is not None and issued.year < 9000:
        assert last <= issued + timedelta(days=3 * 366)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"number": " "}, "/number"),
        ({"issuer": ""}, "/issuer"),
        ({"holder": ""}, "/holder"),
        ({"issued": "2027-01-01"}, "/issued"),
        ({"issued": "9999-12-31"}, "/issued"),
        ({"issued": "2025-01-01"}, "/expires"),
        ({"expires": "2026-11-24"}, "/expires"),
    ],
)
def test_what_is_missing_or_out_of_date_shows_nothing(change: dict[str, Any], pointer: str) -> None:
    """With the reason, and the place."""
    found = _lines(_record(**change))
    assert {line.outcome for line in found.values()} == {Outcome.NOT_EVIDENCED}
    assert found["CE-1"].pointer == pointer
    assert found["CE-1"].reason


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("Standards Met", Outcome.MET),
        ("standards exceeded", Outcome.MET),
        ("Approaching Standards", Outcome.PARTLY_MET),
        ("Standards Not Met", Outcome.NOT_MET),
        ("", Outcome.NOT_EVIDENCED),
    ],
)
def test_the_result_of_the_toolkit(result: str, outcome: Outcome) -> None:
    """What the toolkit found, and nothing where it is not told."""
    lines = _lines(_record(scheme="dspt", result=result, issued="2026-07-01"))
    assert {line.outcome for line in lines.values()} == {outcome}
    assert set(lines) == {"DSPT-1", "C2.1", "CHARTER-2"}


@pytest.mark.parametrize(
    ("supplier", "outcome"),
    [("MAKER LTD", Outcome.MET), ("Maker", Outcome.MET), ("Other Limited", Outcome.INCONCLUSIVE)],
)
def test_somebody_elses_certificate_is_left_open(supplier: str, outcome: Outcome) -> None:
    """The holder has to be the supplier, however the two write the company's legal form."""
    assert _lines(_record(), supplier)["CE-3"].outcome is outcome


@pytest.mark.parametrize(
    "register",
    [
        "https://evil.example/x",
        "http://iasme.co.uk/x",
        "javascript:alert(1)",
        "https://iasme.co.uk.evil/",
        "",
    ],
)
def test_an_address_outside_the_register_is_not_passed_on(register: str) -> None:
    """An assessor is sent to the register of the scheme, and to no page that a supplier chose."""
    found = seen(_record(register=register))
    lines = {line.requirement_id: line for line in found.lines}
    assert lines["CE-3"].outcome is Outcome.NOT_EVIDENCED
    assert "https://iasme.co.uk." in lines["CE-1"].reason
    shown = "".join([*found.notes, *(line.reason for line in found.lines)])
    assert not register or register not in shown


def test_the_template_fits_the_schema_and_shows_nothing() -> None:
    """Once it has a scheme and a day."""
    begun = {**certificate.template(), "scheme": "dspt", "issued": "2026-11-01"}
    assert jsonschema_rs.validator_for(certificate.schema()).is_valid(begun)
    assert {line.outcome for line in _lines(begun).values()} == {Outcome.NOT_EVIDENCED}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"scheme": "best-in-show"}, "/scheme"),
        ({"scheme": "dspt", "result": "Brilliant"}, "/result"),
        ({"result": "Standards Met"}, "/result"),
        ({"issued": "lately"}, "/issued"),
        ({"colour": "red"}, ""),
    ],
)
def test_what_is_refused(change: dict[str, Any], pointer: str) -> None:
    """With the place, and with what can be written instead."""
    found = refused(_record(**change))
    assert (found.format, found.pointer) == (Format.CERTIFICATE_RECORD, pointer)


def test_every_scheme_speaks_to_something_and_every_rule_names_a_scheme() -> None:
    """The two files of data agree."""
    rules = proofs()[Format.CERTIFICATE_RECORD].rules
    named: set[str] = set()
    for rule in rules:
        listed = rule.given["schemes"]
        assert isinstance(listed, list)
        named |= set(listed)
        assert rule.given.get("requirement", rule.requirement) == rule.requirement
    assert named == set(schemes())
