"""A case: one JSON file that says a method and its numbers, computed without any market.

Read strictly: a field that is not known, or a figure that cannot be used, is told by its key.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from scoring.decision.problem import Floats, Problem, ProblemError, letters_of, problem_of, table_of

DRAWS: Final = 10_000
_SMALL: Final = 400
"""Of so few figures ten times as many draws take no longer: a share is then right to a third of a point."""
Bools = NDArray[np.bool_]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
METHODS: Final = (
    "additive",
    "wsm",
    "wpm",
    "topsis",
    "vikor",
    "promethee2",
    "smaa2",
    "ahp",
    "bradley-terry",
)
CARRY: Final = ("additive", "smaa2")
"""Methods that carry a figure that is not known as an interval; what others would make of it is a guess."""
COMPARED: Final = ("ahp", "bradley-terry")
"""Methods whose matrix is a square of comparisons: they have no criteria, and take no weights."""


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What some methods take besides; each says which it reads.

    `normalisation` (`normalization` is the same): wsm, wpm and topsis. `v`: vikor. `preference`, `q`, `p` and
    `s` (one for all criteria, or a list with one for each), `flows`: promethee2. `draws`, `seed`,
    `weight_bounds`, `order`, `delta`: smaa2. `way`, `random_index`: ahp.
    """

    normalisation: str | None = None
    normalization: str | None = None
    v: float = 0.5
    preference: str | list[str] = "usual"
    q: float | list[float] = 0.0
    p: float | list[float] = 1.0
    s: float | list[float] = 1.0
    flows: str = "mean"
    draws: Count | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 20010401
    weight_bounds: tuple[tuple[float, float], ...] | None = None
    order: tuple[int, ...] | None = None
    delta: tuple[float, ...] | None = None
    way: str = "eigenvector"
    random_index: Annotated[float, Meta(gt=0)] | None = None

    @property
    def scale(self) -> str | None:
        """The scale that is named, in whichever spelling: "min-max" is minmax."""
        name = self.normalisation or self.normalization
        return name and letters_of(name)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case as its file has it. `bounds` are the worst and best figures of each criterion, low first. A
    figure that is null is not known: it may be anything within them, which `CARRY` alone can reckon with.
    """

    method: str
    matrix: list[list[float | None]]
    objectives: list[float] | None = None
    weights: list[float] | None = None
    bounds: list[tuple[float, float]] | None = None
    parameters: Parameters | None = None
    names: list[str] | None = None
    criteria: list[str] | None = None

    @property
    def asked(self) -> Parameters:
        """Its parameters, or those that hold where it has none."""
        return self.parameters or Parameters()


def draws_in(case: Case) -> int:
    """How many ways are drawn, where the case does not say."""
    small = len(case.matrix) * len(case.matrix[0]) <= _SMALL
    return case.asked.draws or (10 * DRAWS if small else DRAWS)


def read_case(raw: bytes) -> Case:
    """The case in a JSON file. Raises `ProblemError`."""
    try:
        case = msgspec.json.decode(raw, type=Case)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        key = path.strip("`.") or "the file"
        raise ProblemError(key, f"{reason}{_known(key, reason)}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProblemError("the file", f"is not JSON: {error}") from error
    if case.method not in METHODS:
        raise ProblemError("method", f"there are {', '.join(METHODS)}")
    if case.method in COMPARED and (case.weights is not None or case.objectives is not None):
        raise ProblemError("weights" if case.weights else "objectives", "a square of comparisons has none")
    _check_names("names", case.names, len(case.matrix))
    _check_names("criteria", case.criteria, len(case.matrix[0]) if case.matrix else 0)
    return case


def _known(key: str, reason: str) -> str:
    """The fields that there are, where one is named that there is not."""
    if "unknown field" not in reason:
        return ""
    fields = (Parameters if key == "parameters" else Case).__struct_fields__
    return f"; there are {', '.join(fields)}"


def _check_names(key: str, names: Sequence[str] | None, wanted: int) -> None:
    if names is not None and len(names) != wanted:
        raise ProblemError(key, f"there are {wanted} to name, and {len(names)} names")


def problem_in(case: Case) -> Problem:
    """Its table. More is better, and every criterion weighs the same, where nothing else is said."""
    columns = len(case.matrix[0]) if case.matrix else 0
    table = _stopgaps(case)
    return problem_of(table, case.objectives or [1] * columns, case.weights or [1.0] * columns)


def unknown_in(case: Case) -> Bools:
    """Which figures are not known: alternatives × criteria."""
    return np.array([[figure is None for figure in row] for row in case.matrix], dtype=np.bool_)


def at_worst_and_best(case: Case, problem: Problem, bounds: Floats) -> tuple[Problem, Problem]:
    """The problem with all that is not known at the worse of its bounds, and at the better."""
    unknown, more = unknown_in(case), problem.objectives > 0
    worst, best = np.where(more, bounds.T, bounds.T[::-1])
    low, high = (np.where(unknown, ends, problem.matrix) for ends in (worst, best))
    return msgspec.structs.replace(problem, matrix=low), msgspec.structs.replace(problem, matrix=high)


def _stopgaps(case: Case) -> list[list[float]]:
    """The table with something known of its criterion where a figure is not, so that it moves no bounds.

    Raises `ProblemError` for a method that cannot reckon with what is not known.
    """
    known: dict[int, float] = {}
    for number, row in enumerate(case.matrix):
        for column, figure in enumerate(row):
            if figure is not None:
                known.setdefault(column, figure)
            elif case.method not in CARRY:
                reason = f"is not known; {' and '.join(CARRY)} alone can reckon with that"
                raise ProblemError(f"matrix[{number}][{column}]", reason)
    return [[known.get(c, 0.0) if f is None else f for c, f in enumerate(row)] for row in case.matrix]


def bounds_of_the_field(problem: Problem) -> Floats:
    """The least and greatest figure of each criterion; of one without a difference nothing is gained."""
    low, high = problem.matrix.min(axis=0), problem.matrix.max(axis=0)
    return np.stack([low, np.where(high > low, high, low + 1.0)], axis=1)


def bounds_in(case: Case, problem: Problem) -> Floats:
    """The bounds between which figures become values. Figures that all lie within 0 to 1 are taken to be
    shares already; for any other, bounds made from the field would let a losing one change the winner.
    """
    columns = problem.size[1]
    if case.bounds is None:
        if problem.matrix.min() < 0 or problem.matrix.max() > 1:
            raise ProblemError(
                "bounds", "give the worst and best figure of each criterion, low first: [[low, high], …]"
            )
        return table_of("bounds", [[0.0, 1.0]] * columns)
    if len(case.bounds) != columns:
        raise ProblemError("bounds", f"there are {columns} criteria and {len(case.bounds)} pairs")
    bounds = table_of("bounds", case.bounds)
    if (bounds[:, 0] >= bounds[:, 1]).any():
        raise ProblemError("bounds", "the first of a pair lies below the second")
    return bounds


def plain(value: Any) -> Any:
    """Arrays as lists, and what is not a number as None."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return None if isinstance(value, float) and value != value else value
