"""The main job from end to end in a real browser, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def _names(page: Page) -> list[str]:
    return page.locator("#results .app-result h3 a").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
def test_search_filter_product_compare(watch: Callable[..., Any], javascript: bool) -> None:
    """Words, then a filter, then a product with its verdicts, then three side by side."""
    page = watch(javascript=javascript).go("/")
    page.get_by_label("What are you looking for?").fill("record")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    everything = int(re.findall(r"\d+", page.locator("#results h2").first.inner_text())[0])
    box = page.locator("input[name=product_type]").first
    box.check()
    counted = int(
        re.findall(r"\((\d+)\)", page.locator(f"label[for={box.get_attribute('id')}]").inner_text())[0]
    )
    page.get_by_role("button", name="Show products").click()
    shown = int(re.findall(r"\d+", page.locator("#results h2").first.inner_text())[0])
    assert shown == counted <= everything, "the count beside a filter is what choosing it shows"

    page.goto(page.url.split("/products")[0] + "/products?sort=gate")
    boxes = page.locator(".app-pick input")
    for place in range(3):
        boxes.nth(place).check()
    wanted = _names(page)[:3]
    page.get_by_role("button", name="Compare what is ticked").click()
    expect(page.locator(".app-compare thead th a")).to_have_count(3)
    assert page.locator(".app-compare thead th a").all_inner_texts() == wanted
    rows = page.locator(".app-compare th[scope=row]").count()
    page.get_by_role("link", name="Show differences only").click()
    assert page.locator(".app-compare th[scope=row]").count() < rows
    assert page.locator(".app-compare tr:not(.app-differs) th[scope=row]").count() == 0


def test_a_product_shows_why(watch: Callable[..., Any]) -> None:
    """A verdict opens on its findings; an earlier day is answered as it was known then."""
    page = watch().go("/products?sort=gate")
    page.locator("#results .app-result h3 a").first.click()
    expect(page.locator(".app-gate")).to_contain_text("Eligible")
    page.locator(".app-verdicts > summary").first.click()
    finding = page.locator(".app-verdicts .app-findings").first
    finding.locator("summary").click()
    expect(finding).to_contain_text("is asked")
    page.get_by_label("Show as of a date").fill("2019-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".app-gate")).to_contain_text("Not assessed")


def test_the_arithmetic_of_a_price_follows_the_size(watch: Callable[..., Any]) -> None:
    """Another term, another sum."""
    page = watch().go("/products?sort=gate")
    page.locator("#results .app-result h3 a").first.click()
    before = page.locator("#prices ~ h3").first.inner_text()
    page.get_by_label("Term in months").fill("12")
    page.get_by_role("button", name="Work it out").click()
    after = page.locator("#prices ~ h3").first.inner_text()
    assert "over 12 months" in after
    assert before != after


def test_sliders_rank_anew_at_once(watch: Callable[..., Any]) -> None:
    """With JavaScript a moved slider changes the ranking in place, and the address with it."""
    page = watch().go("/rank?w_compliance=1&w_experience=0&w_cost=100&w_coverage=0")
    cheapest = _names(page)
    slider = page.get_by_role("slider", name="Experience of users, slider")
    slider.fill("100")
    slider.dispatch_event("change")
    page.wait_for_url(re.compile("w_experience=100"))
    expect(page.get_by_label("Experience of users", exact=True)).to_have_value("100")
    assert _names(page) != cheapest
    assert slider.is_visible()
    expect(page.locator("#said")).to_contain_text("ranked")


def test_weights_rank_without_javascript(watch: Callable[..., Any]) -> None:
    """The same form, sent the plain way; contributions add up to the score as shown."""
    page = watch(javascript=False).go("/rank")
    published = _names(page)
    page.get_by_label("Experience of users").fill("0")
    page.get_by_label("Compliance").fill("0")
    page.get_by_label("Coverage of needs").fill("0")
    page.get_by_label("Whole-life cost").fill("100")
    page.get_by_role("button", name="Rank", exact=True).click()
    assert _names(page) != published
    for card in page.locator("#results .app-result").all()[:5]:
        score = float(card.locator(".app-total").inner_text())
        parts = [float(part) for part in card.locator(".app-facts li > strong").all_inner_texts()]
        assert sum(parts) == pytest.approx(score, abs=0.05 * (len(parts) + 1))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_ranking_can_be_taken_away(watch: Callable[..., Any], javascript: bool) -> None:
    """Receipt and exports download; excluded products are named with a reason."""
    page = watch(javascript=javascript).go("/rank?w_cost=50&w_experience=50")
    with page.expect_download() as receipt:
        page.get_by_role("link", name=re.compile("Receipt")).click()
    assert receipt.value.suggested_filename == "receipt-2026-11-23.json"
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV").click()
    assert table.value.suggested_filename.endswith(".csv")
    page.locator("#excluded + details summary").click()
    reasons = page.locator("#excluded + details li .app-small").all_inner_texts()
    assert reasons
    assert all(reasons)


def test_who_answers_for_a_former_group(watch: Callable[..., Any]) -> None:
    """Found by its code, answered with the board of today and the steps between."""
    page = watch(javascript=False).go("/organisations")
    page.get_by_label("Name or code").fill("02T")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile("CALDERDALE", re.IGNORECASE)).first.click()
    expect(page.locator(".nhsuk-inset-text")).to_contain_text("answers for 02T on 23 November 2026")
