"""Takes the README's pictures: `make screenshots` writes docs/images/*.png.

The demonstration market is served from a database of its own, so that nothing of yours is shown;
each picture is the top of one page, or of a part of it, 1200 pixels wide.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from tests.chromium import MISSING, chromium
from tests.waiting import wait_for

IMAGES = Path(__file__).parent / "images"
PORT = 8791
ADDRESS = f"http://127.0.0.1:{PORT}"
WIDTH, HEIGHT = 1200, 900
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=en-GB"]
PATIENCE_SECONDS = 120


def main() -> int:
    """Serve, look, take pictures, stop."""
    browser = chromium()
    if browser is None:
        print(MISSING, file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plumbline = Path(sys.executable).with_name("plumbline")
        url = f"sqlite:///{folder}/pictures.sqlite"
        command = [str(plumbline), "serve", "--demo", "--port", str(PORT), "--database", url]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            wait_for(PORT, server, PATIENCE_SECONDS)
            _take_all(browser)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return 0


def _take_all(executable: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
        page.goto(f"{ADDRESS}/products?product_type=epr&sort=experience")
        _take(page, "search")
        page.locator(".app-result h3 a").first.click()
        _take(page, "product", height=1300)
        page.goto(f"{ADDRESS}/products/tern-record")
        _take(page, "feedback", start="#feedback")
        page.goto(f"{ADDRESS}/products?product_type=epr&sort=experience")
        for box in page.locator(".app-pick input").all()[:3]:
            box.check()
        page.get_by_role("button", name="Compare what is ticked").click()
        _take(page, "compare")
        page.goto(f"{ADDRESS}/rank?product_type=epr&w_compliance=20&w_experience=50&w_cost=20&w_coverage=10")
        _take(page, "rank")
        page.get_by_role("link", name="How sure is this ranking?").click()
        _take(page, "robustness", height=1250)
        _sign_in(page)
        page.goto(f"{ADDRESS}/rank?product_type=epr&w_compliance=20&w_experience=50&w_cost=20&w_coverage=10")
        page.get_by_role("link", name="Make a shortlist from this").click()
        _decide(page)
        _take(page, "shortlist", height=1300)
        browser.close()


def _decide(page: Page) -> None:
    """Keep the answer, and say of the first two products why they are in or out."""
    page.get_by_label("What is the shortlist called?").fill("Record system 2027")
    page.get_by_role("button", name="Keep this answer").click()
    liked = "Liked best by the people who use it. It costs more than the budget, and is worth it to us."
    ending = "Close, but it stops passing in July 2027, before we would begin."
    reasons = (("In", liked), ("Out", ending))
    for place, (choice, reason) in enumerate(reasons):
        card = page.locator(".app-result").nth(place)
        card.get_by_label(choice, exact=True).check()
        card.get_by_role("textbox").fill(reason)
    page.get_by_role("button", name="Save every reason").click()
    page.get_by_role("heading", level=1, name="Record system 2027").wait_for()


def _sign_in(page: Page) -> None:
    from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE

    buyer = next(person for person in DEMO_PEOPLE if "buyer" in person.role_name.lower())
    page.goto(f"{ADDRESS}/sign-in")
    page.get_by_label("E-mail").fill(buyer.email)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def _take(page: Page, name: str, height: int = HEIGHT, start: str = "body") -> None:
    """A picture of the page from an element on, a little room above it."""
    file = IMAGES / f"{name}.png"
    top = page.locator(start).first.bounding_box()
    y = max(0, top["y"] - 20) if top else 0
    clip: FloatRect = {"x": 0, "y": y, "width": WIDTH, "height": height}
    page.screenshot(path=file, clip=clip, full_page=True)
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    raise SystemExit(main())
