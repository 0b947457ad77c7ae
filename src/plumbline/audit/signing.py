"""Signs a checkpoint every half minute while the service runs and the log grows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from litestar import Litestar
from sqlalchemy.exc import SQLAlchemyError

from plumbline.audit.keys import private_key
from plumbline.audit.service import signed
from plumbline.kit.clock import Clock
from plumbline.kit.errors import DomainError
from plumbline.kit.repeated import repeated
from plumbline.storage.engine import Database

EVERY_SECONDS: Final = 20.0


class Signing:
    """The task of one worker; workers sign the same tree only once."""

    def __init__(self, database: Database, clock: Clock, key_file: Path) -> None:
        self._database = database
        self._clock = clock
        self._file = key_file

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Runs as long as the application does."""
        trouble = (DomainError, SQLAlchemyError)
        async with repeated(self.once, EVERY_SECONDS, trouble, "audit.checkpoint_failed"):
            yield

    def once(self) -> str:
        """The newest checkpoint, signed now if it is due."""
        return signed(self._database, self._clock, private_key(self._file))
