"""Reads documents apart from the test that made them, each in a process of its own, and tells what it cost.

Run as a program: one JSON list of paths a line (the document, then the files beside it), one JSON answer a
line. A process is forked once everything is loaded and warm, so that what is measured is the document alone,
from before its bytes are in memory to the most that was in memory at any time.
"""

import json
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading

CONTEXT: Final = Context(as_of=date(2026, 11, 25))
_WARM: Final = (b'{"a": [1]}', b"a: [1]\n", b"<a><b/></a>", b"e30.e30.e30", b"nothing")
_STATUS: Final = Path("/proc/self/status")


def main(seconds: int) -> None:
    """Answer line by line until there is none."""
    for content in _WARM:
        read(content, CONTEXT)
    for line in sys.stdin:
        print(json.dumps(_apart([Path(each) for each in json.loads(line)], seconds)), flush=True)


def _apart(paths: list[Path], seconds: int) -> dict[str, Any]:
    """The answer of a process of its own, or how that process ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(seconds)  # its default is to end the process
        with os.fdopen(writing, "w") as answer:
            answer.write(json.dumps(_read(paths)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said and status == 0 else {"ended": os.waitstatus_to_exitcode(status)}


def _read(paths: list[Path]) -> dict[str, Any]:
    for content in _WARM:  # touches the pages of the libraries, which a fork does not take along
        read(content, CONTEXT)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, began = _kib("VmRSS"), time.perf_counter()
    content, *beside = (path.read_bytes() for path in paths)
    found = read(content, CONTEXT, beside)
    took, peak = time.perf_counter() - began, _kib("VmHWM")
    cost = {"mib": round((peak - before) / 1024, 1), "seconds": round(took, 2)}
    if isinstance(found, Reading):
        told = {"format": found.format, "reason": "", "statements": len(found.statements)}
    else:
        told = {"format": found.format or "", "reason": found.reason, "statements": 0}
    return cost | told


def _kib(name: str) -> int:
    line = next(each for each in _STATUS.read_text().splitlines() if each.startswith(f"{name}:"))
    return int(line.split()[1])


if __name__ == "__main__":
    main(int(sys.argv[1]))
