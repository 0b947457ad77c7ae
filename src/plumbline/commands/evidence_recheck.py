"""`plumbline evidence recheck`: look again at what is on record, or ask what will have run out by a day."""

import argparse
from datetime import date
from typing import Any

import msgspec

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.commands.printing import print_json
from plumbline.commands.standards import day_of
from plumbline.evidence import rechecked
from plumbline.evidence.desk import Desk
from plumbline.evidence.outlook import moves_by
from plumbline.evidence.recheck import Recheck
from plumbline.evidence.recheck_schemas import ChangeOut
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock, today
from plumbline.storage.engine import Database


def add(what: Subparsers) -> None:
    """Add the command to `plumbline evidence`."""
    parser = what.add_parser(
        "recheck",
        help="look again: what has run out, and what better readers make of what is kept",
        epilog="The server does the same each night (PLUMBLINE_RECHECK_AT). Another day than today is looked "
        "at and not recorded: what will have run out by then, if nothing more is handed in.",
    )
    parser.add_argument("--as-of", type=day_of, metavar="YYYY-MM-DD", help="today unless it is given")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    add_database(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Say what moved. Exit code 3 where somebody else is looking at the moment."""
    clock = SystemClock()
    day = chosen.as_of or today(clock)
    with opened(chosen) as database:
        if day == today(clock):
            told, changes = _recorded(database, clock)
        else:
            with database.read() as db:
                changes = moves_by(db, today(clock), day)
            told = {"as_of": day.isoformat(), "recorded": False}
    if chosen.json:
        shown = {**told, "changes": msgspec.to_builtins(changes)}
        print_json(shown)
    else:
        print(_head(told, day, len(changes)))
        for change in changes:
            print("\n".join(_in_words(change)))
    return 0


def _recorded(database: Database, clock: SystemClock) -> tuple[dict[str, Any], list[ChangeOut]]:
    desk = Desk(workers=1)
    try:
        run_id = Recheck(database, clock, desk, OPERATOR).run()
    finally:
        desk.close()
    with database.read() as db:
        found = rechecked.one_run(db, run_id)
    told: dict[str, Any] = msgspec.to_builtins(found.run)
    return {**told, "recorded": True}, found.changes


def _head(told: dict[str, Any], day: date, moved: int) -> str:
    if told["recorded"]:
        failed = f", {told['failed']} could not be looked at" if told["failed"] else ""
        return f"{day}: {told['products']} products looked at, {moved} moved{failed}"
    return f"{day}: {moved} products move by then. Nothing was recorded"


def _in_words(change: ChangeOut) -> list[str]:
    moved = change.gate_before is not change.gate_after
    gate = f"{change.gate_before} -> {change.gate_after}" if moved else f"{change.gate_after}, as before"
    return [f"{change.product}: {gate}", *(f"  {reason}" for reason in change.why)]
