"""Files from strangers: everything in them, or a list of what is wrong with line and column."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.organisations.compact_csv import (
    write_organisations,
    write_relationships,
    write_successions,
)
from catalog.organisations.csv_files import joined, read_csv
from catalog.organisations.ods_csv import ODS_COLUMNS
from catalog.organisations.organisation import (
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
    SuccessionKind,
)
from catalog.organisations.packaged import packaged
from catalog.organisations.problems import MOST_PROBLEMS, ImportProblem, ImportRefused
from catalog.words import Certainty

HEADER = b"code,name,kind,primary_role,opened,closed,postcode,region,certainty\n"
GOOD = b"RJ1,Guy's and St Thomas',trust,RO197,2001-04-01,,SE1 7EH,Y56,high\n"
STEPS = b"predecessor,successor,date,kind,certainty,note\n"


def problems(raw: bytes) -> tuple[ImportProblem, ...]:
    with pytest.raises(ImportRefused) as refused:
        read_csv(raw)
    return refused.value.problems


def ods(**cells: str) -> bytes:
    """One row in the 22 columns."""
    given = {
        "ods_code": "02T",
        "name": "NHS Calderdale CCG",
        "primary_role": "RO98",
        "non_primary_roles": "RO319 (from 2022-07-01)",
        "status": "Inactive",
        "open_date": "2013-04-01",
        "close_date": "2022-06-30",
        "successor_codes": "QWO|QQQ",
        "succession_date": "2022-07-01",
        "succession_type": "statutory transfer",
        "certainty": "high (code, name); medium (roles)",
    } | cells
    return (
        ",".join(ODS_COLUMNS) + "\n" + ",".join(f'"{given.get(c, "")}"' for c in ODS_COLUMNS) + "\n"
    ).encode()


@pytest.mark.parametrize(
    ("raw", "line", "column", "words"),
    [
        (b"", 1, 1, "empty"),
        (b"\xef\xbb\xbf", 1, 1, "empty"),
        (HEADER + b"RJ1,Caf\xe9,trust,,,,,,high\n", 2, 8, "Byte 75"),
        (HEADER + GOOD[:30], 2, 31, "cut off"),
        (HEADER + GOOD + b"RJ2,Lewisham,trust", 3, 19, "cut off"),
        (HEADER + b"RJ1,Guy's,trust,,,,,high\n", 2, 9, "8 columns, the header 9"),
        (HEADER + b"RJ1,Guy's,trust,,,,,,high,\n", 2, 10, "10 columns, the header 9"),
        (HEADER + b"RJ1,\"Guy's,trust,,,,,,high\n", 2, 1, "cannot be read"),
        (HEADER + b'RJ1,"Guy"s,trust,,,,,,high\n', 2, 1, "cannot be read"),
        (HEADER + b"RJ1,Guy\x00s,trust,,,,,,high\n", 2, 2, "U+0000"),
        (HEADER + b"RJ1,Guy\x1bs,trust,,,,,,high\n", 2, 2, "U+001B"),
        (HEADER + b'RJ1,"Guy\ns",trust,,,,,,high\n', 3, 2, "U+000A"),
        (HEADER + "RJ1,Guy\u2028s,trust,,,,,,high\n".encode(), 2, 2, "U+2028"),
        (HEADER + b"rj1,Guy's,trust,,,,,,high\n", 2, 1, "ODS code"),
        (HEADER + b",Guy's,trust,,,,,,high\n", 2, 1, "empty"),
        (HEADER + b"RJ1,,trust,,,,,,high\n", 2, 2, "empty"),
        (HEADER + b"RJ1," + b"x" * 301 + b",trust,,,,,,high\n", 2, 2, "at most 300"),
        (HEADER + b"RJ1,Guy's,club,,,,,,high\n", 2, 3, "'club' is not one of: trust"),
        (HEADER + b"RJ1,Guy's,trust,197,,,,,high\n", 2, 4, "RO197"),
        (HEADER + b"RJ1,Guy's,trust,,2026-02-30,,,,high\n", 2, 5, "2026-02-30"),
        (HEADER + b"RJ1,Guy's,trust,,20260201,,,,high\n", 2, 5, "is not a day"),
        (HEADER + b"RJ1,Guy's,trust,,2020-01-02,2020-01-01,,,high\n", 2, 6, "before opened"),
        (HEADER + b"RJ1,Guy's,trust,,,,,,certain\n", 2, 9, "'certain' is not one of: high"),
        (HEADER + GOOD + GOOD, 3, 1, "again"),
        (b"# rows: 2\n" + HEADER + GOOD, 3, 1, "announces 2 rows and holds 1"),
        (b"code,name\n", 1, 3, "Missing: kind"),
        (HEADER.replace(b"region", b"area"), 1, 8, "Not known: area"),
        (HEADER.replace(b"opened,closed", b"closed,opened"), 1, 5, "in this order"),
        (STEPS + b"AAA,AAA,,merger,high,\n", 2, 2, "continuation"),
        (STEPS + b"AAA,BBB,,continuation,high,\n", 2, 2, "continuation"),
        (STEPS + b"AAA,BBB,,marriage,high,\n", 2, 4, "marriage"),
        (b"child,parent,kind,since,until\nAAA,BBB,,,\n", 2, 3, "empty"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(raw: bytes, line: int, column: int, words: str) -> None:
    """Each way of being wrong is told by where it is and what it is."""
    found = problems(raw)
    assert (found[0].line, found[0].column) == (line, column), found
    assert words in found[0].message


def test_every_problem_is_told_at_once() -> None:
    """Three wrong cells in two rows are three problems, in the order of the file."""
    found = problems(HEADER + b"rj1,,trust,,,,,,high\n" + GOOD + b"RJ2,x,club,,,,,,high\n")
    assert [(p.line, p.column) for p in found] == [(2, 1), (2, 2), (4, 3)]


def test_problems_do_not_fill_the_screen() -> None:
    """A thousand wrong rows are told by the first hundred."""
    assert len(problems(HEADER + b"rj1,x,trust,,,,,,high\n" * 1000)) == MOST_PROBLEMS


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2", "a\tb"])
def test_a_formula_is_plain_text(name: str) -> None:
    """What a spreadsheet would run is a name like any other here."""
    (organisation,) = read_csv(HEADER + f"RJ1,{name},trust,,,,,,high\n".encode()).organisations
    assert organisation.name == name


def test_windows_line_ends_blank_lines_and_a_byte_order_mark_are_fine() -> None:
    """What spreadsheets write is read."""
    raw = b"\xef\xbb\xbf" + (HEADER + GOOD + b"\n").replace(b"\n", b"\r\n")
    assert read_csv(raw).organisations == read_csv(HEADER + GOOD).organisations


def test_the_wide_shape_tells_of_the_organisation_its_successors_and_its_afterlife() -> None:
    """22 columns: two successors on one day, the code continued as a location, the least certainty."""
    extract = read_csv(ods())
    (organisation,) = extract.organisations
    assert organisation.kind is OrganisationKind.CCG
    assert organisation.closed == date(2022, 6, 30)
    assert organisation.certainty is Certainty.MEDIUM
    told = [(s.successor, s.on, s.kind) for s in extract.successions]
    day = date(2022, 7, 1)
    assert told == [
        ("QWO", day, SuccessionKind.STATUTORY_TRANSFER),
        ("QQQ", day, SuccessionKind.STATUTORY_TRANSFER),
        ("02T", day, SuccessionKind.CONTINUATION),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"close_date": ""}, 10, "read as open"),
        ({"status": "Active", "open_date": ""}, 9, "first day"),
        ({"status": "perhaps"}, 8, "perhaps"),
        ({"non_primary_roles": "chief"}, 7, "not a role"),
        ({"non_primary_roles": "RO319 (from 2022-13-01)"}, 7, "not a day"),
        ({"successor_codes": "02T"}, 11, "not the code of a successor"),
        ({"successor_codes": "q w"}, 11, "not the code of a successor"),
        ({"certainty": "surely"}, 22, "none of"),
        ({"primary_role": ""}, 5, "empty"),
    ],
)
def test_the_wide_shape_is_held_to_its_words(cells: dict[str, str], column: int, words: str) -> None:
    """A row that would make a closed organisation read as open is refused, like any wrong word."""
    found = problems(ods(**cells))
    assert [p.column for p in found] == [column], found
    assert words in found[0].message


def test_roles_refine_the_kind_and_ended_ones_do_not() -> None:
    """RO318 makes a partnership an ICB; a role that has ended says nothing."""
    board = {"primary_role": "RO261", "status": "Active", "close_date": "", "successor_codes": ""}
    icb = read_csv(ods(**board, non_primary_roles="RO318|RO262(ended)")).organisations[0]
    ended = read_csv(ods(**board, non_primary_roles="RO318(ended)")).organisations[0]
    assert icb.kind is OrganisationKind.ICB
    assert ended.kind is OrganisationKind.STRATEGIC_PARTNERSHIP


def test_the_packaged_tables_write_and_read_back_the_same() -> None:
    """Writing and reading are each other's inverse on all we ship."""
    extract = packaged()
    again = joined(
        map(
            read_csv,
            (
                write_organisations(extract.organisations),
                write_successions(extract.successions),
                write_relationships(extract.relationships),
            ),
        )
    )
    assert again == extract


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40)
names = words.map(lambda t: t.strip()).filter(bool)
maybe_days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(names, maybe_days, st.sampled_from(list(OrganisationKind)), st.sampled_from(list(Certainty)))
@settings(max_examples=60, deadline=None)
def test_any_organisation_survives_the_table(
    name: str, opened: date | None, kind: OrganisationKind, certainty: Certainty
) -> None:
    """Quotes, commas, scripts and signs in a name come back as they went."""
    organisation = Organisation(code="ABC", name=name, kind=kind, opened=opened, certainty=certainty)
    assert read_csv(write_organisations([organisation])).organisations == (organisation,)


@given(st.binary(max_size=300) | st.binary(max_size=120).map(lambda tail: HEADER + GOOD + tail))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """Nothing else can happen: no other error, and a refusal names at least one problem."""
    try:
        read_csv(raw)
    except ImportRefused as refused:
        assert refused.problems


@given(st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_a_table_cut_anywhere_is_refused(length: int) -> None:
    """The count at its top gives away even a cut between two rows."""
    whole = write_successions(
        [
            Succession(predecessor=f"AA{n}", successor="BBB", on=None, kind=SuccessionKind.MERGER, note="so")
            for n in range(20)
        ]
    )
    with pytest.raises(ImportRefused):
        read_csv(whole[: -min(length, len(whole) - 1)])


def test_a_relationship_is_read() -> None:
    """Child, parent, kind, and days that may be missing."""
    extract = read_csv(b"child,parent,kind,since,until\n02T,QWO,RE5,2022-07-01,\n")
    assert extract.relationships == (
        Relationship(child="02T", parent="QWO", kind="RE5", since=date(2022, 7, 1), until=None),
    )
