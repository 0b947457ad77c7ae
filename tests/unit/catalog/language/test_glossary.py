"""Other names for one thing."""

import pytest

from catalog.language.folding import folded
from catalog.language.glossary import Glossary, Term, glossary
from catalog.language.porter import stem
from catalog.language.words import SMALL, tokens_of


def meant(text: str) -> list[str]:
    """The terms that a query means."""
    return [found.term for found in glossary().longest([stem(word) for word in folded(text)])]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("EPR", ["epr"]),
        ("Electronic Patient Records", ["epr"]),
        ("an EHR for A&E", ["epr", "emergency-department"]),
        ("LIMS and RIS", ["lims", "ris"]),
        ("clinical commissioning group", ["icb"]),
        ("GP systems", ["gp-system"]),
        ("the GP", ["gp"]),
        ("patient record", []),
        ("", []),
    ],
)
def test_a_query_means_terms(query: str, terms: list[str]) -> None:
    """Of those that begin alike the longest, in any number, with or without capitals."""
    assert meant(query) == terms


def test_a_text_holds_every_term_within_it() -> None:
    """The longer name of a thing holds the shorter name of another."""
    found = tokens_of("A laboratory information management system", glossary())
    assert {"=lims", "=laboratory"} <= set(found)
    assert "a" not in found
    assert {"laboratori", "inform"} <= set(found)


def test_a_form_stands_for_one_term() -> None:
    """Else which one is meant would be a guess."""
    terms = [Term("one", "first thing", ("thing",)), Term("two", "second", ("Things",))]
    with pytest.raises(ValueError, match="'Things' stands for one and for two"):
        Glossary(terms)


def test_no_form_is_made_of_small_words_alone() -> None:
    """It would be found in every sentence; that of A&E is known, and its letters do not stand together."""
    for term in glossary().terms.values():
        for form in (term.name, *term.forms):
            assert set(folded(form)) - SMALL, form
