"""When the variances of the model are found anew, and which answers are taken in at those that stand."""

from collections.abc import Sequence

from scoring.experience_model.said import Answer


def found_from(answers: Sequence[Answer]) -> int:
    """From how many of the answers, the earliest first, the variances are found: their number rounded down to
    two figures (1,273: the first 1,200). The others are taken in at these variances, until they are a tenth
    or a hundredth more. All, where a later one is of a role that none of the earlier had: a role is no crowd
    that says what to expect of a new one.

    It hangs on the answers alone, so that whoever has the same answers finds the same.
    """
    count = len(answers)
    first = rounded_down(count)
    roles = {each.role for each in answers[:first]}
    return first if all(each.role in roles for each in answers[first:]) else count


def rounded_down(count: int) -> int:
    """To two figures."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return count // step * step
