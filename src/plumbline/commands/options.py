"""Options that several commands share, and the settings that come of them."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from plumbline.settings import Settings, read_settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import upgrade


def add_database(parser: argparse.ArgumentParser) -> None:
    """The `--database` option; the environment's PLUMBLINE_DATABASE stands behind it."""
    parser.add_argument("--database", metavar="URL", help="for example sqlite:///var/plumbline.sqlite")


def settings_from(chosen: argparse.Namespace) -> Settings:
    """Settings from the environment, with what was said on the command line over them."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    said = {name: value for name, value in vars(chosen).items() if name in names and value is not None}
    return msgspec.structs.replace(read_settings(os.environ), **said)


@contextmanager
def opened(chosen: argparse.Namespace) -> Iterator[Database]:
    """The database the command works on, migrated to the newest schema."""
    database = Database(settings_from(chosen).database)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()
