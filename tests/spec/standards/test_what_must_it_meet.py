"""What must a GP system meet on a day? The dated histories, as they happened."""

from datetime import date

import pytest

from catalog.obligations import Phase, duties, edition_on, phase_on, product_tags
from catalog.standards_loader import standards
from catalog.words import ProductType

GP = product_tags(ProductType.GP_SYSTEM)


def phases(day: str, tags: frozenset[str] = GP) -> dict[str, Phase]:
    """The phase of every standard that a product with `tags` faces on a day."""
    return {d.standard.id: d.phase for d in duties(standards(), tags, date.fromisoformat(day))}


def test_the_first_of_march_2024() -> None:
    """The old pathology standard is gone, the new one not yet announced; DTAC is at its first form."""
    faced = phases("2024-03-01")
    assert "DAPB4017" not in faced
    assert "DAPB4101" not in faced
    assert faced["DTAC-1.0"] is Phase.DUE
    assert "DTAC-2.0" not in faced
    assert faced["DAPB4019"] is Phase.TRANSITION
    assert faced["UKCORE-R4"] is Phase.DUE
    assert faced["CARECONNECT-STU3"] is Phase.ADVISORY


def test_the_first_of_october_2026() -> None:
    """Pathology reporting and the adjustment flag are due; DTAC is at its second form."""
    faced = phases("2026-10-01")
    assert faced["DAPB4101"] is Phase.DUE
    assert faced["DAPB4019"] is Phase.DUE
    assert faced["DTAC-2.0"] is Phase.DUE
    assert "DTAC-1.0" not in faced
    assert faced["UKCORE-R4"] is Phase.DUE
    assert faced["CARECONNECT-STU3"] is Phase.ADVISORY


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        ("2023-11-06", Phase.ADVISORY, None),
        ("2023-11-07", Phase.ENDED, None),
        ("2024-04-14", Phase.ENDED, None),
        ("2024-04-15", Phase.ENDED, Phase.TRANSITION),
        ("2025-04-29", Phase.ENDED, Phase.TRANSITION),
        ("2025-04-30", Phase.ENDED, Phase.DUE),
    ],
)
def test_pathology_was_withdrawn_and_then_replaced(day: str, old: Phase, new: Phase | None) -> None:
    """DAPB4017 ended on 7 November 2023; DAPB4101 began on 15 April 2024, conformance a year later."""
    on = date.fromisoformat(day)
    found = standards()
    withdrawn, replacement = found.get("DAPB4017"), found.get("DAPB4101")
    assert withdrawn is not None
    assert replacement is not None
    assert (phase_on(withdrawn, on), phase_on(replacement, on)) == (old, new)


@pytest.mark.parametrize(
    ("day", "phase", "conform_by"),
    [
        ("2023-09-11", None, None),
        ("2023-09-12", Phase.TRANSITION, "2025-12-31"),
        ("2025-11-30", Phase.TRANSITION, "2025-12-31"),
        ("2025-12-01", Phase.UPCOMING, "2026-09-30"),
        ("2025-12-31", Phase.UPCOMING, "2026-09-30"),
        ("2026-09-29", Phase.UPCOMING, "2026-09-30"),
        ("2026-09-30", Phase.DUE, "2026-09-30"),
    ],
)
def test_the_flag_s_date_moved(day: str, phase: Phase | None, conform_by: str | None) -> None:
    """The notice of December 2025 took the place of that of September 2023, and nothing fell due between."""
    flag = standards().get("DAPB4019")
    assert flag is not None
    on = date.fromisoformat(day)
    edition = edition_on(flag, on)
    assert phase_on(flag, on) is phase
    assert (edition and edition.conform_by and edition.conform_by.text) == conform_by


def test_one_form_of_dtac_ends_on_the_day_the_next_is_due() -> None:
    """No day without a form, and no day with two that bind."""
    for day, first, second in (
        ("2026-02-23", Phase.DUE, None),
        ("2026-02-24", Phase.DUE, Phase.UPCOMING),
        ("2026-04-05", Phase.DUE, Phase.UPCOMING),
        ("2026-04-06", None, Phase.DUE),
    ):
        faced = phases(day)
        assert (faced.get("DTAC-1.0"), faced.get("DTAC-2.0")) == (first, second)


def test_a_buyer_s_duty_is_never_a_product_s() -> None:
    """DCB0160 and the social value rule rest on those who buy, whatever tags are given."""
    tags = product_tags(ProductType.EPR, extra=("buyer-organisation", "procurement"))
    faced = phases("2026-10-01", tags)
    assert "DCB0160" not in faced
    assert "PPN002-SV" not in faced
    assert "DCB0129" in faced


def test_capabilities_bring_their_own_standards() -> None:
    """Prescribing (C14) brings the prescription service to a product of any kind."""
    assert "EPS" not in phases("2026-10-01", product_tags(ProductType.MATERNITY))
    assert phases("2026-10-01", product_tags(ProductType.MATERNITY, ("C14",)))["EPS"] is Phase.DUE
