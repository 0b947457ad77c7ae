"""What a model says of itself."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of an evaluation, and what it says."""

    name: Annotated[str, Meta(description="What was measured.")]
    value: Annotated[float, Meta(description="The figure, to four digits.")]
    words: Annotated[str, Meta(description="How it was measured, and what it is to be held against.")]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One model: what it is for, how and on what it was made, how good it is, and what it cannot do."""

    name: Annotated[str, Meta(description="The model's name in addresses.", examples=["meaning"])]
    title: str
    used_for: Annotated[list[str], Meta(description="Where it is used.")]
    method: Annotated[str, Meta(description="How it is computed.")]
    parameters: Annotated[dict[str, float], Meta(description="The figures it was made with.")]
    seed: Annotated[int, Meta(description="Where its chance begins: the same seed gives the same model.")]
    trained_at: Annotated[str, Meta(description="When it was made (UTC).")]
    libraries: Annotated[dict[str, str], Meta(description="Versions of the libraries that made it.")]
    data: Annotated[dict[str, int], Meta(description="What it was made from, counted.")]
    data_sha256: Annotated[str, Meta(description="SHA-256 of what it was made from.")]
    model_sha256: Annotated[str, Meta(description="SHA-256 of the model's bytes.")]
    minimum: Annotated[str, Meta(description="With less than this it is not made.")]
    measured: Annotated[list[Figure], Meta(description="Measured on what it was made from.")]
    published: Annotated[
        list[Figure], Meta(description="Measured on the demonstration market, and computed again by tests.")
    ]
    limits: Annotated[list[str], Meta(description="What it cannot do.")]


class ModelList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest model of each name."""

    items: list[Card]
