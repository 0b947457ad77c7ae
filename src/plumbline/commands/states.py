"""`plumbline states`: write the state diagrams, generated from the tables in code."""

import argparse
import sys
from pathlib import Path
from typing import Final

from catalog import diagrams as of_the_catalogue
from plumbline.billing import diagrams as of_billing
from plumbline.commands import Subparsers

DIAGRAMS: Final = {**of_the_catalogue.DIAGRAMS, **of_billing.DIAGRAMS}


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("states", help="write the state diagrams (Mermaid)")
    parser.add_argument("--write", type=Path, metavar="FOLDER", required=True)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write one Markdown file per state machine."""
    chosen.write.mkdir(parents=True, exist_ok=True)
    for name, diagram in DIAGRAMS.items():
        (chosen.write / f"{name}.md").write_text(diagram(), encoding="utf-8")
        print(chosen.write / f"{name}.md", file=sys.stderr)
    return 0
