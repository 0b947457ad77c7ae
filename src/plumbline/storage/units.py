"""One transaction around several steps: it begins with the first write and ends with the whole unit.

An operation of the API writes in its handler, and its answer is put into words afterwards. Both have
to happen or neither, so the handler's `Database.write()` joins the unit that surrounds it, and what
was written is committed when the answer is known.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection

_UNIT: ContextVar["Unit | None"] = ContextVar("plumbline_unit", default=None)
Begin = Callable[[], AbstractContextManager[Connection]]


class Unit:
    """A transaction that is begun when it is first needed. It belongs to one thread."""

    def __init__(self, owner: object, begun: Callable[[Connection], None], stack: ExitStack) -> None:
        self.owner = owner
        self.connection: Connection | None = None
        self.failed = False
        self._begun = begun
        self._stack = stack

    @contextmanager
    def join(self, begin: Begin) -> Iterator[Connection]:
        """The unit's connection. What fails inside takes the whole unit with it."""
        try:
            if self.connection is None:
                self.connection = self._stack.enter_context(begin())
                self._begun(self.connection)
            yield self.connection
        except BaseException:
            self.failed = True
            raise


def unit_of(owner: object) -> Unit | None:
    """The unit of that database that surrounds the caller."""
    unit = _UNIT.get()
    return unit if unit is not None and unit.owner is owner else None


@contextmanager
def one_transaction(owner: object, begun: Callable[[Connection], None]) -> Iterator[Unit]:
    """Everything that is written inside, in this thread, commits at the end or leaves nothing.

    `begun` is called with the connection before the first write. Raises `RuntimeError` when a write
    inside failed and the failure was hidden: half of a unit must never be committed.
    """
    with ExitStack() as stack:
        unit = Unit(owner, begun, stack)
        token = _UNIT.set(unit)
        try:
            yield unit
        finally:
            _UNIT.reset(token)
        if unit.failed:
            raise RuntimeError("a write of this unit failed, and nobody was told")
