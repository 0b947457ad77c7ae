"""`plumbline rank CASE.json`: rank by a method over a file's own numbers, without a database."""

import argparse
import sys
from pathlib import Path

from plumbline.commands import Subparsers
from plumbline.commands.printing import print_json
from plumbline.kit.errors import Malformed
from scoring.decision.case import METHODS, Case, read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.problem import ProblemError


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "rank",
        help="rank by a method over a file's own numbers; needs no database",
        epilog=f"Methods: {', '.join(METHODS)}. The file holds method, matrix (alternatives × criteria),"
        " objectives (1 where more is better, else -1), weights, and where a method asks for them bounds and"
        " parameters.",
    )
    parser.add_argument("case", type=Path, metavar="CASE", help="the JSON file")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the outcome; raises `Malformed` for a case that cannot be computed."""
    try:
        case = read_case(chosen.case.read_bytes())
        outcome = compute(case)
    except ProblemError as error:
        raise Malformed(
            f"{chosen.case.name} cannot be ranked: {error}.", next_step="plumbline rank --help"
        ) from error
    if chosen.json:
        print_json(outcome)
    else:
        _print_table(case, outcome)
    return 0


def _print_table(case: Case, outcome: Outcome) -> None:
    names = case.names or [f"alternative {number}" for number in range(1, len(case.matrix) + 1)]
    lines = sorted(zip(outcome.ranks, names, outcome.scores, strict=True), key=lambda line: line[0])
    width = max(len(name) for name in names)
    for rank, name, score in lines:
        print(f"{rank:>4}  {name:<{width}}  {score:.6g}")
    print(f"By {outcome.method}. {outcome.weakness}", file=sys.stderr)
