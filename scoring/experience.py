"""Experience in its first form: the mean with its number, shown from a published number up."""

import math

import msgspec

from scoring.method import ExperienceRule


class Experience(msgspec.Struct, frozen=True, kw_only=True):
    """What users say of a product. `mean` (0 to 100) is None where too few answered to show it."""

    answers: int
    organisations: int
    mean: float | None
    note: str

    @property
    def raw(self) -> float:
        """The figure for the method's value function; NaN, not known, where it is not shown."""
        return math.nan if self.mean is None else self.mean


def experience_of(answers: int, organisations: int, mean: float, rule: ExperienceRule) -> Experience:
    """Apply the published numbers to a mean over `answers` from `organisations`."""
    enough = answers >= rule.least_answers and organisations >= rule.least_organisations
    note = (
        f"Mean of {answers} answers from {organisations} organisations."
        if enough
        else (
            f"Insufficient evidence: {answers} answers from {organisations} organisations. A figure is shown "
            f"from {rule.least_answers} answers from {rule.least_organisations} organisations up."
        )
    )
    return Experience(answers=answers, organisations=organisations, mean=mean if enough else None, note=note)


NOBODY = Experience(answers=0, organisations=0, mean=None, note="Nobody has answered yet.")
