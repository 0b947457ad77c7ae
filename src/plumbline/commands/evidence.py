"""`plumbline evidence …`: read documents without a database, and write the readers' documentation."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from catalog.evidence.formats import FORMAT_NAMES
from catalog.evidence.pages import pages
from catalog.evidence.read import read
from catalog.evidence.reading import Reading, Rejection
from plumbline.commands import Subparsers, evidence_gaps, evidence_pack, evidence_recheck, evidence_submit
from plumbline.commands.evidence_context import add_options, context_of
from plumbline.commands.printing import print_json

DONE, NO = 0, 1


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("evidence", help="read documents that suppliers hand in, and hand them in")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    reading = what.add_parser(
        "read",
        help="what documents show; needs no database",
        epilog="Files named together are read together: test results with their coverage table, for example. "
        "Exit code 0: every file was read. 1: at least one was refused.",
    )
    reading.add_argument("files", type=Path, nargs="+", metavar="FILE")
    reading.add_argument("--json", action="store_true", help="everything, as JSON")
    add_options(reading)
    reading.set_defaults(run=run_read)
    writing = what.add_parser("pages", help="write the documentation of the readers (Markdown)")
    writing.add_argument("--write", type=Path, metavar="FOLDER", required=True)
    writing.set_defaults(run=run_pages)
    evidence_submit.add(what)
    evidence_gaps.add(what)
    evidence_pack.add(what)
    evidence_recheck.add(what)


def run_read(chosen: argparse.Namespace) -> int:
    """Read each file beside the others; 0 when all were read, 1 when one was refused."""
    contents = [file.read_bytes() for file in chosen.files]
    context = context_of(chosen, contents)
    found = [
        read(content, context, [other for other in contents if other is not content]) for content in contents
    ]
    if chosen.json:
        shown = [_as_json(file, each) for file, each in zip(chosen.files, found, strict=True)]
        print_json(shown)
    else:
        for file, each in zip(chosen.files, found, strict=True):
            print("\n".join(_in_words(file, each)))
    return NO if any(isinstance(each, Rejection) for each in found) else DONE


def _as_json(file: Path, found: Reading | Rejection) -> dict[str, Any]:
    if isinstance(found, Rejection):
        return {
            "file": file.name,
            "read": False,
            "format": found.format,
            "refused": {"reason": found.reason, "next_step": found.next_step, "pointer": found.pointer},
            "findings": [],
        }
    shown: dict[str, Any] = msgspec.to_builtins(found)
    findings = shown.pop("lines")
    del shown["cleaned"]
    kept = {"secrets_removed": found.cleaned is not None}
    return {"file": file.name, "read": True, **shown, **kept, "refused": None, "findings": findings}


def _in_words(file: Path, found: Reading | Rejection) -> list[str]:
    if isinstance(found, Rejection):
        called = f" ({FORMAT_NAMES[found.format]})" if found.format else ""
        return [f"{file}{called}: refused. {found.reason} {found.next_step}"]
    head = f"{file}: {FORMAT_NAMES[found.format]} {found.format_version}".rstrip()
    counts = f"  {len(found.statements)} statements, {len(found.lines)} findings, until {found.valid_until}"
    lines = [
        f"  {line.requirement_id:<14}{line.outcome:<16}{line.assurance:<12}{line.pointer}  {line.reason}"
        for line in found.lines
    ]
    return [head, counts, *lines, *(f"  note: {note}" for note in found.notes)]


def run_pages(chosen: argparse.Namespace) -> int:
    """Write one Markdown file per format, and their index."""
    chosen.write.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (chosen.write / name).write_text(text, encoding="utf-8")
        print(chosen.write / name, file=sys.stderr)
    return DONE
