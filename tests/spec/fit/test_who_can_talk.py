"""Who can talk with whom, as far as evidence shows it: the sides of an exchange, met on both ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.findings import standing
from catalog.evidence.record import Decision, Evidence
from catalog.interoperability.exchanges import exchanges, read_exchanges
from catalog.interoperability.shown import (
    FAILED,
    STRONGEST,
    UNKNOWN,
    WayState,
    sides_shown,
    talks,
    unknown_sides,
)
from catalog.standards_loader import CatalogueFileError, standards
from catalog.words import Assurance, EvidenceKind, Outcome, ProductType

DAY = date(2026, 11, 26)
SIDES = st.lists(
    st.integers(FAILED, STRONGEST), min_size=len(exchanges().sides), max_size=len(exchanges().sides)
)
KINDS = st.sampled_from(list(ProductType))


def shown(*decided: tuple[str, Outcome, Assurance]) -> tuple[int, ...]:
    """The sides of a release on which this was decided, each on evidence of its own."""
    evidence = [
        Evidence(
            id=f"e{number}", kind=EvidenceKind.DOCUMENT, title="", requirement_ids=(name,), submitted_on=DAY
        )
        for number, (name, _, _) in enumerate(decided)
    ]
    decisions = [
        Decision(
            evidence_id=f"e{number}", requirement_id=name, version=1, outcome=outcome, assurance=assurance,
            reason="", decided_by="", decided_on=DAY,
        )
        for number, (name, outcome, assurance) in enumerate(decided)
    ]  # fmt: skip
    return sides_shown(standing(evidence, decisions, DAY), DAY)


def side(exchange: str, end: int = 0) -> int:
    """The place of a side among all."""
    found = exchanges()
    place = [each.id for each in found.all].index(exchange)
    return sum(len(each.sides) for each in found.all[:place]) + end


def test_a_side_is_shown_when_all_that_shows_it_is_met() -> None:
    """As strongly as the weakest of it; one that is missing leaves the side unknown."""
    one = ("DAPB4101-1", Outcome.MET, Assurance.SIGNED)
    both = (one, ("DAPB4101-2", Outcome.MET, Assurance.DOCUMENTED))
    assert shown(one)[side("results")] == UNKNOWN
    assert shown(*both)[side("results")] == Assurance.DOCUMENTED.rank + 1


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.PARTLY_MET])
def test_a_side_fails_when_any_of_it_is_found_to_fail(outcome: Outcome) -> None:
    """Whatever else is met."""
    met = ("DAPB4101-1", Outcome.MET, Assurance.SIGNED)
    assert shown(met, ("DAPB4101-2", outcome, Assurance.DECLARED))[side("results")] == FAILED


@pytest.mark.parametrize("outcome", [Outcome.NOT_EVIDENCED, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE])
def test_what_is_not_shown_is_unknown(outcome: Outcome) -> None:
    """Neither met nor failed: an open question, or something that does not apply, shows nothing."""
    assert shown(("ERS-1", outcome, Assurance.SIGNED))[side("referrals")] == UNKNOWN


def test_evidence_that_is_too_weak_shows_nothing() -> None:
    """A requirement states the least assurance that counts: a declared referral is not evidenced."""
    assert shown(("ERS-1", Outcome.MET, Assurance.DECLARED))[side("referrals")] == UNKNOWN
    assert shown(("ERS-1", Outcome.MET, Assurance.DOCUMENTED))[side("referrals")] == 2


def test_a_sender_needs_a_receiver() -> None:
    """Two laboratories that both send reports have nobody to take them in; one and a practice do."""
    sides = list(unknown_sides())
    sides[side("results", 0)] = STRONGEST
    takes_in = list(unknown_sides())
    takes_in[side("results", 1)] = 1
    assert "results" not in {t.exchange.id for t in talks(sides, ProductType.LIMS, sides, ProductType.LIMS)}
    found = talks(sides, ProductType.LIMS, takes_in, ProductType.GP_SYSTEM)
    (talk,) = [each for each in found if each.exchange.id == "results"]
    assert (talk.mine.role, talk.theirs.role) == ("sends", "takes in")
    assert (talk.state, talk.assurance) == (WayState.SHOWN, Assurance.DECLARED)


@given(SIDES, KINDS, SIDES, KINDS)
def test_talking_is_the_same_from_both_ends(mine: list[int], one: str, theirs: list[int], other: str) -> None:
    """Each way from here is a way from there, with its sides changed over, and as far shown."""
    here = [
        (t.exchange.id, t.mine.role, t.theirs.role, t.state, t.assurance)
        for t in talks(mine, one, theirs, other)
    ]
    there = [
        (t.exchange.id, t.theirs.role, t.mine.role, t.state, t.assurance)
        for t in talks(theirs, other, mine, one)
    ]
    assert sorted(here) == sorted(there)


@given(SIDES, KINDS, KINDS)
def test_what_nobody_has_shown_is_never_said_to_be_met(mine: list[int], one: str, other: str) -> None:
    """Whatever the other end shows."""
    assert all(t.state is not WayState.SHOWN for t in talks(mine, one, unknown_sides(), other))


def test_every_standard_of_exchange_is_counted_or_left_out_with_a_reason() -> None:
    """None is forgotten: national interfaces, national services and technical standards."""
    found = exchanges()
    named = {each.standard for each in found.all} | set(found.left_out)
    kinds = {"national-api", "national-service", "technical-standard"}
    assert {s.id for s in standards() if s.kind in kinds} <= named
    assert all(found.left_out.values())


def test_whoever_stands_on_a_side_is_addressed_by_its_standard() -> None:
    """No kind of system is put on a side of a standard that does not speak to it."""
    for exchange in exchanges().all:
        standard = standards().get(exchange.standard)
        assert standard is not None
        for each in exchange.sides:
            assert set(map(str, each.kinds)) <= set(standard.applies_to)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x", "TOML"),
        ("left_out = {}\n[[exchanges]]\nid = 'x'\n", "exchanges[0]"),
        ("left_out = { NOWHERE = 'no' }\nexchanges = []\n", "left_out.NOWHERE"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(text: str, key: str) -> None:
    """With the key and the reason."""
    with pytest.raises(CatalogueFileError) as error:
        read_exchanges(text.encode(), standards())
    assert error.value.key == key


@pytest.mark.parametrize(
    ("sides", "key"),
    [
        ("[]", "exchanges[0].sides"),
        ("[{ role = 'a', shown_by = [] }]", "exchanges[0].sides[0].shown_by"),
        ("[{ role = 'a', shown_by = ['MESH-1'] }]", "exchanges[0].sides[0].shown_by"),
    ],
)
def test_an_exchange_has_sides_that_its_own_standard_shows(sides: str, key: str) -> None:
    """One or two, and a requirement of that standard for each."""
    fields = f"id = 'x'\nstandard = 'E-RS'\ncarries = ''\nbeware = ''\nsides = {sides}\n"
    text = f"left_out = {{}}\n[[exchanges]]\n{fields}"
    with pytest.raises(CatalogueFileError) as error:
        read_exchanges(text.encode(), standards())
    assert error.value.key == key
