"""A real server, a real Chromium, and pages that remember what went wrong while they were open."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from plumbline.web.assets import FOLDER
from tests.chromium import MISSING, chromium
from tests.waiting import free_port, wait_for

SERVE = Path(__file__).with_name("serve.py")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--num-raster-threads=1",  # nobody watches it being painted
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host is reached, whatever asks
]


@pytest.fixture(scope="session")
def live_file(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the demonstration market that the server has."""
    file = tmp_path_factory.mktemp("live") / "live.sqlite"
    shutil.copy(demo_template, file)
    return file


@pytest.fixture(scope="session")
def live(live_file: Path) -> Iterator[str]:
    """The address of a server with the demonstration market, its clock at 2026-11-23."""
    with serving(live_file) as address:
        yield address


@contextmanager
def serving(file: Path, *standin: str) -> Iterator[str]:
    """The address of a server of that database, its clock at 2026-11-23, for as long as the block lasts; with
    the file of a stand-in of the payment processor, it takes payments.
    """
    port = free_port()
    server = subprocess.Popen([sys.executable, str(SERVE), str(port), f"sqlite:///{file}", *standin])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(port, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all pages. While it is open, no other test can run a loop of its own."""
    executable = chromium() or pytest.skip(MISSING)
    if not (FOLDER / "nhsuk-frontend.min.css").is_file():
        pytest.skip("the design system is not here: run python -m plumbline.web.assets")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page that writes down console messages, script errors and requests to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.refusals: set[int] = set()  # statuses that a test means to see; the browser complains of them
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)  # a busy machine is no defect
        # Watched, not held: a held request goes through this process, and nothing is kept by the browser.
        context.on("request", self._guard)
        self.page.on("console", lambda message: self._console(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def go(self, path: str) -> Page:
        """Open a path of the service; the answer has to be 200."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def _console(self, kind: str, text: str) -> None:
        meant = any(f"responded with a status of {status}" in text for status in self.refusals)
        if kind in ("error", "warning") and not meant:
            self.complaints.append(f"console: {text}")

    def _guard(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:")):
            self.complaints.append(f"asked another host: {request.url}")


@pytest.fixture
def watch(browser: Browser, live: str) -> Iterator[Callable[..., Watched]]:
    """Opens watched pages of a width, with or without JavaScript; nothing may be complained of."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def open_page(width: int = 1280, *, javascript: bool = True) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        opened.append((context, Watched(context, live)))
        return opened[-1][1]

    yield open_page
    complaints = [complaint for _, watched in opened for complaint in watched.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []
