"""A run of Inferno: joined to the coverage of its kit, and kept without what it was given."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.reading import Reading
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen

HEAD = (
    "\ufeffReq Set,ID,URL,Requirement,Conformance,Actors,Conditionality,Not Tested Reason,Not Tested Details,"
    "Made Kit Short ID(s),Made Kit Full ID(s),Other Kit Full ID(s)\r\n"
)


def _row(test: str, result: str, **more: Any) -> dict[str, Any]:
    at = "2026-05-22T11:55:15.479-04:00"
    return {"test_id": test, "result": result, "optional": False, "created_at": at, "updated_at": at, **more}


def _table(*rows: tuple[str, str, str]) -> bytes:
    """A coverage table of (id, conformance, tests) rows."""
    lines = [
        f'made_1.0,{name},https://made.example,"Do it,\nwell",{level},Server,false,,,,"{tests}",\r\n'
        for name, level, tests in rows
    ]
    return (HEAD + "".join(lines)).encode()


def _requirement(found: Reading, name: str) -> Outcome:
    return next(each.outcome for each in found.statements if each.about == f"requirement:made_1.0@{name}")


RUN = [
    _row("kit-a", "pass"),
    _row("kit-b", "pass"),
    _row("kit-c", "fail", result_message="expected 200"),
    _row("kit-d", "fail", optional=True),
    _row("kit-e", "skip"),
    _row("kit-f", "omit"),
    {"test_group_id": "kit", "result": "pass"},
]


@pytest.mark.parametrize(
    ("tests", "outcome"),
    [
        ("kit-a, kit-b", Outcome.MET),
        ("kit-a, kit-c", Outcome.NOT_MET),
        ("kit-a, kit-d", Outcome.INCONCLUSIVE),
        ("kit-a, kit-e", Outcome.INCONCLUSIVE),
        ("kit-a, kit-z", Outcome.INCONCLUSIVE),
        ("kit", Outcome.INCONCLUSIVE),
        ("kit-f", Outcome.NOT_APPLICABLE),
        ("", Outcome.NOT_EVIDENCED),
    ],
)
def test_a_requirement_is_what_all_its_tests_say(tests: str, outcome: Outcome) -> None:
    """All passed; a required one failed; anything else is open; and without a test there is no evidence."""
    found = seen(RUN, _table(("1", "SHALL", tests), ("2", "SHALL", "kit-a")))
    assert _requirement(found, "1") is outcome
    assert (found.issuer.kind, found.issuer.name) == ("tool", "Inferno")


def test_requirements_of_the_catalogue_follow_by_their_ids() -> None:
    """Tested, each with the place in the run; ids of other sets lead to nothing."""
    table = _table(
        ("UKCORE-4", "SHALL", "kit-a"), ("PDS-1", "SHALL", "kit-c"), ("EPS-2", "SHALL", ""), ("7", "MAY", "")
    )
    found = seen(RUN, table)
    assert {(line.requirement_id, line.outcome, line.pointer) for line in found.lines} == {
        ("UKCORE-4", Outcome.MET, "/0"),
        ("PDS-1", Outcome.NOT_MET, "/2"),
        ("EPS-2", Outcome.NOT_EVIDENCED, ""),
    }
    assert {line.assurance for line in found.lines} == {Assurance.TESTED}


def test_a_requirement_that_asks_for_other_evidence_stays_open() -> None:
    """A passed test is no certificate."""
    found = seen(RUN, _table(("PDS-2", "SHALL", "kit-a")))
    assert [line.outcome for line in found.lines] == [Outcome.INCONCLUSIVE]


def test_without_its_table_a_run_shows_tests_alone() -> None:
    """And says what is missing; a table of another kit is said to be one."""
    alone = seen(RUN)
    assert (alone.format, alone.lines, len(alone.statements)) == (Format.INFERNO_RESULTS, (), 6)
    assert any("Hand both in together" in note for note in alone.notes)
    other = seen(RUN, _table(("UKCORE-4", "SHALL", "another-kit-a")))
    assert (other.lines, len(other.statements)) == ((), 6)
    assert any("another test kit" in note for note in other.notes)


def test_a_broken_table_beside_it_does_not_stop_the_run() -> None:
    """It is refused by itself."""
    broken = HEAD.replace("Full ID(s)", "ID(s)").encode()
    assert seen(RUN, broken).lines == ()
    assert refused(broken).pointer == "line 1"


def test_a_test_that_was_run_again_counts_as_it_came_out_last() -> None:
    """Whatever the order in the file."""
    again = _row("kit-c", "pass", updated_at="2026-05-23T09:00:00.000-04:00")
    found = seen([again, *RUN], _table(("1", "SHALL", "kit-c")))
    assert _requirement(found, "1") is Outcome.MET


def test_a_table_alone_is_read_as_what_it_is() -> None:
    """What would be tested: no finding, every row not evidenced, with its line."""
    found = seen(_table(("1", "SHALL", "kit-a"), ("2", "MAY", "")))
    assert (found.format, found.lines) == (Format.INFERNO_COVERAGE, ())
    assert [(each.outcome, each.pointer) for each in found.statements] == [
        (Outcome.NOT_EVIDENCED, "line 2"),
        (Outcome.NOT_EVIDENCED, "line 4"),
    ]


def test_results_in_an_envelope_keep_their_places() -> None:
    """Some interfaces give the list under a name; what is kept is read the same."""
    found = seen({"id": "run", "results": RUN})
    assert found.statements[0].pointer == "/results/0"
    assert found.cleaned is not None
    assert seen(found.cleaned).statements == found.statements


SECRET = st.text("ABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=6, max_size=40).map(lambda text: f"q{text}")


@given(SECRET, st.integers(0, 3), st.sampled_from(["inputs", "outputs", "requests"]))
def test_nothing_that_the_run_was_given_is_kept(secret: str, deep: int, field: str) -> None:
    """Not in the field, not in JSON inside a string, not repeated in a message, not in what is shown."""
    value: Any = {"access_token": secret}
    for _ in range(deep):
        value = {"inner": json.dumps(value)}
    given_ = [{"name": "smart_auth_info", "type": "auth_info", "value": json.dumps(value)}]
    message = f"401 for Bearer {secret}, sent as access_token={secret}"
    found = seen([_row("kit-a", "fail", result_message=message, **{field: given_}), _row("kit-b", "pass")])
    assert found.cleaned is not None
    assert secret.encode() not in found.cleaned
    assert not any(secret in each.text for each in found.statements)
    kept = json.loads(found.cleaned)
    assert all(
        set(row) <= {"result", "optional", "test_id", "created_at", "updated_at", "result_message"}
        for row in kept
    )
    assert seen(found.cleaned).statements == found.statements


def test_tokens_in_addresses_and_ids_of_sessions_are_not_kept() -> None:
    """A session can be opened by whoever knows its id."""
    url = "https://alice:hunter22@sandpiper.example/r4?access_token=abcd1234"
    request = {"url": url, "verb": "get", "status": 401}
    message = "GET with abcd1234 and hunter22"
    row = _row(
        "kit-a", "fail", requests=[request], inputs=[{"name": "url", "value": url}], result_message=message
    )
    found = seen([{**row, "test_session_id": "5mIUdBS15Mo"}])
    assert found.cleaned is not None
    assert not any(each in found.cleaned for each in (b"abcd1234", b"5mIUdBS15Mo", b"alice"))
    assert "The run was against sandpiper.example." in found.notes


def test_a_row_that_is_no_object_is_unknown() -> None:
    """And a result that nobody knows is not a pass."""
    found = seen([*RUN, 7, _row("kit-g", "splendid")])
    assert found.statements[-1].outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("result", [[], {}, ["pass"], None, 1])
def test_a_result_that_is_no_word_is_unknown(result: Any) -> None:
    """A row of an odd shape stops no other."""
    found = seen([*RUN, _row("kit-z", result)])
    assert next(each for each in found.statements if "kit-z" in each.about).outcome is Outcome.INCONCLUSIVE


def test_a_quote_that_swallows_a_column_is_refused_in_words() -> None:
    """It stands in the first line as text, and is no column of its own."""
    head = HEAD.replace("ID,URL", 'ID,"URL').replace("Actors", 'Actors"')
    found = refused((head + "made_1.0,1,x,Server\r\n").encode())
    assert (found.reason, found.fault) == ("The table has no column Requirement.", False)
