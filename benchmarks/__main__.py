"""`python -m benchmarks`: every ratio, printed with its target and written to var/bench.json.

Each pair is measured in turns within one run, so that a machine that slows down slows both; the
medians of the rounds are compared.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    audit_log,
    estate_floor,
    fhir_reading,
    peer_data,
    ranking_floor,
    sbom_reading,
    trying_floor,
)
from benchmarks.load import CONNECTIONS, Load, measure
from benchmarks.questions import LINKED, QUESTION, SEARCH
from benchmarks.servers import peak_memory, running, serving
from tests.waiting import free_port

ROUNDS, SECONDS = 5, 3
SLOW_SECONDS = 20  # the usual way needs a second for one answer,
SLOW_CONNECTIONS = 2  # and answers no more of them to many callers at once, only each one later
OUT = Path("var/bench.json")
TARGETS = {
    "ranking_vs_ready_made": (">=", 0.40),
    "ranking_vs_sqlite": (">=", 10.0),
    "linked_ranking_vs_ready_made": (">=", 0.40),
    "linked_ranking_vs_sqlite": (">=", 10.0),
    "ranking_vs_fastapi_orm": (">=", 100.0),
    "ranking_vs_scikit_criteria": (">=", 50.0),
    "estate_vs_pair_by_pair": (">=", 100.0),
    "estate_vs_5_ms": ("<=", 1.0),
    "search_p99_vs_ready_made": ("<=", 5.0),
    "sbom_vs_cyclonedx_validator": (">=", 100.0),
    "memory_vs_300_mib": ("<=", 1.0),
    "audit_verify_vs_10_seconds": ("<=", 1.0),
    "capability_statement_vs_fhir_resources": (">=", 15.0),
    "plain_statement_vs_fhir_resources": (">=", 15.0),
    "trying_vs_pysensmcda": (">=", 30.0),
    "trying_vs_bare_numpy": ("<=", 1.5),
    "trying_memory_vs_150_mib": ("<=", 1.0),
    "fit_growth_vs_n_log_n": ("<=", 1.0),
    "fold_vs_a_200th_of_a_fit": ("<=", 1.0),
    "saying_again_vs_a_200th_of_anew": ("<=", 1.0),
}
BODY = json.dumps(QUESTION).encode()
Route = tuple[int, str, bytes | None]


def main() -> None:
    """Measure everything."""
    ratios: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        print("reading a bill of materials …", flush=True)
        ratios |= sbom_reading.measure()
        print("ranking alone …", flush=True)
        ratios |= ranking_floor.measure()
        print("the column of an estate …", flush=True)
        ratios |= estate_floor.measure()
        print("trying rankings, fitting answers …", flush=True)
        ratios |= trying_floor.measure()
        print("reading a capability statement …", flush=True)
        ratios |= fhir_reading.measure()
        print("a log of a million events …", flush=True)
        ratios |= audit_log.measure(Path(folder))
        print("the server …", flush=True)
        ratios |= _served(Path(folder))
        print("memory of the demonstration server …", flush=True)
        ratios |= _memory(Path(folder))
    OUT.parent.mkdir(exist_ok=True)
    kept = json.loads(OUT.read_text()) if OUT.exists() else {}
    OUT.write_text(json.dumps(kept | ratios, indent=1, sort_keys=True) + "\n")
    for name, ratio in sorted(ratios.items()):
        sign, target = TARGETS.get(name, ("", None))
        print(f"{name:<38}{ratio:>10.2f}   {f'target {sign} {target:g}' if target else ''}")


def _served(folder: Path) -> dict[str, float]:
    peer = folder / "peer.sqlite"
    peer_data.write(peer)
    ours = {"PLUMBLINE_DATABASE": f"sqlite:///{folder}/market.sqlite"}
    theirs = {"PEER_DATABASE": f"sqlite:///{peer}"}
    with (
        serving("benchmarks.market_app:create_app", factory=True, environment=ours) as (port, _),
        serving("benchmarks.peers.fastapi_orm:app", factory=False, environment=theirs) as (other, _),
    ):
        ranking: Route = (port, "/api/v1/rankings", BODY)
        pair = _in_turns([ranking, (port, "/ready/ranking", BODY)], SECONDS)
        statement = _in_turns([ranking, (port, "/sqlite/ranking", BODY)], SECONDS)
        linked: Route = (port, f"/api/v1/rankings?{LINKED}", None)
        linked_pair = _in_turns([linked, (port, f"/linked/ready?{LINKED}", None)], SECONDS)
        linked_statement = _in_turns([linked, (port, f"/linked/sqlite?{LINKED}", None)], SECONDS)
        usual = _in_turns([ranking, (other, "/rankings", BODY)], SLOW_SECONDS, 2, SLOW_CONNECTIONS)
        found = _in_turns([(port, SEARCH, None), (port, "/ready/search", None)], SECONDS)
    print(f"  ranking {pair[0].per_second:,.0f}/s, ready-made {pair[1].per_second:,.0f}/s")
    print(f"  by its address {linked_pair[0].per_second:,.0f}/s, {linked_pair[1].per_second:,.0f}/s")
    print(f"  the usual way {usual[1].per_second:.2f}/s, ranking meanwhile {usual[0].per_second:,.0f}/s")
    print(f"  search p99 {found[0].p99 * 1e3:.2f} ms, ready-made {found[1].p99 * 1e3:.2f} ms")
    return {
        "ranking_vs_ready_made": pair[0].per_second / pair[1].per_second,
        "ranking_vs_sqlite": statement[0].per_second / statement[1].per_second,
        "linked_ranking_vs_ready_made": linked_pair[0].per_second / linked_pair[1].per_second,
        "linked_ranking_vs_sqlite": linked_statement[0].per_second / linked_statement[1].per_second,
        "ranking_vs_fastapi_orm": usual[0].per_second / usual[1].per_second,
        "search_p99_vs_ready_made": found[0].p99 / found[1].p99,
    }


def _in_turns(
    routes: Sequence[Route], seconds: int, rounds: int = ROUNDS, connections: int = CONNECTIONS
) -> list[Load]:
    """Load on each route in turn, several rounds; the medians of each."""
    for route in routes:
        measure(*route, 1, connections)  # warm
    measured = [[measure(*route, seconds, connections) for route in routes] for _ in range(rounds)]
    return [
        Load(
            statistics.median(load.per_second for load in loads),
            statistics.median(load.p99 for load in loads),
        )
        for loads in zip(*measured, strict=True)
    ]


def _memory(folder: Path) -> dict[str, float]:
    port = free_port()
    database = f"sqlite:///{folder}/demo.sqlite"
    script = str(Path(sys.executable).with_name("plumbline"))
    command = [script, "serve", "--demo", "--port", str(port), "--database", database]
    with running(command, port, {"PLUMBLINE_RATE_LIMITS": "0"}) as process_id:
        for path in ("/", "/products", "/rank", "/standards", "/api/v1/products?q=record"):
            measure(port, path, None, 1)
        peak = peak_memory(process_id)
    print(f"  peak {peak / 2**20:.0f} MiB, both processes together")
    return {"memory_vs_300_mib": peak / (300 * 2**20)}


if __name__ == "__main__":
    main()
