"""How a page has to look, whatever it is: no wider than the screen, and nothing for axe to find."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, f"{page.url} is {wide} pixels wider than the screen"


def looks_right(page: Page) -> None:
    """It fits, and axe finds nothing, with everything on it opened.

    Waits until the whole document is there: its title is, long before its last heading.
    """
    page.wait_for_load_state("load")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    fits(page)
    found = _axe.run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
