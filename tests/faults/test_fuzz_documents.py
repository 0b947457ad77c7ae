"""Whatever is done to a document on its way: it is read or refused in words, soon, and in 64 MiB.

Three ways of changing the project's own samples: what Hypothesis chooses and makes small, random changes for
a set time, and atheris, which follows the readers' own branches: these two run for FUZZ_SECONDS each.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.evidence.read import read
from catalog.evidence.readers import READERS
from catalog.evidence.reading import Context, Reading
from tests.faults.fuzz_apart import TRIPPED
from tests.faults.long_form import seed, tell, times
from tests.faults.mutating import mutated
from tests.faults.read_apart import CONTEXT
from tests.faults.samples import READ_AS, SAMPLES

SECONDS = times("FUZZ_SECONDS", long=600, short=8)
EXAMPLES = times("FUZZ_EXAMPLES", long=20_000, short=200)
ROOT = Path(__file__).parents[2]
on_linux = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="asks Linux for the peak")


def test_every_reader_has_a_sample() -> None:
    """And it is recognised as what it is, whether it is read or refused."""
    assert {reader.format for reader in READERS} == set(READ_AS)
    assert [read(each, CONTEXT).format for each in SAMPLES] == list(READ_AS)
    assert sum(isinstance(read(each, CONTEXT), Reading) for each in SAMPLES) > len(SAMPLES) // 2


@settings(max_examples=EXAMPLES)
@given(st.randoms(use_true_random=False), st.booleans())
def test_no_change_trips_a_reader(random: Random, known: bool) -> None:
    """None raises, and none is refused for a fault of the reader's own."""
    context = CONTEXT if known else Context(as_of=CONTEXT.as_of, release=("Scope", "1.0"))
    content, beside = mutated(SAMPLES, random), mutated(SAMPLES, random)
    found = read(content, context, [beside])
    assert isinstance(found, Reading) or TRIPPED not in found.reason


@on_linux
@pytest.mark.parametrize("how", ["mutations", "atheris"])
def test_nothing_crashes_hangs_or_swells(how: str, tmp_path: Path) -> None:
    """For the whole time, in a process of its own; the document that did is kept and named."""
    if how == "atheris" and importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not here: it comes for Linux on x86-64, up to Python 3.13")
    command = [sys.executable, "-m", "tests.faults.fuzz_apart", how, str(SECONDS), str(seed()), str(tmp_path)]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS + 300, check=False
    )
    told = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    assert run.returncode == 0, (
        f"{tmp_path / 'now'}: ended with {run.returncode}: {told[-1:]} {run.stderr[-400:]}"
    )
    tell(f"{how}: {told[-1] if told else 'nothing'}")
    assert told
    assert told[-1]["read"] > 100
