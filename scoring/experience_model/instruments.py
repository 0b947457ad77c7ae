"""The questionnaires, each scored by its own published rule. No two are ever mixed into one number."""

from collections.abc import Sequence
from typing import Final

SUS_ITEMS: Final = 10
SUS_MEAN_OF_STUDIES: Final = 68.0
"""The mean of about 500 studies of all kinds of software (Sauro & Lewis); no norm for clinical systems."""
SUS_GRADES: Final = (
    (84.1, "A+"), (80.8, "A"), (78.9, "A-"), (77.2, "B+"), (74.1, "B"), (72.6, "B-"), (71.1, "C+"),
    (65.0, "C"), (62.7, "C-"), (51.7, "D"), (0.0, "F"),
)  # fmt: skip
"""From which score up each grade holds: Sauro & Lewis, Quantifying the User Experience, 2nd ed., 2016."""


def sus(items: Sequence[int]) -> float:
    """System Usability Scale, 0 to 100 (Brooke, 1996): ten answers of 1 to 5, the even ones reversed.

    Raises ValueError where one is missing or outside: a form is scored whole or not at all.
    """
    _check(items, SUS_ITEMS, 5)
    odd, even = items[0::2], items[1::2]
    return 2.5 * (sum(odd) - len(odd) + 5 * len(even) - sum(even))


def sus_grade(score: float) -> str:
    """The grade of the curved scale. Of software in general: never a comparison of health systems."""
    if not 0 <= score <= 100:
        raise ValueError("a SUS score lies between 0 and 100")
    return next(grade for least, grade in SUS_GRADES if score >= least)


def umux_lite(items: Sequence[int], points: int = 7) -> float:
    """UMUX-Lite, 0 to 100: two answers of 1 to `points`, interpolated.

    Not turned into a SUS score: its authors advise against the regression (Lah, Lewis & Šumak, 2020).
    """
    if points not in (5, 7):
        raise ValueError("UMUX-Lite has answers of 1 to 5 or of 1 to 7")
    _check(items, 2, points)
    return 100.0 * (sum(items) - 2) / (2 * (points - 1))


def net_experience(answers: Sequence[int]) -> float:
    """Net EHR Experience, -100 to 100: percent that agree (4, 5) minus percent that disagree (1, 2).

    KLAS Arch Collaborative. Neutral answers add to neither and stay in the denominator, as they do in a net
    promoter score; the source does not say.
    """
    _check(answers, len(answers), 5)
    if not answers:
        raise ValueError("there is no answer")
    agree, disagree = sum(a >= 4 for a in answers), sum(a <= 2 for a in answers)
    return 100.0 * (agree - disagree) / len(answers)


def _check(items: Sequence[int], count: int, most: int) -> None:
    if len(items) != count:
        raise ValueError(f"there are {count} answers to give, and {len(items)} were")
    for number, item in enumerate(items, start=1):
        if isinstance(item, bool) or not isinstance(item, int) or not 1 <= item <= most:
            raise ValueError(f"answer {number} is a whole number of 1 to {most}")
