"""`plumbline audit export` and `plumbline audit verify`: the log as a file, and whether it holds."""

import argparse
import sys
from pathlib import Path

import msgspec

from plumbline.audit import service
from plumbline.audit.keys import private_key, public_text
from plumbline.audit.offline import verify_log, write_log
from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened, settings_from
from plumbline.kit.clock import SystemClock


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("audit", help="take the log away, and verify it without a database")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    export = what.add_parser("export", help="write the log to a file, up to a checkpoint signed now")
    export.add_argument("file", type=Path)
    add_database(export)
    export.set_defaults(run=run_export)
    verify = what.add_parser(
        "verify",
        help="compute the log's tree again; needs no database",
        epilog="Exit code 0: the log holds. 1: it does not. Keep the key, and now and then a checkpoint, "
        "somewhere else: a log that was written anew with another key can only be found by them.",
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", help="the public key, as GET /api/v1/audit/key once gave it")
    verify.add_argument("--checkpoint", type=Path, help="a file with a checkpoint that was kept")
    verify.add_argument("--json", action="store_true", help="say it as JSON")
    verify.set_defaults(run=run_verify)


def run_export(chosen: argparse.Namespace) -> int:
    """Write to a file beside it first: what is there under the name is always whole."""
    key = private_key(settings_from(chosen).audit_key_path)
    ready = chosen.file.with_name(f"{chosen.file.name}.part")
    with opened(chosen) as database:
        with database.write() as db:
            note = service.sign_checkpoint(db, SystemClock(), key)
        with database.read() as db, ready.open("wb") as out:
            count = write_log(db, out, note, public_text(key.public_key()))
    ready.replace(chosen.file)
    print(f"{count} events were written to {chosen.file}.", file=sys.stderr)
    return 0


def run_verify(chosen: argparse.Namespace) -> int:
    """0 when every event and every checkpoint holds."""
    kept = chosen.checkpoint.read_text(encoding="utf-8") if chosen.checkpoint else None
    verdict = verify_log(chosen.file, chosen.key, kept)
    if chosen.json:
        print(msgspec.json.encode(verdict).decode())
    else:
        print(f"{'The log holds' if verdict.holds else 'THE LOG DOES NOT HOLD'}: {verdict.reason}.")
    return 0 if verdict.holds else 1
