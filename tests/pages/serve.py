"""Serves the market on a port with a clock that stands at noon on 2026-11-23: `serve.py PORT URL [STAND-IN]`.

A program of its own, so that the browser talks to a real server; the clock stands still, so that
the demonstration market looks the same on any day the tests run.
"""

import asyncio
import sys
from datetime import UTC, datetime

from granian.constants import Interfaces
from granian.server.embed import Server

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock, SystemClock
from plumbline.settings import Settings

BEGUN = datetime.now(UTC)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Going(SystemClock):
    """Begins at noon of that day and goes on: what waits for the payment processor is carried by itself."""

    def now(self) -> datetime:
        """As long after noon as the program runs."""
        return NOON + (super().now() - BEGUN)


async def serve(port: int, url: str, standin: str = "") -> None:
    """Serve until the process ends. With the file of a stand-in that knows the market's customers, the clock
    goes on.
    """
    settings = Settings(
        database=url,
        access_log="none",
        live_checks=True,
        stripe_standin=standin or f"{url.removeprefix('sqlite:///')}.standin",
        public_url=f"http://127.0.0.1:{port}" if standin else "",
    )
    app = create_app(settings, Going() if standin else FixedClock(NOON))
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
    await server.serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), *sys.argv[2:]))
