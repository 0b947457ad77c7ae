"""What a code opens over the API: what is sent with one, and what comes back."""

from typing import Annotated

import msgspec

from plumbline.feedback.giving_schemas import MineList, ResponseIn
from plumbline.feedback.moderating_schemas import AppealIn

Code = Annotated[str, msgspec.Meta(max_length=40, description="The invitation, typed in any way.")]
Own = Annotated[
    str, msgspec.Meta(max_length=40, description="Your own code, which came back when you answered.")
]


class CodeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invitation."""

    code: Code


class OwnIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code of an answer that was given by invitation."""

    own: Own


class InvitedAnswerIn(ResponseIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer, with the invitation that it uses up."""

    code: Code


class ChangedAnswerIn(ResponseIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What takes the place of the answer behind your own code."""

    own: Own


class OwnAppealIn(AppealIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why another moderator should look at the answer behind your own code."""

    own: Own


class OpenedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation asks about, and for whom."""

    product: Annotated[str, msgspec.Meta(description="The product's slug.")]
    product_name: str
    organisation: Annotated[str, msgspec.Meta(description="The code of the organisation that invited.")]


class AnsweredOut(MineList, frozen=True, kw_only=True):
    """What you said, and the code that changes or withdraws it."""

    own: Annotated[
        str, msgspec.Meta(description="Keep it: nobody can show it again, and it alone opens your answer.")
    ]
