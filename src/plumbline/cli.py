"""`plumbline …`: the command line. Each command is a file in `plumbline.commands`.

Data goes to standard output and words to standard error. Exit codes: 0 done, 1 the answer is no
(a receipt that does not verify), 2 the command was called wrongly, 3 the input or the database
could not be used.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import DatabaseError

from plumbline.commands import (
    audit,
    billing,
    database,
    demonstration,
    evidence,
    importing,
    live,
    models,
    openapi,
    people,
    rank,
    rankings,
    serve,
    states,
)
from plumbline.commands import standards as standards_commands
from plumbline.kit.errors import DomainError
from plumbline.settings import SettingsError

COMMANDS = (
    serve,
    database,
    demonstration,
    importing,
    standards_commands,
    evidence,
    rank,
    rankings,
    people,
    audit,
    live,
    billing,
    models,
    openapi,
    states,
)
DONE, NO, WRONG_CALL, UNUSABLE = 0, 1, 2, 3


def parser() -> argparse.ArgumentParser:
    """The parser of every command, for `main` and for whoever checks that a written command is one."""
    found = argparse.ArgumentParser(
        prog="plumbline",
        description="An open marketplace for health IT.",
        epilog="Example: plumbline serve --demo --port 8000",
    )
    subparsers = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(subparsers)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `plumbline.__main__` comes before it."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except DomainError as error:
        return _tell(error)
    except SettingsError as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return WRONG_CALL
    except DatabaseError as error:
        print(f"plumbline: the database cannot be used: {error.orig}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # whoever was reading has had enough: `plumbline … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:  # a file or folder named on the command line
        print(f"plumbline: {error.filename}: {error.strerror}", file=sys.stderr)
        return UNUSABLE


def _tell(error: DomainError) -> int:
    print(f"plumbline: {error.detail}", file=sys.stderr)
    for problem in error.problems:
        print(f"  {problem.pointer}: {problem.detail}", file=sys.stderr)
    if error.next_step:
        print(f"  {error.next_step}", file=sys.stderr)
    return UNUSABLE
