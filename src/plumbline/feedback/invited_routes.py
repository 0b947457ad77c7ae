"""Answering by invitation over the API: a code instead of an account, by the rules of the pages.

A code stands in the body, never in an address, which logs keep. Whoever tries codes is told the same of each
that opens nothing, and is counted as whoever signs in.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import post, put
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.feedback import invitations
from plumbline.feedback.giving_schemas import MineList
from plumbline.feedback.invited_schemas import (
    AnsweredOut,
    ChangedAnswerIn,
    CodeIn,
    InvitedAnswerIn,
    OpenedOut,
    OwnAppealIn,
    OwnIn,
)
from plumbline.feedback.moderating_schemas import AppealIn
from plumbline.feedback.routes import TAG
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import COMPUTES, KEYED_BY_CODE, once
from plumbline.web.responses import problems

PATH: Final = "/feedback/invited"
NO_STORE: Final = CacheControlHeader(no_store=True)


def _by_code(data: CodeIn | InvitedAnswerIn) -> str:
    return invitations.hash_of(data.code)


def _by_own(data: OwnIn | ChangedAnswerIn | OwnAppealIn) -> str:
    return invitations.hash_of(data.own)


@post(
    f"{PATH}/open",
    operation_id="openInvitation",
    summary="What an invitation asks about",
    description="Nothing is used up. A code that is wrong, used or run out is told in the same words.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    cache_control=NO_STORE,
    responses=problems(400, 413, 422),
    sync_to_thread=True,
)
def open_invitation(
    data: JSONBody[CodeIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> OpenedOut:
    """The product, and the organisation that invited."""
    with database.read() as db:
        asked = invitations.asked_by(db, clock, data.code)
    return OpenedOut(product=asked.slug, product_name=asked.name, organisation=asked.organisation_code)


@post(
    PATH,
    operation_id="answerByInvitation",
    summary="Say what you think of a product, by invitation and without an account",
    description="The invitation is used up. The answer names no invitation and nobody: your own code, which "
    "comes back this once, is all that leads to it. With an Idempotency-Key a try that got no answer "
    "can be sent again, and gets the same code: its copy is sealed and forgotten after a day.",
    tags=TAG,
    cache_control=NO_STORE,
    dependencies=KEYED_BY_CODE,
    responses=problems(400, 409, 413, 422),
    sync_to_thread=True,
)
@once(by=_by_code)
def answer_by_invitation(
    data: JSONBody[InvitedAnswerIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> AnsweredOut:
    """Answers with your own code and what you said."""
    with database.write() as db:
        own, said = invitations.answer(db, clock, data.code, data.response)
        return AnsweredOut(own=own, **msgspec.structs.asdict(said))


@post(
    f"{PATH}/mine",
    operation_id="getInvitedFeedback",
    summary="What you said by invitation",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    cache_control=NO_STORE,
    responses=problems(400, 413, 422),
    sync_to_thread=True,
)
def get_invited_feedback(
    data: JSONBody[OwnIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> MineList:
    """Found by your own code, and by nothing else."""
    with database.read() as db:
        return invitations.yours(db, clock, data.own)[2]


@put(
    PATH,
    operation_id="changeInvitedFeedback",
    summary="Change what you said by invitation",
    description="In the quarter in which you answered; later it can be withdrawn alone.",
    tags=TAG,
    cache_control=NO_STORE,
    dependencies=KEYED_BY_CODE,
    responses=problems(400, 409, 413, 422),
    sync_to_thread=True,
)
@once(by=_by_own)
def change_invited_feedback(
    data: JSONBody[ChangedAnswerIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> MineList:
    """One more version, and the newest counts."""
    with database.write() as db:
        return invitations.change(db, clock, data.own, data.response)


@post(
    f"{PATH}/withdrawal",
    operation_id="withdrawInvitedFeedback",
    summary="Withdraw what you said by invitation",
    description="It is neither counted nor shown any more. That there was an answer stays on record.",
    tags=TAG,
    status_code=200,
    cache_control=NO_STORE,
    dependencies=KEYED_BY_CODE,
    responses=problems(400, 409, 413, 422),
    sync_to_thread=True,
)
@once(by=_by_own)
def withdraw_invited_feedback(
    data: JSONBody[OwnIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> MineList:
    """Answers with what is left."""
    with database.write() as db:
        return invitations.withdraw(db, clock, data.own)


@post(
    f"{PATH}/appeal",
    operation_id="appealInvitedFeedback",
    summary="Ask for another moderator on the ruling that holds what you said by invitation",
    description="Once for each ruling. Your words are for everybody to read, and name nobody.",
    tags=TAG,
    cache_control=NO_STORE,
    dependencies=KEYED_BY_CODE,
    responses=problems(400, 409, 413, 422),
    sync_to_thread=True,
)
@once(by=_by_own)
def appeal_invited_feedback(
    data: JSONBody[OwnAppealIn], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> MineList:
    """Answers with what you said, and how it stands."""
    with database.write() as db:
        return invitations.appeal(db, clock, data.own, AppealIn(text=data.text))


handlers: Sequence[ControllerRouterHandler] = (
    open_invitation,
    answer_by_invitation,
    get_invited_feedback,
    change_invited_feedback,
    withdraw_invited_feedback,
    appeal_invited_feedback,
)
