"""An application for one test after another: routes prepared once, services each test's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from plumbline.app import Composition
from plumbline.kit.clock import Clock
from plumbline.services import Services
from plumbline.settings import Settings
from tests.warm_market import warmed

_free: list[Composition] = []


@contextmanager
def composed(settings: Settings, clock: Clock) -> Iterator[Litestar]:
    """The service on what `settings` name, for as long as the block lasts; whoever enters it closes it."""
    one = _free.pop() if _free else Composition()
    try:
        yield one.on(warmed(Services(settings, clock)))
    finally:
        _free.append(one)
