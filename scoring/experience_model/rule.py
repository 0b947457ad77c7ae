"""The published numbers that the experience model goes by."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]


class ModelRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`roles` is the mix of roles that a product is judged for. Below `least_organisations` a product's own
    answers are not counted: it stands at the mean of all, with its whole width. `confidence` is that of an
    interval.
    """

    roles: Mapping[str, Share]
    least_organisations: int = 3
    confidence: Annotated[float, Meta(gt=0, lt=1)] = 0.90
