"""The invented people of the demonstration market, one for each role, and their one password."""

from typing import Final

import msgspec

DEMO_PASSWORD: Final = "plumbline-demonstration"  # noqa: S105 printed at the start, for invented people


class DemoPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in. They act for an organisation (by code), a supplier (by slug), or the market."""

    email: str
    name: str
    role: str
    role_name: str
    organisation: str | None = None
    supplier: str | None = None


DEMO_PEOPLE: Final = (
    DemoPerson(
        email="buyer@demo.example",
        name="Bea Buyer",
        role="buyer",
        role_name="buyer at a trust",
        organisation="ZZA1",
    ),
    DemoPerson(
        email="other-buyer@demo.example",
        name="Otto Otherwhere",
        role="buyer",
        role_name="buyer at another trust",
        organisation="ZZA2",
    ),
    DemoPerson(
        email="officer@demo.example",
        name="Petra Procure",
        role="procurement_officer",
        role_name="procurement officer",
        organisation="ZZA1",
    ),
    DemoPerson(
        email="evaluator@demo.example",
        name="Eve Evaluate",
        role="evaluator",
        role_name="evaluator",
        organisation="ZZA1",
    ),
    DemoPerson(
        email="trust-admin@demo.example",
        name="Ivy Incharge",
        role="organisation_administrator",
        role_name="administrator of the trust, who sets its threshold",
        organisation="ZZA1",
    ),
    DemoPerson(
        email="supplier@demo.example",
        name="Sam Supply",
        role="supplier",
        role_name="supplier (Tern & Teal Systems)",
        supplier="tern-teal-systems",
    ),
    DemoPerson(email="assessor@demo.example", name="Ada Assess", role="assessor", role_name="assessor"),
    DemoPerson(
        email="second-assessor@demo.example",
        name="Sid Second",
        role="assessor",
        role_name="a second assessor",
    ),
    DemoPerson(
        email="third-assessor@demo.example",
        name="Thea Third",
        role="assessor",
        role_name="a third assessor",
    ),
    DemoPerson(
        email="owner@demo.example",
        name="Ola Owner",
        role="standards_owner",
        role_name="standards owner",
    ),
    DemoPerson(
        email="nurse@demo.example",
        name="Nia Nurse",
        role="staff",
        role_name="member of staff",
        organisation="ZZA1",
    ),
    DemoPerson(email="auditor@demo.example", name="Ari Audit", role="auditor", role_name="auditor"),
    DemoPerson(
        email="admin@demo.example",
        name="Max Minister",
        role="administrator",
        role_name="administrator",
    ),
)
