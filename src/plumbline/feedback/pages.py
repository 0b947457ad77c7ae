"""Pages of feedback."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from plumbline.feedback.collect_pages import (
    collect_page,
    declare_on_page,
    end_on_page,
    in_use_page,
    invite_on_page,
)
from plumbline.feedback.give_pages import give_on_page, give_page, withdraw_on_page
from plumbline.feedback.invited_pages import answer_by_code, code_page
from plumbline.feedback.moderate_pages import (
    appeal_on_page,
    appeal_own_on_page,
    look_on_page,
    moderate_page,
    rule_on_page,
    rulings_page,
)
from plumbline.feedback.reply_pages import comment_reply_page, reply_to_comment_on_page
from plumbline.feedback.survey_pages import survey_on_page

handlers: Sequence[ControllerRouterHandler] = (
    give_page,
    give_on_page,
    withdraw_on_page,
    code_page,
    answer_by_code,
    collect_page,
    declare_on_page,
    in_use_page,
    invite_on_page,
    end_on_page,
    comment_reply_page,
    reply_to_comment_on_page,
    moderate_page,
    rule_on_page,
    look_on_page,
    rulings_page,
    appeal_on_page,
    appeal_own_on_page,
    survey_on_page,
)
"""In the order in which they are met."""
