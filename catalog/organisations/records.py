"""Organisations and successions, indexed by code, and where a code stands on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from catalog.organisations.answer import State, UnknownOrganisation
from catalog.organisations.organisation import Organisation, OrganisationKind, Succession, SuccessionKind


class Records:
    """What is recorded, ready to be looked up. The order of the input never matters."""

    def __init__(self, organisations: Iterable[Organisation], successions: Iterable[Succession]) -> None:
        self._organisations = {each.code: each for each in organisations}
        self._onward: dict[str, list[Succession]] = defaultdict(list)
        self._back: dict[str, list[Succession]] = defaultdict(list)
        self._location_since: dict[str, date | None] = {}
        for step in sorted(successions, key=_order):
            if step.kind is SuccessionKind.CONTINUATION or step.predecessor == step.successor:
                self._location_since[step.predecessor] = step.on
            else:
                self._onward[step.predecessor].append(step)
                self._back[step.successor].append(step)

    def __contains__(self, code: object) -> bool:
        return any(code in known for known in (self._organisations, self._onward, self._back))

    def organisation(self, code: str) -> Organisation | None:
        """What is recorded of `code`; None when only a succession names it, or nothing does."""
        return self._organisations.get(code)

    def location_since(self, code: str) -> date | None:
        """The day from which `code` names a sub-ICB location, where that is recorded."""
        return self._location_since.get(code)

    def came_from(self, code: str) -> tuple[Succession, ...]:
        """The successions straight into `code`."""
        return tuple(self._back.get(code, ()))

    def state(self, code: str, as_of: date) -> State:
        """Where `code` stands on `as_of`. Raises `UnknownOrganisation`."""
        if code not in self:
            raise UnknownOrganisation(code)
        if self._is_location(code, as_of):
            return State.LOCATION
        organisation = self._organisations.get(code)
        if organisation and organisation.closed and organisation.closed < as_of:
            return State.CLOSED
        opening = self._opening(code)
        if opening is not None and opening > as_of:
            return State.NOT_YET_OPEN
        return State.UNKNOWN if opening is None or organisation is None else State.OPEN

    def _is_location(self, code: str, as_of: date) -> bool:
        since = self._location_since.get(code)
        if since is not None:
            return since <= as_of
        organisation = self._organisations.get(code)
        return organisation is not None and organisation.kind is OrganisationKind.SUB_ICB

    def _opening(self, code: str) -> date | None:
        """The recorded first day, or else the first day on which something passed to the code."""
        organisation = self._organisations.get(code)
        if organisation is not None and organisation.opened is not None:
            return organisation.opened
        return min((step.on for step in self._back.get(code, ()) if step.on is not None), default=None)

    def taken(self, code: str, arrived: date | None, as_of: date) -> Iterator[Succession]:
        """The steps out of `code` by `as_of`, for what reached it on `arrived` (None: held from the start).

        A step carries what its predecessor held on that day, so it cannot lie before `arrived`.
        """
        for step in self._onward.get(code, ()):
            if step.on is None:
                # Without a day, all we know is that the successor had to exist.
                if self.state(step.successor, as_of) is not State.NOT_YET_OPEN:
                    yield step
            elif step.on <= as_of and (arrived is None or step.on >= arrived):
                yield step


def _order(step: Succession) -> tuple[str, str, date, str]:
    return step.predecessor, step.successor, step.on or date.max, step.kind
