"""Load on a server of our own, on this machine: wrk where it is installed, else a plain loop."""

import re
import shutil
import statistics
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import msgspec

CONNECTIONS = 16
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Load(msgspec.Struct, frozen=True):
    """What a load showed: answers a second, and the latency that 99 of 100 stay below, in seconds."""

    per_second: float
    p99: float


def measure(port: int, path: str, body: bytes | None, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Put load on one route; every answer has to be a 200."""
    if shutil.which("wrk"):
        return _wrk(port, path, body, seconds, connections)
    return _loop(port, path, body, seconds, connections)


def _wrk(port: int, path: str, body: bytes | None, seconds: int, connections: int) -> Load:
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "ask.lua"
        lines = [] if body is None else [
            'wrk.method = "POST"', 'wrk.headers["Content-Type"] = "application/json"',
            f"wrk.body = [=[{body.decode()}]=]",
        ]  # fmt: skip
        script.write_text("\n".join(lines))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script)]
        url = f"http://127.0.0.1:{port}{path}"
        out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"{path} answered with errors:\n{out}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    if not rate or not slow:
        raise SystemExit(f"wrk said something else:\n{out}")
    return Load(float(rate[1]), float(slow[1]) * _UNITS[slow[2]])


def _loop(port: int, path: str, body: bytes | None, seconds: int, connections: int) -> Load:
    """Threads with a connection each. Slower than wrk, so ratios come out closer to one."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < end:
            started = time.perf_counter()
            headers = {"content-type": "application/json"} if body else {}
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} answered {answer.status}")
            taken.append(time.perf_counter() - started)

    threads = [Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(len(taken) / seconds, statistics.quantiles(taken, n=100)[-1])
