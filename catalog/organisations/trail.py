"""Follows successions from a code to wherever they end on a day.

The ends are found in time linear in the records, cycles and all. The chains to one end can be
exponentially many, so they are listed up to a limit, the shortest always among them.
"""

from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import Final

from catalog.organisations.answer import State
from catalog.organisations.organisation import Succession
from catalog.organisations.records import Records

MOST_CHAINS: Final = 64
MOST_LOOKS: Final = 5_000
"""Half-built chains looked at in search of more than the shortest."""

Steps = tuple[Succession, ...]


def shortest_to_ends(records: Records, code: str, as_of: date) -> dict[str, Steps]:
    """Where the trail from `code` ends on `as_of`, each with a shortest chain to it.

    A trail goes on from whatever is not open, and ends where it is open or nothing leads on.
    What counts as a place is a code and the day of arrival: later steps depend on both.
    """
    ends: dict[str, Steps] = {}
    start: tuple[str, date | None] = (code, None)
    seen = {start}
    waiting: deque[tuple[str, date | None, Steps]] = deque([(*start, ())])
    while waiting:
        here, arrived, way = waiting.popleft()
        is_open = records.state(here, as_of) is State.OPEN
        steps = [] if is_open else list(records.taken(here, arrived, as_of))
        if not steps:
            ends.setdefault(here, way)
        for step in steps:
            place = (step.successor, step.on or arrived)
            if place not in seen:
                seen.add(place)
                waiting.append((*place, (*way, step)))
    return ends


def chains_to(records: Records, code: str, end: str, as_of: date) -> Iterator[Steps | None]:
    """Chains from `code` to the open `end` that visit no code twice; None where the search gives up."""
    leading = leading_to(records, end)
    waiting: list[Steps] = [()]
    looks = 0
    while waiting:
        looks += 1
        if looks > MOST_LOOKS:
            yield None
            return
        steps = waiting.pop()
        here = steps[-1].successor if steps else code
        if here == end:
            yield steps
        elif records.state(here, as_of) is not State.OPEN:
            waiting.extend(_longer(records, code, steps, leading, as_of))


def _longer(
    records: Records, code: str, steps: Steps, leading: frozenset[str], as_of: date
) -> Iterator[Steps]:
    here = steps[-1].successor if steps else code
    passed = {code, *(step.successor for step in steps)}
    arrived = max((step.on for step in steps if step.on is not None), default=None)
    for step in records.taken(here, arrived, as_of):
        if step.successor in leading and step.successor not in passed:
            yield (*steps, step)


def every_chain(
    records: Records, code: str, end: str, shortest: Steps, as_of: date
) -> tuple[list[Steps], bool]:
    """The chains to `end`, at most `MOST_CHAINS`, the shortest first; and whether any were left out."""
    chains = [shortest]
    for found in chains_to(records, code, end, as_of):
        if found is None or len(chains) == MOST_CHAINS:
            return chains, True
        if found != shortest:
            chains.append(found)
    return chains, False


def steps_into(records: Records, code: str) -> Steps:
    """Every succession that led to `code`, nearest first; each once, cycles and all."""
    found: dict[Succession, None] = {}
    waiting, seen = deque([code]), {code}
    while waiting:
        for step in records.came_from(waiting.popleft()):
            found[step] = None
            if step.predecessor not in seen:
                seen.add(step.predecessor)
                waiting.append(step.predecessor)
    return tuple(found)


def leading_to(records: Records, code: str) -> frozenset[str]:
    """`code` and every code with a trail to it."""
    return frozenset({code, *(step.predecessor for step in steps_into(records, code))})
