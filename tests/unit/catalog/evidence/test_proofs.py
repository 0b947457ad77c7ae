"""What each format can prove: the data, the readers and the standards agree."""

from pathlib import Path

import pytest

from catalog.evidence.formats import FORMAT_NAMES, Format
from catalog.evidence.pages import pages
from catalog.evidence.proofs import NAMED, proofs
from catalog.evidence.readers import READERS
from catalog.standards_loader import standards

PAGES = Path(__file__).parents[4] / "docs" / "evidence"
BY_FORMAT = {reader.format: reader for reader in READERS}


def test_every_reader_has_its_proof_and_every_proof_a_reader() -> None:
    """Nothing is read without a word on what it proves."""
    assert set(proofs()) == set(BY_FORMAT)
    assert set(FORMAT_NAMES) == set(Format)


@pytest.mark.parametrize("format_", sorted(BY_FORMAT))
def test_every_rule_is_one_of_the_reader_and_of_a_requirement_that_accepts_the_format(
    format_: Format,
) -> None:
    """A rule that no reader has, or a requirement that accepts no such evidence, would be dead."""
    proof, reader = proofs()[format_], BY_FORMAT[format_]
    assert {rule.rule for rule in proof.rules} <= set(reader.rules)
    for rule in (rule for rule in proof.rules if rule.requirement != NAMED):
        found = standards().requirement(rule.requirement)
        assert found is not None, rule.requirement
        assert set(found[1].accepts) & set(proof.counts_as), rule.requirement


def test_the_committed_pages_are_fresh() -> None:
    """`make readers` would change nothing."""
    assert {file.name: file.read_text(encoding="utf-8") for file in PAGES.iterdir()} == pages()
