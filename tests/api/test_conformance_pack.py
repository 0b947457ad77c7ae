"""The conformance pack over the API, as a page, and from the command line."""

import json
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading
from plumbline.cli import main
from tests.conftest import NOON

PACK = "/api/v1/products/tern-record/conformance/pack?as_of=2026-11-23"


def test_the_pack_says_what_the_conformance_says(market_client: TestClient[Litestar]) -> None:
    """Read back by the market's own reader, it has the outcome of every requirement."""
    told = market_client.get("/api/v1/products/tern-record/conformance?as_of=2026-11-23").json()
    wanted = {
        f"cdxa:{each['requirement']['id']}": each["outcome"]
        for verdict in told["verdicts"]
        for each in verdict["results"]
    }
    found = read(market_client.get(PACK).content, Context(as_of=NOON.date()))

    assert isinstance(found, Reading)
    assert {each.about: str(each.outcome) for each in found.statements} == wanted


def test_it_is_a_file_that_is_sent_once(market_client: TestClient[Litestar]) -> None:
    """An attachment with a name, and nothing when it is there already."""
    answer = market_client.get(PACK)

    assert answer.headers["content-type"].startswith("application/vnd.cyclonedx+json")
    assert 'filename="tern-record-conformance-2026-11-23.cdx.json"' in answer.headers["content-disposition"]
    again = market_client.get(PACK, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_page_for_printing_has_every_requirement(market_client: TestClient[Litestar]) -> None:
    """Also those that nothing is recorded for."""
    told = market_client.get("/api/v1/products/tern-record/conformance?as_of=2026-11-23").json()
    text = market_client.get("/products/tern-record/conformance/print?as_of=2026-11-23").text
    results = [each for verdict in told["verdicts"] for each in verdict["results"]]

    assert results
    assert text.count('<td role="cell"') == 5 * len(results)
    assert [each for each in results if f"<strong>{each['requirement']['id']}</strong>" not in text] == []
    assert text.count(">Met</strong>") == sum(each["outcome"] == "met" for each in results)


def test_the_command_writes_it(demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To a file, or an error in words for a product that is not there."""
    file = tmp_path / "pack.cdx.json"
    asked = ["--as-of", "2026-11-23", "--database", demo_url]

    assert main(["evidence", "pack", "tern-record", *asked, "--write", str(file)]) == 0
    assert json.loads(file.read_bytes())["bomFormat"] == "CycloneDX"
    assert main(["evidence", "pack", "nobody", *asked]) == 3
    assert "There is no product 'nobody'" in capsys.readouterr().err
