"""A task that goes on for as long as the service runs: now and again the same thing, in a thread."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger()


@asynccontextmanager
async def repeated(
    once: Callable[[], object], every_seconds: float, trouble: tuple[type[Exception], ...], said: str
) -> AsyncIterator[None]:
    """Call `once` again and again until the block ends. `trouble` is what it may raise: that is logged as
    the event `said`, never in silence, and it is called again all the same.
    """
    task = asyncio.create_task(_go_on(once, every_seconds, trouble, said))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _go_on(
    once: Callable[[], object], every_seconds: float, trouble: tuple[type[Exception], ...], said: str
) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await asyncio.to_thread(once)
        except trouble as error:
            log.error(said, exc_info=error)
