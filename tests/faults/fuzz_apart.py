"""Reads changed documents for some seconds, in a process that can be killed.

`fuzz_apart HOW SECONDS SEED FOLDER`, where HOW is `mutations`, random changes of the samples, or `atheris`,
which goes where the readers' own code branches. The document that is being read stands in FOLDER/now; what is
wrong with one is told as a line of JSON, and ends the process with 1.
"""

import json
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

MOST_MIB: Final = 64
SLOWEST: Final = 20
TRIPPED: Final = "could not be read:"


class _Watch:
    """Reads one document after another and says what is wrong with how one was read."""

    def __init__(self, folder: Path) -> None:
        from catalog.evidence.read import read
        from catalog.evidence.reading import Context, Rejection
        from tests.faults.samples import SAMPLES

        self._read, self._rejection = read, Rejection
        self._context = Context(as_of=date(2026, 11, 25))
        self._now = folder / "now"
        for sample in SAMPLES:  # loads what is loaded when it is first needed
            read(sample, self._context)
        self.count = self.refused = 0
        self.most = 0.0

    def look(self, content: bytes) -> str:
        """Empty where all is well. A hang ends the process by its alarm."""
        self._now.write_bytes(content)
        Path("/proc/self/clear_refs").write_text("5")
        before = _kib("VmRSS")
        signal.alarm(SLOWEST)
        found = self._read(content, self._context)
        signal.alarm(0)
        mib = (_kib("VmHWM") - before) / 1024
        self.count += 1
        self.most = max(self.most, mib)
        if isinstance(found, self._rejection):
            self.refused += 1
            if TRIPPED in found.reason:
                return found.reason
        return f"{mib:.0f} MiB" if mib > MOST_MIB else ""


def _kib(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ValueError(name)


def _tell(watch: _Watch, wrong: str) -> int:
    told = {"read": watch.count, "refused": watch.refused, "most_mib": round(watch.most, 1), "wrong": wrong}
    print(json.dumps(told), flush=True)
    return 1 if wrong else 0


def mutations(seconds: float, seed: int, folder: Path) -> int:
    """Random changes, for so long."""
    from tests.faults.mutating import mutated
    from tests.faults.samples import SAMPLES

    watch, random, until = _Watch(folder), Random(seed), time.monotonic() + seconds
    wrong = next((bad for each in SAMPLES if (bad := watch.look(each))), "")
    while not wrong and time.monotonic() < until:
        wrong = watch.look(mutated(SAMPLES, random))
    return _tell(watch, wrong)


def guided(seconds: float, seed: int, folder: Path) -> None:
    """Where the readers branch; it ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=["catalog"]):
        watch = _Watch(folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    from tests.faults.samples import SAMPLES

    for number, sample in enumerate(SAMPLES):
        (corpus / str(number)).write_bytes(sample)

    def one(content: bytes) -> None:
        if wrong := watch.look(content):
            _tell(watch, wrong)
            os._exit(1)
        if watch.count % 500 == 0:
            _tell(watch, "")

    limits = [f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=60000", "-rss_limit_mb=0"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", "-verbosity=0", str(corpus)], one)
    atheris.Fuzz()


def main(how: str, seconds: float, seed: int, folder: Path) -> Any:
    """The exit code."""
    return {"mutations": mutations, "atheris": guided}[how](seconds, seed, folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
