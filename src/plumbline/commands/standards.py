"""`plumbline standards`: what a kind of product must meet on a date."""

import argparse
import json
from datetime import date

from catalog.obligations import duties, product_tags
from catalog.standards_loader import standards
from catalog.words import ProductType
from plumbline.commands import Subparsers
from plumbline.kit.clock import SystemClock, today


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "standards",
        help="what a kind of product must meet on a date",
        epilog="Example: plumbline standards gp-system --as-of 2026-10-01",
    )
    parser.add_argument("product_type", choices=[str(kind) for kind in ProductType], metavar="PRODUCT_TYPE")
    parser.add_argument("--as-of", type=day_of, metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def day_of(text: str) -> date:
    """A day from the command line. Raises what argparse tells in words."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-10-01") from error


def run(chosen: argparse.Namespace) -> int:
    """List the duties, one a line: phase, standard, day it blocks from, title."""
    as_of = chosen.as_of or today(SystemClock())
    found = duties(standards(), product_tags(ProductType(chosen.product_type)), as_of)
    rows = [
        {
            "standard": duty.standard.id,
            "phase": str(duty.phase),
            "due_on": duty.due_on and duty.due_on.isoformat(),
            "title": duty.standard.title,
        }
        for duty in found
    ]
    if chosen.json:
        print(json.dumps(rows, indent=1))
    for row in rows if not chosen.json else []:
        print(f"{row['phase']:<11}{row['standard']:<22}{row['due_on'] or '':<12}{row['title']}")
    return 0
