"""How a page has to look, whatever it is: no wider than the screen, and nothing for axe to find."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_LOAD = Axe().axe_script
_ASK = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"
WIDE, NARROW = 1280, 320


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, f"{page.url} is {wide} pixels wider than the screen"


def looks_right(page: Page, *widths: int) -> None:
    """It fits, and axe finds nothing, with everything on it opened: as wide as it is, or at each of `widths`.

    Waits until the whole document is there: its title is, long before its last heading.
    """
    page.wait_for_load_state("load")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.evaluate(_LOAD)
    for width in widths or (None,):
        if width is not None:
            page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        found = AxeResults(page.evaluate(_ASK))
        assert found.violations_count == 0, f"{page.url} at {width}: {found.generate_report()}"
