"""Documents made to hurt cost at most 64 MiB and some seconds, each in a process of its own.

The long form, under `make faults`, reads every one of them and prints what it cost; the short form the few
that issue 4 names and the dearest of the others.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.hostile import DOCUMENTS
from tests.faults.long_form import LONG, tell

MOST_MIB = 64
SECONDS = 60  # after which a process is killed, which fails the test: a hang, on however busy a machine
ROOT = Path(__file__).parents[2]
SHORT = (
    "JSON arrays 100,000 deep",
    "JSON objects 100,000 deep",
    "keys twice",
    "YAML aliases",
    "billion laughs",
    "external entity",
    "DOCTYPE in UTF-16",
    "50 MB of whitespace",
    "as many keys as are read",
    "XML attributes",
    "XML with one long namespace, many elements",
    "YAML base 60",
    "a statement of many resources",
    "Inferno secrets in one string",
    "Inferno rows joined with a table",
    "a coverage table of many columns",
    "an axe page of a long address",
    "SPDX tags, short",
    "OpenAPI of shared media types",
    "OpenAPI references out",
    "EARL remote context",
    "DTAC answers to many questions",
    "a safety record that covers many releases",
    "a certificate record of one long number",
)
pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="asks Linux for the peak")


@pytest.fixture(scope="module")
def reader() -> Iterator[subprocess.Popen[str]]:
    """The program that reads apart."""
    command = [sys.executable, "-m", "tests.faults.read_apart", str(SECONDS)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


@pytest.mark.parametrize("name", DOCUMENTS if LONG else SHORT)
def test_a_hostile_document_costs_little(name: str, reader: subprocess.Popen[str], tmp_path: Path) -> None:
    """Read or refused in words; nothing crashes, hangs, or takes more memory than is allowed."""
    paths = []
    for number, content in enumerate(DOCUMENTS[name]()):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(content)
    found = _cost(reader, paths)
    tell(f"{found.get('mib')} MiB, {found.get('seconds')} s: {name}: {found.get('reason') or 'read'}"[:150])
    assert "ended" not in found, f"its process ended with {found['ended']}"
    assert found["mib"] <= MOST_MIB
    assert "could not be read:" not in found["reason"]


def _cost(reader: subprocess.Popen[str], paths: list[Path]) -> dict[str, Any]:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(json.dumps([str(path) for path in paths]) + "\n")
    reader.stdin.flush()
    answer: dict[str, Any] = json.loads(reader.stdout.readline())
    return answer
