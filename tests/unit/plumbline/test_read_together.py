"""Files that came together: what belongs together is joined, and nothing else leans on anything."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from catalog.evidence.attest import Attestation, Attested, Release, sign
from catalog.evidence.formats import Format
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection, TestHouse
from catalog.words import Assurance, Outcome
from plumbline.evidence.together import OUT_OF_TIME, Told, read_together
from tests.storage.bom_made import BOM

KEY = OKPKey.generate_key("Ed25519")
PRIVATE: dict[str, Any] = KEY.as_dict(private=True)
HOUSE = TestHouse(name="Made Up Testing", keys={"one": KEY.as_dict(private=False)})  # type: ignore[dict-item]
CONTEXT = Context(as_of=date(2026, 11, 23), release=("scope", "1.0"), test_houses=(HOUSE,))
REPORT = b"%PDF-1.4 what was tested, and what was seen"
RUN = json.dumps(
    [{"test_id": "kit-a", "result": "pass", "optional": False, "created_at": "2026-11-01T10:00:00Z"}]
).encode()
TABLE = (
    b"Req Set,ID,URL,Requirement,Conformance,Actors,Conditionality,Not Tested Reason,Not Tested Details,"
    b"Made Kit Short ID(s),Made Kit Full ID(s)\r\n"
    b"made,UKCORE-1,https://made.example,Do it,SHALL,Server,false,,,,kit-a\r\n"
)
BILL = json.dumps(BOM).encode()


def attestation(report: bytes = REPORT) -> bytes:
    """Signed by the test house, about one requirement."""
    said = Attestation(
        issuer="Made Up Testing",
        release=Release(product="scope", version="1.0"),
        sha256=sha256(report).hexdigest(),
        findings=(Attested(requirement="C3.3", outcome=Outcome.MET),),
        issued=date(2026, 11, 1),
        expires=date(2027, 10, 31),
    )
    return sign(said, PRIVATE, "one")


def told(*contents: bytes, late: int = 10_000) -> list[Told]:
    """What became of them; `late` is how often the time may be asked for before it has run out."""
    asked = iter(range(1_000_000))
    return read_together(
        contents, lambda content, beside: read(content, CONTEXT, beside), lambda: next(asked) >= late
    )


def test_a_run_is_joined_with_its_coverage_table() -> None:
    """The run shows the requirement only with the table; the table leans on nothing."""
    bill, table, run = told(BILL, TABLE, RUN)
    assert isinstance(run.found, Reading)
    assert [line.requirement_id for line in run.found.lines] == ["UKCORE-1"]
    assert (bill.leans_on, table.leans_on, run.leans_on) == ((), (), (1,))
    (alone,) = told(RUN)
    assert isinstance(alone.found, Reading)
    assert alone.found.lines == ()


def test_a_report_that_nobody_reads_is_named_by_its_attestation() -> None:
    """It is about the requirement that the attestation shows by it; another unread file is about nothing."""
    stray, report, attested = told(b"%PDF-1.4 stray", REPORT, attestation())
    assert isinstance(report.found, Rejection)
    assert (report.about, report.named_by) == (("C3.3",), (2,))
    assert (stray.about, stray.named_by) == ((), ())
    assert isinstance(attested.found, Reading)
    assert attested.leans_on == (1,)
    assert attested.found.lines[0].assurance is Assurance.SIGNED


def test_an_attestation_without_its_report_is_refused_and_stops_nobody() -> None:
    """With the reason; the bill of materials beside it is read."""
    refused, bill = told(attestation(b"another report"), BILL)
    assert isinstance(refused.found, Rejection)
    assert "not among the files" in refused.found.reason
    assert isinstance(bill.found, Reading)
    assert bill.found.format is Format.CYCLONEDX


def test_beyond_its_time_the_rest_is_given_up() -> None:
    """What leans on what could not be told either is not guessed."""
    for late in range(8):
        found = [each.found for each in told(BILL, TABLE, RUN, late=late)]
        assert all(each is OUT_OF_TIME or isinstance(each, Reading) for each in found)
        assert (OUT_OF_TIME in found) == (late < 6)


@given(
    st.lists(st.sampled_from([BILL, TABLE, RUN, REPORT, b"stray", b""]), unique=True, max_size=6), st.data()
)
def test_the_order_in_which_they_come_changes_nothing(files: Sequence[bytes], data: st.DataObject) -> None:
    """The same reading, and the same files that it leans on."""
    other = data.draw(st.permutations(files))
    first = dict(zip(files, told(*files), strict=True))
    again = dict(zip(other, told(*other), strict=True))
    for file in files:
        assert first[file].found == again[file].found
        assert {files[n] for n in first[file].leans_on} == {other[n] for n in again[file].leans_on}
