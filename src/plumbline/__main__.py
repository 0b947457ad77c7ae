"""`plumbline …`, `python -m plumbline …`: the first step of a command, and of each worker of the web server.

More than a thousand modules come at once, and all of them stay: walking them again and again meanwhile, the
collector takes a quarter of the start.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Litestar


def main() -> int:
    """Run one command."""
    with _all_of_it_stays():
        from plumbline.cli import main as command
    return command()


def create_app() -> "Litestar":
    """The service as the environment says, for the web server."""
    with _all_of_it_stays():
        from plumbline.app import create_app as service

        return service()


@contextmanager
def _all_of_it_stays() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
