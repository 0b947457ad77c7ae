"""The criteria of WCAG 2.2 as data, and the names that tools have for them."""

import pytest

from catalog.evidence import wcag


def test_the_criteria_are_all_there() -> None:
    """86 of WCAG 2.2 and the one that it dropped; 55 of them at A and AA."""
    assert len(wcag.criteria()) == 87
    assert len(wcag.needed()) == 55
    assert "4.1.1" not in wcag.needed()
    assert {level: sum(each.level == level for each in wcag.needed().values()) for level in ("A", "AA")} == {
        "A": 31,
        "AA": 24,
    }


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("https://www.w3.org/TR/WCAG20/#ensure-compat-rsv", "4.1.2"),
        ("https://www.w3.org/TR/WCAG21/#contrast-minimum", "1.4.3"),
        ("WCAG22:focus-not-obscured-minimum", "2.4.11"),
        ("https://www.w3.org/WAI/WCAG21/Understanding/contrast-minimum.html", "1.4.3"),
        ("http://www.w3.org/WAI/WCAG21/Understanding/reflow/", "1.4.10"),
        ("wcag2:1.4.3", "1.4.3"),
        ("https://www.w3.org/TR/WCAG20/#ensure-compat", None),  # a guideline, not a criterion
        ("https://example.org/help", None),  # `help` is a criterion's name only in an address of WCAG
        ("", None),
    ],
)
def test_an_address_names_a_criterion(name: str, number: str | None) -> None:
    """Or none: a guideline is not one of its criteria."""
    found = wcag.by_address(name)
    assert (found.number if found else None) == number


@pytest.mark.parametrize(("tag", "number"), [("wcag143", "1.4.3"), ("wcag2411", "2.4.11"), ("wcag2aa", None)])
def test_a_tag_names_a_criterion(tag: str, number: str | None) -> None:
    """Two-digit numbers too; a level is none."""
    found = wcag.by_tag(tag)
    assert (found.number if found else None) == number


def test_a_number_with_a_word_before_it() -> None:
    """As reports write it."""
    numbers = [each.number for text in ("SC 1.4.3", "EN-9.1.4.3", "1.4.3") if (each := wcag.by_number(text))]
    assert numbers == ["1.4.3"] * 3
    assert wcag.by_number("1.4.99") is None
