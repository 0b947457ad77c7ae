"""What msgspec says, in words that name no type of Python."""

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from plumbline.web.problem_fields import plain_words


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (
            Annotated[str, Meta(min_length=10)],
            "in",
            "text that is too short: it needs at least 10 characters",
        ),
        (
            Annotated[str, Meta(max_length=2)],
            "long",
            "text that is too long: it may have at most 2 characters",
        ),
        (
            Annotated[list[int], Meta(min_length=2)],
            [1],
            "a list that is too short: it needs at least 2 entries",
        ),
        (Annotated[list[int], Meta(max_length=1)], [1, 2], "a list that is too long: it may have at most 1"),
        (
            Annotated[dict[str, int], Meta(min_length=1)],
            {},
            "an object that is too short: it needs at least 1",
        ),
        (Annotated[int, Meta(ge=1)], 0, "a whole number: 1 or more"),
        (str | None, 3, "text or null; it is a whole number"),
    ],
)
def test_what_is_wrong_is_said_without_names_of_types(kind: Any, value: object, said: str) -> None:
    """Each bound that a schema of ours has."""
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, kind)
    words = plain_words(str(caught.value))
    assert said in words
    assert "`" not in words
