"""What goes into the experience model, and what comes out of it about one product."""

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """One person's score of a product, 0 to 100, by one instrument. `kind` is the organisation's."""

    product: str
    organisation: str
    role: str
    score: float
    kind: str = "other"


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a product. `mean` is the posterior mean at the published mix of roles, `low` to
    `high` its interval; `sufficient` is False where too few organisations answered, and `mean` is then that
    of all products, `low` to `high` the width of not knowing.
    """

    answers: int
    organisations: int
    mean: float
    low: float
    high: float
    sd: float
    sufficient: bool
