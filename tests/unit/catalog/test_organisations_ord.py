"""The ORD shape: single items instead of lists, two kinds of dates, and everything that is wrong."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.organisations.ord_json import read_ord
from catalog.organisations.organisation import OrganisationKind, SuccessionKind
from catalog.organisations.problems import ImportProblem, ImportRefused


def dates(start: str, end: str | None = None, kind: str = "Operational") -> dict[str, str]:
    return {"Type": kind, "Start": start} | ({"End": end} if end else {})


def target(code: str) -> dict[str, Any]:
    return {"OrgId": {"extension": code}}


def organisation(**parts: Any) -> dict[str, Any]:
    return {
        "Organisation": {
            "Name": "NHS WEST YORKSHIRE ICB - 02T",
            "Date": [dates("2013-04-01")],
            "OrgId": {"extension": "02T"},
            "Status": "Active",
            "Roles": {"Role": [{"id": "RO98", "primaryRole": True, "Date": [dates("2013-04-01")]}]},
        }
        | parts
    }


def problems(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(ImportRefused) as refused:
        read_ord(document)
    return [(p.pointer, p.message) for p in refused.value.problems]


def test_one_item_may_stand_without_its_list() -> None:
    """An object instead of a list of one gives the same organisation, role, relationship, succession."""
    role = {"id": "RO98", "primaryRole": True, "Date": dates("2013-04-01")}
    rel = {"id": "RE5", "Date": dates("2013-04-01"), "Target": target("Q72")}
    succ = {"Type": "Successor", "Date": dates("2022-07-01", kind="Legal"), "Target": target("QWO")}
    bare = organisation(
        Date=dates("2013-04-01"), Roles={"Role": role}, Rels={"Rel": rel}, Succs={"Succ": succ}
    )
    listed = organisation(
        Roles={"Role": [role | {"Date": [role["Date"]]}]},
        Rels={"Rel": [rel | {"Date": [rel["Date"]]}]},
        Succs={"Succ": [succ | {"Date": [succ["Date"]]}]},
    )
    assert read_ord(bare) == read_ord([listed]) == read_ord({"Organisation": [listed["Organisation"]]})
    (step,) = read_ord(bare).successions
    assert (step.predecessor, step.successor, step.on) == ("02T", "QWO", date(2022, 7, 1))


def test_the_legal_date_counts_where_there_is_one() -> None:
    """Operational dates say when the directory followed; duties moved on the legal ones."""
    both = [dates("2014-09-01", "2016-01-28"), dates("2013-04-01", "2015-03-31", "Legal")]
    (found,) = read_ord(organisation(Date=both, Status="Inactive")).organisations
    assert (found.opened, found.closed) == (date(2013, 4, 1), date(2015, 3, 31))
    assert read_ord(organisation(Date=both[::-1], Status="Inactive")).organisations == (found,)


def test_a_current_location_role_continues_the_code() -> None:
    """RO319 without an End: the code names a sub-ICB location since the role's start."""
    roles = organisation()["Organisation"]["Roles"]["Role"]
    extract = read_ord(organisation(Roles={"Role": [*roles, {"id": "RO319", "Date": dates("2022-07-01")}]}))
    assert extract.organisations[0].kind is OrganisationKind.SUB_ICB
    (step,) = extract.successions
    assert (step.predecessor, step.successor, step.kind) == ("02T", "02T", SuccessionKind.CONTINUATION)


def test_a_role_with_an_end_is_not_held() -> None:
    """RO319 that ended refines nothing and continues nothing."""
    roles = organisation()["Organisation"]["Roles"]["Role"]
    ended = {"id": "RO319", "Date": dates("2022-07-01", "2024-03-31")}
    extract = read_ord(organisation(Roles={"Role": [*roles, ended]}))
    assert extract.organisations[0].kind is OrganisationKind.CCG
    assert extract.successions == ()


def test_a_closed_board_was_a_board_to_its_last_day() -> None:
    """Its roles ended with it, and it is still told as an ICB."""
    period = dates("2022-07-01", "2026-03-31")
    roles = [
        {"id": "RO261", "primaryRole": True, "Date": [period]},
        {"id": "RO318", "Date": [period]},
        {"id": "RO262", "Date": [dates("2016-04-01", "2022-06-30")]},
    ]
    found = read_ord(organisation(Date=[period], Status="Inactive", Roles={"Role": roles}))
    assert found.organisations[0].kind is OrganisationKind.ICB


def test_of_several_periods_of_a_relationship_the_current_one_counts() -> None:
    """Three periods with one parent: the one without an End, whatever the order."""
    rels = [
        {"id": "RE5", "Date": [dates("2013-04-01", "2015-03-31")], "Target": target("Q72")},
        {"id": "RE5", "Date": [dates("2015-04-01")], "Target": target("Q72")},
        {"id": "RE5", "Date": [dates("2018-04-01", "2019-03-31")], "Target": target("Q72")},
    ]
    for order in (rels, rels[::-1]):
        (found,) = read_ord(organisation(Rels={"Rel": order})).relationships
        assert (found.since, found.until) == (date(2015, 4, 1), None)


@pytest.mark.parametrize(
    ("document", "pointer", "words"),
    [
        (None, "/", "no organisation"),
        ([], "/", "no organisation"),
        ("Organisation", "/", "neither an object nor a list"),
        ([1], "/0", "not an object"),
        ({"Organisation": 1}, "/Organisation", "neither an object nor a list"),
        ({"Organisations": [{"OrgId": "RWR"}]}, "/", "summaries"),
        (organisation(Name=None), "/Organisation/Name", "missing"),
        (organisation(Name="x" * 301), "/Organisation/Name", "at most 300"),
        (organisation(Name=7), "/Organisation/Name", "not a text"),
        (organisation(Name="a\x00b"), "/Organisation/Name", "U+0000"),
        (organisation(OrgId={"extension": "02t"}), "/Organisation/OrgId/extension", "ODS code"),
        (organisation(Status="Closed"), "/Organisation/Status", "neither Active"),
        (organisation(Status="Inactive"), "/Organisation/Date", "read as open"),
        (organisation(Date=[]), "/Organisation/Date", "no Start"),
        (organisation(Date=[dates("2013-4-1")]), "/Organisation/Date/0/Start", "not a day"),
        (organisation(Date=dates("2013-04-01", "2012-04-01")), "/Organisation/Date", "before it starts"),
        (organisation(Roles={"Role": []}), "/Organisation/Roles", "0 primary roles"),
        (organisation(Roles={"Role": {"id": "98"}}), "/Organisation/Roles/Role/id", "role id"),
        (
            organisation(Succs={"Succ": {"Type": "Friend", "Target": target("QWO")}}),
            "/Organisation/Succs/Succ/Type",
            "neither Successor",
        ),
        (
            organisation(Succs={"Succ": {"Type": "Successor", "Target": target("02T")}}),
            "/Organisation/Succs/Succ",
            "its own successor",
        ),
        (
            organisation(Rels={"Rel": {"id": "5", "Target": target("QWO")}}),
            "/Organisation/Rels/Rel/id",
            "relationship id",
        ),
        ([organisation(), organisation()], "/1/Organisation", "again"),
    ],
)
def test_what_is_wrong_is_named_with_a_pointer(document: Any, pointer: str, words: str) -> None:
    """Each way of being wrong is told by a JSON Pointer and what it is."""
    found = problems(document)
    assert any(where == pointer and words in message for where, message in found), found


def test_a_problem_reads_as_its_place_and_its_words() -> None:
    """A pointer for JSON, line and column for CSV."""
    assert str(ImportProblem(0, 0, "is missing.", "/Name")) == "/Name: is missing."
    assert str(ImportProblem(2, 3, "is empty.")) == "line 2, column 3: is empty."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Organisation",
                    "Name",
                    "Date",
                    "OrgId",
                    "extension",
                    "Status",
                    "Roles",
                    "Role",
                    "Succs",
                    "Succ",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=150, deadline=None)
def test_any_document_is_read_or_refused(document: Any) -> None:
    """Whatever stands where, the only error is a refusal that names a problem."""
    try:
        read_ord(document)
    except ImportRefused as refused:
        assert refused.problems
