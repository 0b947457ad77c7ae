"""What comes first in the queue, the clock of a line, and the policy behind both."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.assessing.policy import Concern, Risk, concerns, policy, policy_of
from catalog.assessing.queue import Weight, clock_of, place
from catalog.standards_loader import CatalogueFileError, standards
from catalog.words import Level

DAY = date(2026, 11, 23)
WEIGHTS = st.builds(
    Weight,
    level=st.sampled_from(list(Level)),
    concern=st.sampled_from([None, *Concern]),
    blocks_gate=st.booleans(),
)
RISKS = list(Risk)


def test_the_order_that_was_asked_for() -> None:
    """Level first, then safety and security, then what shuts the gate, then age."""
    safety = Weight(level=Level.MUST, concern=Concern.CLINICAL_SAFETY, blocks_gate=False)
    shut = Weight(level=Level.MUST, concern=None, blocks_gate=True)
    plain = Weight(level=Level.MUST, concern=None, blocks_gate=False)
    should = Weight(level=Level.SHOULD, concern=Concern.SECURITY, blocks_gate=True)
    may = Weight(level=Level.MAY, concern=Concern.SECURITY, blocks_gate=True)
    old, new = DAY - timedelta(days=300), DAY
    keys = [
        place(safety, old, ("a", "a")),
        place(safety, new, ("a", "a")),
        place(shut, old, ("a", "a")),
        place(plain, old, ("a", "a")),
        place(should, old, ("a", "a")),
        place(may, old, ("a", "a")),
    ]
    assert keys == sorted(keys)


@given(WEIGHTS, WEIGHTS)
def test_a_greater_risk_never_stands_behind_a_lesser(one: Weight, other: Weight) -> None:
    """The place in the queue and the published class of risk tell one story."""
    if RISKS.index(one.risk) < RISKS.index(other.risk):
        assert place(one, DAY, ("b", "b")) < place(other, DAY - timedelta(days=999), ("a", "a"))


@pytest.mark.parametrize(("waited", "left"), [(0, 10), (10, 0), (11, -1)])
def test_the_clock_runs_against_the_published_days(waited: int, left: int) -> None:
    """On the last day it is not late yet."""
    weight = Weight(level=Level.MUST, concern=Concern.SECURITY, blocks_gate=False)
    clock = clock_of(weight, DAY - timedelta(days=waited), DAY, policy())
    assert (clock.age_days, clock.days_left, clock.overdue) == (waited, left, left < 0)


def test_safety_and_security_need_two() -> None:
    """Every requirement of these, and none of a standard that is neither."""
    for requirement_id in ("DCB0129-1", "DCB0160-3", "C1.2.5", "DTAC1-C1.1", "UKMDR-1"):
        if standards().requirement(requirement_id):
            assert concerns()[requirement_id] is Concern.CLINICAL_SAFETY
    for requirement_id in ("CE-1", "C3.5.1", "DTAC1-C3", "SSCOP-4"):
        assert concerns()[requirement_id] is Concern.SECURITY
    assert not {"MESH-2", "C2.1", "C4.1", "AIS-1", "NHSNO-1"} & concerns().keys()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ((b'standard = "DCB0129"', b'standard = "DCB9999"'), "DCB9999"),
        ((b"high = 10\n", b""), "high"),
        ((b"low = 40", b"low = 0"), "low"),
        ((b'"security"', b'"price"'), "price"),
        ((b"[target_days]", b"[target_days"), "file"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(changed: tuple[bytes, bytes], words: str) -> None:
    """With the key that is wrong."""
    from importlib import resources

    raw = (resources.files("catalog") / "standards" / "assessing" / "policy.toml").read_bytes()
    assert changed[0] in raw
    with pytest.raises(CatalogueFileError, match=words):
        policy_of(raw.replace(*changed), standards())
