"""Signs a checkpoint every half minute while the service runs and the log grows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import structlog
from litestar import Litestar
from sqlalchemy.exc import SQLAlchemyError

from plumbline.audit.keys import private_key
from plumbline.audit.service import signed
from plumbline.kit.clock import Clock
from plumbline.kit.errors import DomainError
from plumbline.storage.engine import Database

EVERY_SECONDS: Final = 20.0
log = structlog.get_logger()


class Signing:
    """The task of one worker; workers sign the same tree only once."""

    def __init__(self, database: Database, clock: Clock, key_file: Path) -> None:
        self._database = database
        self._clock = clock
        self._file = key_file

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Runs as long as the application does."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await asyncio.to_thread(self.once)
            except (DomainError, SQLAlchemyError) as error:  # tried again in a moment; never silent
                log.error("audit.checkpoint_failed", exc_info=error)

    def once(self) -> str:
        """The newest checkpoint, signed now if it is due."""
        return signed(self._database, self._clock, private_key(self._file))
