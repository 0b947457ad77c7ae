"""The published numbers that the experience model goes by."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]


class ModelRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`roles` is the mix of roles that a product is judged for. Below `least_organisations` or
    `least_answers` a product's own answers are not taken as its own: it stands at the mean of all, with its
    whole width. Below `least_products` nothing is fitted. `confidence` is that of an interval.

    `furthest` is the pull that one organisation has at most: where its people score a product further than so
    many standard deviations from what is expected of an organisation, it counts as if it stood there (Huber,
    Annals of Mathematical Statistics 35(1), 1964). However many answers it sends, the pull stays the same.
    """

    roles: Mapping[str, Share]
    least_organisations: int = 3
    least_answers: int = 1
    least_products: int = 1
    furthest: Annotated[float, Meta(gt=0)] = 1.5
    confidence: Annotated[float, Meta(gt=0, lt=1)] = 0.90
