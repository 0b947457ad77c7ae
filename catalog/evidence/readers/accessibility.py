"""What reports about accessibility have in common: criteria of WCAG, and what follows when some fail.

One failed criterion of level A or AA is a failure of the whole; none failed is no success while a criterion
was not looked at by anybody.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from catalog.evidence import wcag
from catalog.evidence.limits import MOST_STATEMENTS
from catalog.evidence.reading import Shown, Statement
from catalog.words import Outcome

WORST_FIRST: Final = (
    Outcome.NOT_MET,
    Outcome.PARTLY_MET,
    Outcome.INCONCLUSIVE,
    Outcome.NOT_EVIDENCED,
    Outcome.MET,
    Outcome.NOT_APPLICABLE,
)
_RANK: Final = {outcome: rank for rank, outcome in enumerate(WORST_FIRST)}


def worst_by_criterion(statements: Iterable[Statement]) -> Mapping[str, Statement]:
    """Of the criteria that WCAG 2.2 asks for at A and AA, the worst that is said about each, by number."""
    found: dict[str, Statement] = {}
    for statement in statements:
        number = statement.about.removeprefix("wcag22:").partition(" ")[0]
        if number not in wcag.needed() or not statement.about.startswith("wcag22:"):
            continue
        known = found.get(number)
        if known is None or _RANK[statement.outcome] < _RANK[known.outcome]:
            found[number] = statement
    return found


def failures(worst: Mapping[str, Statement]) -> Iterator[Shown]:
    """One failure that names every failed criterion and points at the first; else one that is partly met."""
    for outcome, word in ((Outcome.NOT_MET, "Fails"), (Outcome.PARTLY_MET, "Meets in part")):
        failed = sorted((number for number, each in worst.items() if each.outcome is outcome), key=_order)
        if failed:
            yield Shown(
                outcome=outcome,
                pointer=worst[failed[0]].pointer,
                reason=f"{word} {counted(failed)} of WCAG 2.2 A and AA: {', '.join(failed)}.",
            )
            return


def conclusion(worst: Mapping[str, Statement]) -> Shown:
    """What a person's whole evaluation shows: failures first, then what was left out, then success."""
    failed = next(failures(worst), None)
    if failed is not None:
        return failed
    open_ = [number for number, each in worst.items() if each.outcome is Outcome.INCONCLUSIVE]
    if open_:
        return _undecided(worst[open_[0]].pointer, open_)
    missing = [number for number in wcag.needed() if not _settled(worst.get(number))]
    if missing:
        return _incomplete(missing)
    if all(each.outcome is Outcome.NOT_APPLICABLE for each in worst.values()):
        reason = "It calls every criterion not applicable, which no screen can be."
        return Shown(outcome=Outcome.INCONCLUSIVE, pointer="", reason=reason)
    reason = f"All {len(worst)} criteria of WCAG 2.2 A and AA are met or do not apply."
    return Shown(outcome=Outcome.MET, pointer="", reason=reason)


def counted(numbers: list[str]) -> str:
    """`1 criterion`, `4 criteria`."""
    return f"{len(numbers)} {'criterion' if len(numbers) == 1 else 'criteria'}"


def kept(statements: list[Statement]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The statements that are kept, the worst where there are too many, and a note on what was left out."""
    if len(statements) <= MOST_STATEMENTS:
        return tuple(statements), ()
    worst = sorted(statements, key=lambda each: _RANK[each.outcome])[:MOST_STATEMENTS]
    return tuple(worst), (f"{len(statements):,} items; the {MOST_STATEMENTS:,} worst are kept.",)


def _settled(statement: Statement | None) -> bool:
    return statement is not None and statement.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE)


def _undecided(pointer: str, numbers: list[str]) -> Shown:
    reason = f"Leaves {counted(numbers)} of A and AA undecided: {', '.join(sorted(numbers, key=_order))}."
    return Shown(outcome=Outcome.INCONCLUSIVE, pointer=pointer, reason=reason)


def _incomplete(missing: list[str]) -> Shown:
    reason = f"Says nothing about {counted(missing)} of WCAG 2.2 A and AA: {', '.join(missing)}."
    return Shown(outcome=Outcome.NOT_EVIDENCED, pointer="", reason=reason)


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
