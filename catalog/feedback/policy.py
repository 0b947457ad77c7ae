"""The published policy of feedback, as data: `catalog/standards/feedback/policy.toml`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from catalog.feedback.releasing import ReleaseRule
from catalog.standards_loader import CatalogueFileError

_FILE: Final = "policy.toml"
_Count = Annotated[int, Meta(ge=1)]


class Watch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where on an answer is marked for a moderator. Days are whole; `forest_apart` is a share."""

    burst_answers: _Count
    burst_days: _Count
    copied_characters: _Count
    copied_answers: _Count
    copied_days: _Count
    outlier_answers: _Count
    outlier_deviations: Annotated[float, Meta(gt=0)]
    forest_answers: _Count
    forest_apart: Annotated[float, Meta(gt=0, lt=1)]


class FeedbackPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy as its file states it."""

    version: _Count
    least_in_split: _Count
    longest_comment: _Count
    most_months: _Count
    invitation_days: _Count
    most_invitations: _Count
    most_rows: _Count
    most_file_bytes: _Count
    release: ReleaseRule
    watch: Watch


def feedback_policy_of(raw: bytes) -> FeedbackPolicy:
    """The policy in a file. Raises `CatalogueFileError` for what it does not say, or says wrongly."""
    try:
        return msgspec.convert(tomllib.loads(raw.decode("utf-8")), FeedbackPolicy)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueFileError(_FILE, "the file", str(error)) from error


@cache
def feedback_policy() -> FeedbackPolicy:
    """The policy that this package ships, read once."""
    return feedback_policy_of((resources.files("catalog") / "standards" / "feedback" / _FILE).read_bytes())
