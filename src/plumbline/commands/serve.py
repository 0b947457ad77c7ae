"""`plumbline serve`: the web server, ready to be used.

Before it serves, it migrates the database and loads the register of organisations if there is
none; with `--demo` it also loads the fictional demonstration market. Nothing that is already
there is touched, so starting again takes seconds and loses nothing.
"""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable
from typing import Final

import msgspec

from plumbline.accounts.sealing import Sealer
from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, open_database, settings_from
from plumbline.kit.clock import SystemClock
from plumbline.kit.errors import Unavailable
from plumbline.settings import Settings
from plumbline.storage.durability import refuse_careless
from plumbline.storage.migrate import upgrade

APP: Final = "plumbline.__main__:create_app"
"""What the web server's workers serve."""


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the market",
        epilog="Every option can be set in the environment too: PLUMBLINE_PORT=8080 plumbline serve",
    )
    add_database(parser)
    parser.add_argument("--host", metavar="ADDRESS")
    parser.add_argument("--port", type=_port, metavar="N")
    parser.add_argument("--workers", type=int, metavar="N")
    parser.add_argument("--demo", action="store_true", default=None, help="load the demonstration market")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port lies between 1 and 65535")
    return number


def run(chosen: argparse.Namespace) -> int:
    """Prepare the database, say where to look, and serve until stopped."""
    settings = settings_from(chosen)
    _refuse_taken(settings.host, settings.port)
    prepare(settings, _step)
    if settings.demo:
        _welcome(settings)
    else:
        print(f"Plumbline serves on http://{settings.host}:{settings.port}", file=sys.stderr)
    _serve(settings)
    return 0


def _refuse_taken(host: str, port: int) -> None:
    """The web server would share a port with whoever has it, and requests would go to either."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        if sys.platform != "win32":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not held up by closed connections
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"Port {port} of {host} cannot be used: {error.strerror}.",
                next_step="Stop what uses it, or choose another: --port N, or make run PORT=N.",
            ) from error


def prepare(settings: Settings, step: Callable[[str], None]) -> None:
    """Migrate, and load what is missing. `step` is told of each long step."""
    from plumbline.importing.organisations import load_packaged

    database = open_database(settings.database)
    try:
        step("the database's schema")
        upgrade(database)
        if not settings.careless:
            refuse_careless(database)
        step("the register of organisations")
        load_packaged(database, SystemClock())
        Sealer(settings.secret_path).prepare()
        if settings.demo:
            from plumbline.demo.market import load_accounts, load_demo

            step("the demonstration market")
            load_demo(database, SystemClock(), step)
            load_accounts(database, settings, step)
    finally:
        database.close()


def _step(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)


def _welcome(settings: Settings) -> None:
    from plumbline.demo.collecting import INVITATION
    from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE

    address = f"http://{settings.host}:{settings.port}"
    rows = "\n".join(f"    {person.email:<34} {person.role_name}" for person in DEMO_PEOPLE)
    print(
        f"""
Plumbline serves the fictional demonstration market on {address}

  Sign in at {address}/sign-in with the password  {DEMO_PASSWORD}
{rows}

  Three things to try
    1. {address}/products             find a product, see which standards it meets and why
    2. {address}/rank                 rank by what matters to you, and move the weights
    3. {address}/shortlists           sign in as the buyer and keep a shortlist with reasons

  Say what you think of a product, without an account: {address}/give with the code  {INVITATION}

  Stop with Ctrl+C. Start again with the same command: nothing is lost.
""",
        flush=True,
    )


def _serve(settings: Settings) -> None:
    """Become the web server: what preparing needed does not stay in its memory."""
    for field in msgspec.structs.fields(Settings):  # each worker reads them again
        os.environ[f"PLUMBLINE_{field.name.upper()}"] = str(getattr(settings, field.name))
    options = {
        "--interface": "asgi",
        "--host": settings.host,
        "--port": str(settings.port),
        "--workers": str(settings.workers),
        "--loop": "uvloop" if sys.platform != "win32" else "asyncio",
    }
    said = [part for option in options.items() for part in option]
    command = [sys.executable, "-m", "granian", "--factory", "--no-log", *said, APP]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)  # noqa: S606 our own interpreter, with checked settings
