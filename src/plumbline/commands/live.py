"""`plumbline live run`: the worker that looks at the hosts which suppliers registered."""

import argparse
import signal
import sys
import threading

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened, settings_from
from plumbline.evidence.desk import Desk
from plumbline.kit.clock import SystemClock
from plumbline.live.check import Client
from plumbline.live.resolving import DnsResolver
from plumbline.live.worker import Worker
from plumbline.settings import SettingsError


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("live", help="look at the hosts that suppliers registered for live checks")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    running = what.add_parser(
        "run",
        help="look at every host when it is due",
        epilog="Run it apart from the web server: as another user, where the network lets it reach the "
        "public Internet and nothing inside. It needs PLUMBLINE_LIVE_CHECKS=1.",
    )
    running.add_argument("--once", action="store_true", help="look at what is due now, and end")
    add_database(running)
    running.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Until it is told to stop, or once."""
    if not settings_from(chosen).live_checks:
        raise SettingsError("Live checks are switched off.\n  Set PLUMBLINE_LIVE_CHECKS=1 to run them.")
    stop = _stopped_by_signals()
    desk = Desk(workers=1)
    client = Client(DnsResolver())
    try:
        with opened(chosen) as database:
            worker = Worker(database, SystemClock(), client, desk)
            if chosen.once:
                print(f"{worker.run_due(stop)} hosts were looked at.", file=sys.stderr)
            else:
                print("Looking at hosts when they are due. Stop with Ctrl+C.", file=sys.stderr)
                worker.run(stop)
    finally:
        desk.close()
    return 0


def _stopped_by_signals() -> threading.Event:
    """Set by Ctrl+C or a service manager: the check that runs is ended in order."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    return stop
