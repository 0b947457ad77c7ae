"""What organisations look like to those who ask."""

from datetime import date
from typing import Annotated

import msgspec

from catalog.organisations.answer import State
from catalog.organisations.organisation import Organisation, OrganisationKind, SuccessionKind
from catalog.words import Certainty

CODE = Annotated[str, msgspec.Meta(description="The ODS code.", examples=["02T"])]
SURE = Annotated[Certainty, msgspec.Meta(description="How sure we are of the fact.")]
MAYBE_DAY = Annotated[date | None, msgspec.Meta(description="Null: the day is not recorded.")]


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation, and the source that told of it."""

    organisation: Organisation
    source: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Organisations by name, where the next page starts, and how many fit in all and by kind."""

    found: tuple[Recorded, ...]
    next: str | None
    total: int
    kinds: dict[OrganisationKind, int]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did."""

    source: str
    added: int
    changed: int
    unchanged: int
    successions: int
    relationships: int

    def __str__(self) -> str:
        return (
            f"{self.source}: {self.added} organisations added, {self.changed} changed,"
            f" {self.unchanged} as they were; {self.successions} successions and"
            f" {self.relationships} relationships added or changed."
        )


class OrganisationOut(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as it is recorded."""

    code: CODE
    name: str
    kind: OrganisationKind
    primary_role: Annotated[str | None, msgspec.Meta(description="The ODS role id.", examples=["RO197"])]
    opened: Annotated[date | None, msgspec.Meta(description="First day; null: not recorded.")]
    closed: Annotated[date | None, msgspec.Meta(description="Last day; null: none is recorded.")]
    postcode: str | None
    region: Annotated[str | None, msgspec.Meta(description="The region's ODS code.", examples=["Y63"])]
    certainty: SURE


class OrganisationPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of organisations."""

    items: list[OrganisationOut]
    next: Annotated[str | None, msgspec.Meta(description="The cursor of the next page; null on the last.")]
    total: Annotated[int, msgspec.Meta(description="How many organisations fit the question.")]
    kinds: Annotated[
        dict[OrganisationKind, int],
        msgspec.Meta(description="How many fit the words asked for, by kind, whatever kinds are asked for."),
    ]


class RelationshipOut(msgspec.Struct, frozen=True, kw_only=True):
    """An ODS relationship of this organisation to another."""

    child: CODE
    parent: CODE
    kind: Annotated[str, msgspec.Meta(description="The ODS relationship id.", examples=["RE5"])]
    since: MAYBE_DAY
    until: Annotated[date | None, msgspec.Meta(description="Null: it has not ended.")]


class OrganisationDetailOut(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation, where it stands on a day, and what it is related to."""

    organisation: OrganisationOut
    as_of: date
    state: Annotated[State, msgspec.Meta(description="Where the code stands on that day.")]
    location_since: Annotated[
        date | None, msgspec.Meta(description="Since when the code names a sub-ICB location, if it does.")
    ]
    source: Annotated[str, msgspec.Meta(description="Where the record comes from.")]
    relationships: list[RelationshipOut]


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """Responsibility passed from one organisation to another."""

    predecessor: CODE
    successor: CODE
    on: MAYBE_DAY
    kind: SuccessionKind
    certainty: SURE
    note: str


class ChainOut(msgspec.Struct, frozen=True, kw_only=True):
    """One way from the code asked for to an organisation; no steps: it is the organisation itself."""

    steps: list[StepOut]
    undated: Annotated[bool, msgspec.Meta(description="Is the day of a step not recorded?")]
    certainty: SURE


class AnsweringOut(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that answers, and the chains that lead to it."""

    organisation: OrganisationOut
    chains: list[ChainOut]
    certainty: SURE


class AnswerOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for a code on a day."""

    code: CODE
    as_of: date
    in_words: Annotated[str, msgspec.Meta(description="The answer as a sentence.")]
    organisation: Annotated[
        OrganisationOut | None, msgspec.Meta(description="Null: only a succession names this code.")
    ]
    state: State
    location_since: date | None
    answering: list[AnsweringOut]
    split: Annotated[bool, msgspec.Meta(description="Do several organisations answer?")]
    undated: bool
    unresolved: Annotated[
        list[str], msgspec.Meta(description="Codes at which the trail ends without anybody known to be open.")
    ]
    parts_elsewhere: Annotated[
        list[StepOut], msgspec.Meta(description="It is open; parts of it are recorded to have gone here.")
    ]
    chains_left_out: bool
    certainty: Annotated[
        Certainty | None, msgspec.Meta(description="Of the least sure answer; null where nobody answers.")
    ]


class PredecessorsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Every succession that led to a code, nearest first."""

    code: CODE
    steps: list[StepOut]
