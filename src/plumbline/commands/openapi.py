"""`plumbline openapi`: the OpenAPI document, as the service makes it."""

import argparse
import sys
import tempfile
from pathlib import Path

from plumbline.commands import Subparsers
from plumbline.web.openapi import EXAMPLES, Example, document_of, read_examples


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("openapi", help="write the OpenAPI 3.1 document")
    parser.add_argument("--write", type=Path, metavar="FILE", help="to this file instead of standard output")
    parser.add_argument("--examples", type=Path, metavar="FOLDER", default=EXAMPLES)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the document; the committed one must equal it, and a test says so."""
    text = document(read_examples(chosen.examples))
    if chosen.write is None:
        print(text, end="")
    else:
        chosen.write.write_text(text, encoding="utf-8")
        print(chosen.write, file=sys.stderr)
    return 0


def document(examples: dict[str, Example]) -> str:
    """The document as indented JSON with a newline at the end, with `examples` in it."""
    from plumbline.app import create_app  # the whole service: only this command needs it here
    from plumbline.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database=f"sqlite:///{folder}/none.sqlite"))
        return document_of(app, examples)
