"""A client that runs the service in its own thread: a request is not handed to another thread and back.

That takes a third off a quiet request. The framework's own client does hand over, twice for each request; it
is for tests whose requests overlap, and for those of a service that works on between them.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from inspect import isawaitable
from typing import Any, Final

from litestar import Litestar
from litestar.testing import TestClient


class _Threads(ThreadPoolExecutor):
    """Where plain handlers run, for one loop after another: each would shut them down when it is closed."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """They stay."""


_THREADS: Final = _Threads(8, "inline")


class _Portal:
    """What the framework's client asks of a portal, on a loop that turns only while it is asked."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(_THREADS)
        self._thread = threading.get_ident()
        self._begun: list[asyncio.Task[Any]] = []

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the function gives, awaited if it has to be."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("This client answers one thread only: take litestar.testing.TestClient.")
        return self._loop.run_until_complete(_called(function, arguments))

    def start_task_soon(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Task[Any]:
        """Begin it with the next call. How it ends, it tells whoever asks the task."""
        self._begun.append(self._loop.create_task(_called(function, arguments)))
        return self._begun[-1]

    def close(self) -> None:
        """Stop whatever still goes on."""
        ending = {*self._begun, *asyncio.all_tasks(self._loop)}
        for task in ending:
            task.cancel()
        if ending:
            self._loop.run_until_complete(asyncio.gather(*ending, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


async def _called(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    found: Awaitable[Any] | Any = function(*arguments)
    return await found if isawaitable(found) else found


class InlineClient(TestClient[Litestar]):
    """A client of the service; while it is not entered, each request has a loop of its own."""

    @contextmanager
    def portal(self) -> Iterator[Any]:
        """The client's portal: in another thread where a loop turns in this one already, a browser's."""
        if hasattr(self, "blocking_portal"):
            yield self.blocking_portal
        elif _turns_here():
            with super().portal() as handing_over:
                yield handing_over
        else:
            with closing(_Portal()) as portal:
                yield portal


def _turns_here() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
