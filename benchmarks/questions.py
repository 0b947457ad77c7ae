"""What is asked of every peer: the same ranking and the same search."""

from typing import Any, Final
from urllib.parse import urlencode

WEIGHTS: Final = {"compliance": 20, "experience": 45, "cost": 25, "coverage": 10}
KINDS: Final = ["epr", "gp-system", "epma", "lims"]  # two thirds of the market
QUESTION: Final[dict[str, Any]] = {
    "weights": WEIGHTS,
    "filter": {"product_type": KINDS},
    "needs": ["C5", "C13", "C14"],
    "term_months": 60,
    "limit": 50,
}
SEARCH: Final = "/api/v1/products?q=clear+rec&product_type=epr&product_type=epma&capability=C5&limit=20"
LINKED: Final = urlencode(
    {f"w_{name}": weight for name, weight in WEIGHTS.items()}
    | {"product_type": KINDS, "need": QUESTION["needs"], "term_months": 60, "limit": 50},
    doseq=True,
)
"""The ranking's question in an address."""
