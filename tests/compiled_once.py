"""Each statement is compiled once for all the databases of a run; an engine of its own would begin anew."""

from functools import partial
from typing import Any

from sqlalchemy import create_engine

from plumbline.storage import engine


class _Kept(dict[Any, Any]):
    """SQLAlchemy's own cache of what was compiled, for every engine of a kind: a key begins with the dialect,
    of which each engine has one, alike in all that a statement depends on.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


def compile_once() -> None:
    """From now on, for every `Database` of this process."""
    engine.create_engine = partial(create_engine, execution_options={"compiled_cache": _Kept()})  # type: ignore[attr-defined]
