"""The fictional organisations of the demonstration market: who buys, and whose staff answer."""

from datetime import date
from typing import Final

from catalog.organisations.organisation import Organisation, OrganisationKind
from catalog.words import Certainty

SOURCE: Final = "Fictional: part of the demonstration market."

ORGANISATIONS: Final = tuple(
    Organisation(
        code=code,
        name=f"{name} (fictional)",
        kind=kind,
        opened=date(2020, 4, 1),
        certainty=Certainty.HIGH,
    )
    for code, name, kind in (
        ("ZZA1", "Saltings Hospitals Demonstration Trust", OrganisationKind.TRUST),
        ("ZZA2", "Upper Weir Demonstration Trust", OrganisationKind.TRUST),
        ("ZZA3", "Three Bridges Demonstration Trust", OrganisationKind.TRUST),
        ("ZZA4", "Old Harbour Demonstration Trust", OrganisationKind.TRUST),
        ("ZZA5", "Chalk Hill Community Demonstration Trust", OrganisationKind.TRUST),
        ("ZZB1", "Weir and Saltings Demonstration ICB", OrganisationKind.ICB),
        ("ZZB2", "Chalk Coast Demonstration ICB", OrganisationKind.ICB),
    )
)
BUYER: Final = "ZZA1"
OTHER_BUYER: Final = "ZZA2"
