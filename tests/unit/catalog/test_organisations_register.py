"""Succession followed to its end: what must hold whatever is recorded."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.organisations.answer import State, UnknownOrganisation
from catalog.organisations.organisation import Organisation, OrganisationKind, Succession, SuccessionKind
from catalog.organisations.register import Register
from catalog.organisations.trail import MOST_CHAINS
from catalog.words import Certainty

DAY = date(2020, 1, 1)
CODES = ("AA", "BB", "CC", "DD", "EE", "FF")


def org(code: str, opened: date | None = DAY, closed: date | None = None) -> Organisation:
    return Organisation(code=code, name=code, kind=OrganisationKind.TRUST, opened=opened, closed=closed)


def step(before: str, after: str, on: date | None = DAY, **more: Certainty) -> Succession:
    return Succession(predecessor=before, successor=after, on=on, kind=SuccessionKind.MERGER, **more)


days = st.integers(0, 2000).map(lambda n: DAY + timedelta(n))
organisations = st.builds(
    lambda code, opened, closed: org(code, opened, closed),
    st.sampled_from(CODES),
    st.none() | days,
    st.none() | days,
)
steps = st.builds(step, st.sampled_from(CODES), st.sampled_from(CODES), st.none() | days).filter(
    lambda s: s.predecessor != s.successor
)
markets = st.tuples(
    st.lists(organisations, max_size=6, unique_by=lambda o: o.code), st.lists(steps, max_size=10, unique=True)
)


@given(markets, days)
@settings(max_examples=80, deadline=None)
def test_the_order_of_records_never_matters(
    market: tuple[list[Organisation], list[Succession]], as_of: date
) -> None:
    """The same records in another order give the same answer."""
    recorded, passed = market
    first, second = Register(recorded, passed), Register(recorded[::-1], sorted(passed, key=lambda s: str(s)))
    for code in CODES:
        if code in first:
            assert first.answers_for(code, as_of) == second.answers_for(code, as_of)


@given(markets, days)
@settings(max_examples=120, deadline=None)
def test_every_chain_is_a_way_that_could_have_been_gone(
    market: tuple[list[Organisation], list[Succession]], as_of: date
) -> None:
    """Chains join code to code, never run backwards in time or past the day, and end where it is open."""
    register = Register(*market)
    for code in filter(register.__contains__, CODES):
        answer = register.answers_for(code, as_of)
        assert answer.split == (len(answer.answering) > 1)
        assert bool(answer.answering) == (answer.certainty is not None)
        assert answer.answering or answer.unresolved, "a trail ends somewhere"
        for answering in answer.answering:
            end = answering.organisation.code
            assert register.state(end, as_of) is State.OPEN
            assert answering.chains
            for chain in answering.chains:
                codes = [code, *(s.successor for s in chain.steps)]
                assert [s.predecessor for s in chain.steps] == codes[:-1]
                assert codes[-1] == end
                assert len(set(codes)) == len(codes)
                dated = [s.on for s in chain.steps if s.on is not None]
                assert dated == sorted(dated)
                assert all(on <= as_of for on in dated)
                assert not (chain.undated and chain.certainty is Certainty.HIGH)


@given(markets, days)
@settings(max_examples=60, deadline=None)
def test_what_is_open_answers_for_itself(
    market: tuple[list[Organisation], list[Succession]], as_of: date
) -> None:
    """An open organisation is the one answer, with nothing on the way."""
    register = Register(*market)
    for code in filter(register.__contains__, CODES):
        answer = register.answers_for(code, as_of)
        if answer.state is State.OPEN:
            assert [a.organisation.code for a in answer.answering] == [code]
            assert answer.answering[0].chains[0].steps == ()


def test_an_unknown_code_is_an_error_of_its_own() -> None:
    """Nobody is made up for a code that no record names."""
    with pytest.raises(UnknownOrganisation, match="ZZZ"):
        Register([], []).answers_for("ZZZ", DAY)
    with pytest.raises(UnknownOrganisation):
        Register([], []).predecessors_of("ZZZ")


def test_a_cycle_ends() -> None:
    """Two closed organisations that each name the other: nobody answers, and it says where it stopped."""
    gone = DAY + timedelta(1)
    register = Register([org("AA", DAY, gone), org("BB", DAY, gone)], [step("AA", "BB"), step("BB", "AA")])
    answer = register.answers_for("AA", DAY + timedelta(10))
    assert answer.answering == ()
    assert answer.unresolved == ("AA",)
    assert {s.predecessor for s in register.predecessors_of("AA")} == {"AA", "BB"}


def test_chains_that_double_are_cut_and_the_answer_is_whole() -> None:
    """Twenty splits and mergers in a row make a million chains; the organisation is found at once."""
    closed = [org(f"{kind}{n}", DAY, DAY) for n in range(20) for kind in "SAB"]
    passed = []
    for n in range(20):
        on = DAY + timedelta(n + 1)
        for half in "AB":
            passed.append(step(f"S{n}", f"{half}{n}", on))
            passed.append(step(f"{half}{n}", f"S{n + 1}", on))
    register = Register([*closed, org("S20")], passed)
    answer = register.answers_for("S0", DAY + timedelta(100))
    assert [a.organisation.code for a in answer.answering] == ["S20"]
    assert answer.chains_left_out
    assert len(answer.answering[0].chains) == MOST_CHAINS


def test_a_step_before_the_arrival_carries_nothing() -> None:
    """What BB passed on in 2020 cannot hold what AA brought to it in 2022."""
    gone = [org("AA", DAY, date(2021, 12, 31)), org("BB", DAY, date(2023, 12, 31)), org("CC"), org("DD")]
    passed = [
        step("AA", "BB", date(2022, 1, 1)),
        step("BB", "CC", date(2020, 6, 1)),
        step("BB", "DD", date(2024, 1, 1)),
    ]
    answer = Register(gone, passed).answers_for("AA", date(2025, 1, 1))
    assert [a.organisation.code for a in answer.answering] == ["DD"]


def test_a_sure_way_outweighs_an_unsure_one() -> None:
    """Two chains to one organisation: it is as sure as the surer of them, which stands first."""
    records = [org("AA", DAY, DAY), org("BB", DAY, DAY), org("CC")]
    passed = [step("AA", "CC", DAY, certainty=Certainty.LOW), step("AA", "BB"), step("BB", "CC")]
    (answering,) = Register(records, passed).answers_for("AA", date(2021, 1, 1)).answering
    assert [c.certainty for c in answering.chains] == [Certainty.HIGH, Certainty.LOW]
    assert answering.certainty is Certainty.HIGH


def test_an_open_organisation_says_what_part_of_it_went_elsewhere() -> None:
    """A succession out of an organisation that stays open is a part, not the whole."""
    answer = Register([org("AA"), org("BB")], [step("AA", "BB")]).answers_for("AA", date(2021, 1, 1))
    assert [a.organisation.code for a in answer.answering] == ["AA"]
    assert [s.successor for s in answer.parts_elsewhere] == ["BB"]


def test_predecessors_come_nearest_first() -> None:
    """The steps straight into the code, then those before them."""
    passed = [step("AA", "BB"), step("BB", "CC"), step("DD", "CC")]
    found = Register([org("CC")], passed).predecessors_of("CC")
    assert [s.predecessor for s in found] == ["BB", "DD", "AA"]
