"""`plumbline rankings verify RECEIPT`: recompute a ranking from its receipt."""

import argparse
import sys
from pathlib import Path

from plumbline.commands import Subparsers
from plumbline.rankings.verification import verify_receipt


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("rankings", help="verify a ranking from its receipt")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    verify = what.add_parser(
        "verify",
        help="recompute a receipt; needs no database",
        epilog="Exit code 0: every figure in the receipt was found again. 1: it was not.",
    )
    verify.add_argument("receipt", type=Path, help="the JSON file that a ranking was saved as")
    verify.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Say what was found; 0 when everything in the receipt could be computed again."""
    return verify_receipt(chosen.receipt, lambda words: print(words, file=sys.stdout))
