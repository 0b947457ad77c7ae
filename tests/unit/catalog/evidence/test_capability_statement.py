"""What a FHIR server states of itself: declared, unknown where it is silent, alike from JSON and XML."""

from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.reading import Reading
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

UKCORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
PATIENT = {
    "type": "Patient",
    "supportedProfile": [f"{UKCORE}Patient|2.0.1"],
    "interaction": [{"code": "read"}, {"code": "search-type"}],
    "searchParam": [
        {
            "name": "identifier",
            "type": "token",
            "documentation": "By NHS number, https://fhir.nhs.uk/Id/nhs-number",
        }
    ],
    "operation": [{"name": "$match", "definition": "https://sandpiper.example/OperationDefinition/match"}],
}
SERVER: dict[str, Any] = {
    "resourceType": "CapabilityStatement",
    "url": "https://sandpiper.example/metadata",
    "status": "active",
    "date": "2026-06-01",
    "publisher": "Sandpiper Systems",
    "kind": "instance",
    "software": {"name": "Sandpiper", "version": "4.2"},
    "fhirVersion": "4.0.1",
    "format": ["json"],
    "implementationGuide": ["https://fhir.hl7.org.uk/ImplementationGuide/fhir.r4.ukcore.stu2|2.0.1", None],
    "rest": [
        {
            "mode": "server",
            "security": {"service": [{"coding": [{"code": "SMART-on-FHIR"}]}]},
            "resource": [PATIENT],
        }
    ],
}


def _resource(**changes: Any) -> dict[str, Any]:
    return {**SERVER, "rest": [{"mode": "server", "resource": [{**PATIENT, **changes}]}]}


def _outcomes(found: Reading) -> dict[str, Outcome]:
    return {line.requirement_id: line.outcome for line in found.lines}


def _by_about(found: Reading) -> dict[str, Outcome]:
    return {each.about: each.outcome for each in found.statements}


def test_a_server_declares_what_it_lists() -> None:
    """Each thing as a statement with its place, and lines that are declared, never more."""
    found = seen(SERVER)
    assert found.format is Format.FHIR_CAPABILITY_STATEMENT
    assert (found.subject.product, found.subject.version, found.issuer.kind) == ("Sandpiper", "4.2", "vendor")
    patient = next(each for each in found.statements if each.about == "fhir:server:Patient")
    assert (patient.outcome, patient.pointer) == (Outcome.MET, "/rest/0/resource/0")
    assert "read, search-type; searched by identifier; operations match" in patient.text
    assert _by_about(found)["fhir:security:server:SMART-on-FHIR"] is Outcome.MET
    assert _outcomes(found) == {
        "UKCORE-1": Outcome.MET,
        "UKCORE-2": Outcome.MET,
        "UKCORE-6": Outcome.MET,
        "C4.2.1": Outcome.MET,
        "C4.1.1": Outcome.INCONCLUSIVE,
        "ARCH-INTEROP": Outcome.MET,
        "ARCH-DATA": Outcome.INCONCLUSIVE,
        "SS-17": Outcome.INCONCLUSIVE,
        "API-1": Outcome.MET,
    }
    assert {line.assurance for line in found.lines} == {Assurance.DECLARED}


def test_another_version_fails_unless_more_are_offered() -> None:
    """A statement speaks of one version; `$versions` leads to others."""
    stu3 = {**SERVER, "fhirVersion": "3.0.2"}
    assert _outcomes(seen(stu3))["UKCORE-1"] is Outcome.NOT_MET
    assert _outcomes(seen(stu3))["CC-1"] is Outcome.MET
    more = {**stu3, "rest": [{"mode": "server", "operation": [{"name": "versions"}]}]}
    assert _outcomes(seen(more))["UKCORE-1"] is Outcome.INCONCLUSIVE
    assert "CC-1" not in _outcomes(seen(SERVER))


def test_a_wish_counts_for_no_product() -> None:
    """`kind: requirements` is read, and nothing follows from it."""
    found = seen({**SERVER, "kind": "requirements"})
    assert found.lines == ()
    assert {each.outcome for each in found.statements} == {Outcome.NOT_EVIDENCED}
    assert any("requirements" in note for note in found.notes)


@pytest.mark.parametrize(
    "change",
    [{"status": "retired"}, {"software": {"name": "[Name of the software]"}}],
    ids=["retired", "template"],
)
def test_a_retired_statement_and_a_template_show_nothing(change: dict[str, Any]) -> None:
    """Neither for nor against."""
    found = seen({**SERVER, **change})
    assert {line.outcome for line in found.lines} == {Outcome.INCONCLUSIVE}
    assert {each.outcome for each in found.statements} == {Outcome.INCONCLUSIVE}


def test_a_resource_without_interactions_is_unknown() -> None:
    """An omitted list says nothing, in particular not that nothing is offered."""
    silent = {"type": "Flag", "supportedProfile": [f"{UKCORE}Flag"]}
    found = seen({**SERVER, "rest": [{"mode": "server", "resource": [silent]}]})
    assert _by_about(found)["fhir:server:Flag"] is Outcome.INCONCLUSIVE
    assert _outcomes(found)["RADF-2"] is Outcome.INCONCLUSIVE
    assert any("no interaction" in note for note in found.notes)


def test_what_an_import_adds_is_unknown() -> None:
    """Nothing is followed, so that neither presence nor absence is shown."""
    found = seen({**SERVER, "imports": ["https://sandpiper.example/CapabilityStatement/base"]})
    assert _by_about(found)["fhir:server:Patient"] is Outcome.INCONCLUSIVE
    assert _outcomes(found)["UKCORE-2"] is Outcome.INCONCLUSIVE
    assert _by_about(found)["fhir:version"] is Outcome.MET


def test_a_profile_that_is_not_listed_is_unknown() -> None:
    """Not a failure: it may be kept to without being listed."""
    found = seen(_resource(supportedProfile=[], profile="https://sandpiper.example/Patient"))
    assert _outcomes(found)["UKCORE-2"] is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("codes", "profile", "outcome"),
    [
        (("read", "create"), f"{UKCORE}Flag", Outcome.MET),
        (("read", "create"), "https://sandpiper.example/Flag", Outcome.INCONCLUSIVE),
        (("read",), f"{UKCORE}Flag", Outcome.NOT_MET),
    ],
)
def test_reading_and_writing_the_flag(codes: tuple[str, ...], profile: str, outcome: Outcome) -> None:
    """Both, in the national form; a list that is there and lacks one of them is a failure."""
    flag = {"type": "Flag", "profile": profile, "interaction": [{"code": code} for code in codes]}
    found = seen({**SERVER, "rest": [{"mode": "server", "resource": [flag]}]})
    assert _outcomes(found)["RADF-2"] is outcome


@pytest.mark.parametrize(("mode", "outcome"), [("sender", Outcome.MET), ("receiver", None)])
def test_a_laboratory_report_has_to_be_sent(mode: str, outcome: Outcome | None) -> None:
    """A system that only receives it is not spoken of."""
    address = "https://fhir.hl7.org.uk/England/MessageDefinition/England-Pathology-Report"
    messaging = [{"supportedMessage": [{"mode": mode, "definition": address}]}]
    found = seen({**SERVER, "messaging": messaging})
    assert _outcomes(found).get("DAPB4101-1") is outcome
    assert _by_about(found)[f"fhir:message:{mode}:{address}"] is Outcome.MET


def test_bookings_travel_as_messages_and_gp_connect_is_only_claimed() -> None:
    """What is listed is met where listing is what is asked, and open where it is not."""
    messaging = [{"supportedMessage": [{"mode": "receiver", "definition": "MessageDefinition/bars-request"}]}]
    assert _outcomes(seen({**SERVER, "messaging": messaging}))["BARS-1"] is Outcome.MET
    reference = {"reference": "https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-GetStructuredRecord"}
    rest = [{"mode": "server", "operation": [{"name": "gpc.getstructuredrecord", "definition": reference}]}]
    assert _outcomes(seen({**SERVER, "fhirVersion": "3.0.1", "rest": rest}))["GPC-1"] is Outcome.INCONCLUSIVE


def test_medicines_in_the_national_form() -> None:
    """Offered under a UK Core profile, or open."""
    medicine = {"type": "MedicationRequest", "interaction": [{"code": "read"}]}
    bare = seen({**SERVER, "rest": [{"mode": "server", "resource": [medicine]}]})
    assert _outcomes(bare)["DAPB4013-1"] is Outcome.INCONCLUSIVE
    formed = {**medicine, "profile": f"{UKCORE}MedicationRequest"}
    found = seen({**SERVER, "rest": [{"mode": "server", "resource": [formed]}]})
    assert _outcomes(found)["DAPB4013-1"] is Outcome.MET


def test_an_old_conformance_is_read() -> None:
    """DSTU2 calls it otherwise, and has messages as events."""
    old = {
        "resourceType": "Conformance",
        "status": "active",
        "kind": "instance",
        "date": "2018",
        "fhirVersion": "1.0.2",
        "rest": {"mode": "server", "resource": {"type": "Patient", "interaction": {"code": "read"}}},
        "messaging": [{"event": [{"mode": "receiver", "code": {"code": "admin-notify"}}]}],
    }
    found = seen(old)
    assert _by_about(found)["fhir:server:Patient"] is Outcome.MET
    assert _by_about(found)["fhir:message:receiver:admin-notify"] is Outcome.MET
    assert next(e.pointer for e in found.statements if e.about == "fhir:server:Patient") == "/rest/resource"
    assert str(found.produced_on) == "2018-01-01"
    assert found.valid_until is not None
    assert found.valid_until < TODAY


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("fhirVersion", None, "/fhirVersion"),
        ("fhirVersion", "newest", "/fhirVersion"),
        ("kind", None, "/kind"),
    ],
)
def test_what_decides_a_finding_has_to_be_there(field: str, value: str | None, pointer: str) -> None:
    """Without it there is nothing to tell."""
    found = refused({**SERVER, field: value})
    assert (found.format, found.pointer) == (Format.FHIR_CAPABILITY_STATEMENT, pointer)


def test_a_date_to_come_does_not_prolong_it() -> None:
    """It counts from the day it was read."""
    found = seen({**SERVER, "date": "2035-01-01"})
    assert found.produced_on == TODAY


def test_odd_shapes_do_not_stop_it() -> None:
    """Nulls in lists, wrong types, a byte-order mark."""
    odd = _resource(interaction=[None, {"code": 3}, "read"], searchParam="x", operation=[7], profile=[None])
    odd["rest"].append(None)
    assert _by_about(seen(odd))["fhir:server:Patient"] is Outcome.INCONCLUSIVE


def _xml(value: Any, name: str, prefix: str = "") -> str:
    """A resource as XML, as FHIR writes it."""
    if isinstance(value, list):
        return "".join(_xml(each, name, prefix) for each in value if each is not None)
    if isinstance(value, dict):
        inner = "".join(_xml(each, key, prefix) for key, each in value.items() if key != "resourceType")
        return f"<{prefix}{name}>{inner}</{prefix}{name}>"
    return f"<{prefix}{name} value={quoteattr(str(value))}/>"


def _root(value: dict[str, Any], prefix: str) -> bytes:
    space = f'xmlns{":" + prefix[:-1] if prefix else ""}="http://hl7.org/fhir"'
    name = value["resourceType"]
    return _xml(value, name, prefix).replace(f"<{prefix}{name}>", f"<{prefix}{name} {space}>", 1).encode()


@pytest.mark.parametrize("prefix", ["", "f:"])
def test_xml_says_the_same(prefix: str) -> None:
    """The same statements and lines, with places as XPath."""
    json, xml = seen(SERVER), seen(_root(SERVER, prefix))
    assert [(e.about, e.outcome, e.text) for e in xml.statements] == [
        (e.about, e.outcome, e.text) for e in json.statements
    ]
    assert _outcomes(xml) == _outcomes(json)
    patient = next(each for each in xml.statements if each.about == "fhir:server:Patient")
    assert patient.pointer == "/CapabilityStatement/rest[1]/resource[1]"


@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(["Patient", "Flag", "Task"])},
            optional={
                "interaction": st.lists(st.fixed_dictionaries({"code": st.sampled_from(["read", "create"])})),
                "profile": st.sampled_from([f"{UKCORE}Flag", "https://sandpiper.example/p"]),
            },
        )
    )
)
def test_every_resource_is_one_statement_alike_in_both_forms(resources: list[dict[str, Any]]) -> None:
    """However many there are; and one that lists nothing to do is never met."""
    document = {**SERVER, "rest": [{"mode": "server", "resource": resources}]}
    json, xml = seen(document), seen(_root(document, ""))
    assert [(e.about, e.outcome) for e in json.statements] == [(e.about, e.outcome) for e in xml.statements]
    assert _outcomes(json) == _outcomes(xml)
    listed = [each for each in json.statements if each.about.startswith("fhir:server:")]
    assert [each.outcome is Outcome.MET for each in listed] == [bool(r.get("interaction")) for r in resources]
