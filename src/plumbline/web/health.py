"""Is the service up, and can it reach its database? For load balancers and people who wonder."""

from litestar import get
from litestar.di import NamedDependency

from plumbline.kit.errors import Unavailable
from plumbline.storage.engine import Database
from plumbline.storage.migrate import is_current


@get("/health", include_in_schema=False, sync_to_thread=True)
def health(database: NamedDependency[Database]) -> dict[str, str]:
    """200 when the database answers and has the newest schema, else 503 with the reason."""
    if not is_current(database):
        raise Unavailable("The database's schema is not the newest.", next_step="Run: plumbline migrate")
    return {"status": "ok"}
