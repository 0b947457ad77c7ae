"""Options that several commands share, and the settings that come of them."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy.exc import ArgumentError

from plumbline.kit.errors import Unavailable
from plumbline.settings import Settings, SettingsError, read_settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import upgrade


def add_database(parser: argparse.ArgumentParser) -> None:
    """The `--database` option; the environment's PLUMBLINE_DATABASE stands behind it."""
    parser.add_argument("--database", metavar="URL", help="for example sqlite:///var/plumbline.sqlite")


def settings_from(chosen: argparse.Namespace) -> Settings:
    """Settings from the environment, with what was said on the command line over them."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    said = {name: value for name, value in vars(chosen).items() if name in names and value is not None}
    over = {f"PLUMBLINE_{name.upper()}": str(value) for name, value in said.items()}
    return read_settings({**os.environ, **over})  # one check for both


def open_database(url: str) -> Database:
    """The database at `url`. Raises `SettingsError` for no URL of ours, `Unavailable` for no place."""
    try:
        return Database(url)
    except (ArgumentError, ImportError, ValueError) as error:
        raise SettingsError(
            f"The database's URL cannot be used: {error}\n"
            "  Expected: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        ) from error
    except OSError as error:
        raise Unavailable(f"The folder of the database cannot be made: {error.strerror}.") from error


@contextmanager
def opened(chosen: argparse.Namespace) -> Iterator[Database]:
    """The database the command works on, migrated to the newest schema."""
    database = open_database(settings_from(chosen).database)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()
