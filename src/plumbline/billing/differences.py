"""What our side and the processor's say differently of one thing, and what was done about it."""

from typing import Annotated

import msgspec


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. `repair` is empty where a person has to look."""

    what: Annotated[
        str, msgspec.Meta(description="intent, subscription, price, invoice, credit, customer, vat.")
    ]
    ours: Annotated[str, msgspec.Meta(description="Our id of it; empty where we do not know it.")]
    theirs: Annotated[str, msgspec.Meta(description="The processor's id; empty where it has none.")]
    words: Annotated[str, msgspec.Meta(description="What differs.")]
    repair: Annotated[str, msgspec.Meta(description="What was done, or would be; empty for a person.")] = ""

    @classmethod
    def of_state(cls, what: str, ours: object, theirs: str, here: object, there: object) -> "Difference":
        """A move that no table of states has."""
        words = f"it is {here} here and {there} at the processor, and that is no move that can be made"
        return cls(what=what, ours=str(ours), theirs=theirs, words=words)

    @classmethod
    def of_sum(cls, what: str, ours: object, theirs: str, here: str, there: str) -> "Difference":
        """Sums that differ; in smallest units."""
        words = f"it comes to {here} here and to {there} at the processor"
        return cls(what=what, ours=str(ours), theirs=theirs, words=words)

    def __str__(self) -> str:
        """One line for the command line."""
        names = " / ".join(each for each in (self.ours, self.theirs) if each)
        return f"{self.what} {names}: {self.words}. {self.repair or 'A person has to look.'}"
