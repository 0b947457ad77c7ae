"""The register that ships with the package: compact tables under the Open Government Licence v3.0.

`data/ATTRIBUTION.md` says where they come from. They are read by the same strict reader as a
stranger's file.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from catalog.organisations.csv_files import joined, read_csv
from catalog.organisations.organisation import Extract
from catalog.organisations.register import Register

STATE_DATE: Final = date(2026, 7, 1)
"""Successions are complete, as far as we know, up to this day."""
SOURCE: Final = "NHS England Organisation Data Service, OGL v3.0, packaged as of 2026-07-01"
TABLES: Final = ("organisations.csv", "successions.csv", "relationships.csv")


@cache
def packaged() -> Extract:
    """The packaged organisations, successions and relationships."""
    folder = files("catalog.organisations") / "data"
    return joined(read_csv((folder / name).read_bytes()) for name in TABLES)


@cache
def packaged_register() -> Register:
    """The packaged tables, ready to be asked."""
    extract = packaged()
    return Register(extract.organisations, extract.successions)
