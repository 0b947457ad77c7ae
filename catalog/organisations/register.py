"""Who answers for an organisation on a day: dated, many-to-many succession followed to its end.

Source of the rule: an ODS code is closed and never used again, and its record names predecessors
and successors with a date each (ODS reference data catalogue).
"""

from datetime import date

from catalog.organisations.answer import (
    Answer,
    Answering,
    State,
    UnknownOrganisation,
    answering_of,
    least_sure,
)
from catalog.organisations.records import Records
from catalog.organisations.trail import Steps, every_chain, shortest_to_ends, steps_into


class Register(Records):
    """Organisations and their successions, ready to be asked."""

    def answers_for(self, code: str, as_of: date) -> Answer:
        """Who answers for `code` on `as_of`, and by which steps. Raises `UnknownOrganisation`.

        An open organisation answers for itself. A closed one, and a code that now only names a
        sub-ICB location, are answered for by whoever its successions lead to.
        """
        state = self.state(code, as_of)
        ends: dict[str, Steps] = {code: ()}
        if state is not State.NOT_YET_OPEN:  # what is yet to be opened has passed nothing on
            ends = shortest_to_ends(self, code, as_of)
        answering, left_out = self._explained(code, ends, as_of)
        found = {each.organisation.code for each in answering}
        return Answer(
            code=code,
            as_of=as_of,
            organisation=self.organisation(code),
            state=state,
            location_since=self.location_since(code),
            answering=answering,
            split=len(answering) > 1,
            undated=any(chain.undated for each in answering for chain in each.chains),
            unresolved=tuple(sorted((set(ends) or {code}) - found)),  # a circle has no end but itself
            parts_elsewhere=tuple(self.taken(code, None, as_of)) if state is State.OPEN else (),
            chains_left_out=left_out,
            certainty=least_sure(each.certainty for each in answering) if answering else None,
        )

    def predecessors_of(self, code: str) -> Steps:
        """Every succession that led to `code`, nearest first. Raises `UnknownOrganisation`."""
        if code not in self:
            raise UnknownOrganisation(code)
        return steps_into(self, code)

    def _explained(
        self, code: str, ends: dict[str, Steps], as_of: date
    ) -> tuple[tuple[Answering, ...], bool]:
        """Each end that is open, with the chains to it; and whether chains were left out."""
        answering, left_out = [], False
        for end, shortest in sorted(ends.items(), key=lambda item: item[0]):
            organisation = self.organisation(end)
            if organisation is not None and self.state(end, as_of) is State.OPEN:
                chains, cut = every_chain(self, code, end, shortest, as_of)
                answering.append(answering_of(organisation, chains))
                left_out = left_out or cut
        return tuple(answering), left_out
