"""The demonstration market, read once a process: an application on a copy of it goes on from there.

What is kept is what a worker holds that read the copy and then waited: whatever was written since, it reads.
Reading all of it from nothing is shown where that is the matter: in tests/storage and by every server that
the tests start.
"""

import shutil
from copy import copy
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from plumbline.kit.clock import FixedClock, today
from plumbline.market.kept_fit import KeptFit
from plumbline.market.source import MarketSource
from plumbline.services import Services
from plumbline.storage.engine import Database

KEPT: Final = (
    "_records", "_seen", "_standings", "_names", "_felt", "_meanings", "_finds", "_model", "_space", "_now",
)  # fmt: skip
_copies: dict[str, Path] = {}


def copied(template: Path, file: Path) -> str:
    """The URL of a copy of the demonstration market in `file`."""
    shutil.copy(template, file)
    url = f"sqlite:///{file}"
    _copies[url] = template
    return url


def warmed(services: Services) -> Services:
    """The same; on a copy, with its market as far as the template goes."""
    template = _copies.get(services.settings.database)
    if template is not None:
        _go_on_from(_read(template, today(services.clock)), services.market)
    return services


def _go_on_from(source: MarketSource, market: MarketSource) -> None:
    mine, theirs = vars(market), vars(source)
    mine |= {name: copy(theirs[name]) if isinstance(theirs[name], dict) else theirs[name] for name in KEPT}
    keeper: Any = copy(source._keeper)
    keeper._fit = KeptFit(market._method.model_rule)  # it changes as answers come: each has its own
    mine["_keeper"] = keeper


@cache
def _read(template: Path, day: date) -> MarketSource:
    noon = datetime.combine(day, time(12), UTC)
    with TemporaryDirectory() as folder:  # a copy: whoever opens a file lays others beside it
        database = Database(f"sqlite:///{shutil.copy(template, folder)}")
        source = MarketSource(database, FixedClock(noon))
        source.current()
        source.close()
        database.close()
    return source
