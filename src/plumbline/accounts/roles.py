"""Who may do what: one table from role to permissions, and the one function that asks it."""

from enum import StrEnum
from typing import Final

from plumbline.kit.errors import Invalid


class Role(StrEnum):
    """What a person comes to do. A membership has one; a person may have several memberships."""

    BUYER = "buyer"
    PROCUREMENT_OFFICER = "procurement_officer"
    EVALUATOR = "evaluator"
    SUPPLIER = "supplier"
    ASSESSOR = "assessor"
    STANDARDS_OWNER = "standards_owner"
    STAFF = "staff"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """Something that not everybody may do. Reading the market needs none."""

    READ_SHORTLISTS = "read_shortlists"
    MAKE_SHORTLISTS = "make_shortlists"
    READ_ORDERS = "read_orders"
    REQUEST_ORDERS = "request_orders"
    APPROVE_ORDERS = "approve_orders"
    ANSWER_ORDERS = "answer_orders"
    READ_PURCHASE_THRESHOLD = "read_purchase_threshold"
    SET_PURCHASE_THRESHOLD = "set_purchase_threshold"
    LIST_PRODUCTS = "list_products"
    SUBMIT_EVIDENCE = "submit_evidence"
    DECIDE_ON_EVIDENCE = "decide_on_evidence"
    AGREE_PLANS = "agree_plans"
    GIVE_FEEDBACK = "give_feedback"
    COLLECT_FEEDBACK = "collect_feedback"
    REPLY_TO_FEEDBACK = "reply_to_feedback"
    MODERATE_FEEDBACK = "moderate_feedback"
    DRAFT_STANDARDS = "draft_standards"
    KEEP_TEST_HOUSES = "keep_test_houses"
    READ_EVENTS = "read_events"
    ADMINISTER_PEOPLE = "administer_people"
    READ_BILLING = "read_billing"
    PAY = "pay"
    KEEP_BILLING = "keep_billing"


class ActsFor(StrEnum):
    """For whom a role acts: a membership has to name it, and no other."""

    ORGANISATION = "organisation"
    SUPPLIER = "supplier"
    MARKET = "market"


P = Permission
_ORDERS: Final = frozenset({P.READ_ORDERS, P.REQUEST_ORDERS, P.READ_PURCHASE_THRESHOLD})
PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.BUYER: _ORDERS | {P.READ_SHORTLISTS, P.MAKE_SHORTLISTS, P.GIVE_FEEDBACK},
    Role.PROCUREMENT_OFFICER: _ORDERS
    | {P.APPROVE_ORDERS, P.READ_SHORTLISTS, P.MAKE_SHORTLISTS, P.GIVE_FEEDBACK, P.COLLECT_FEEDBACK},
    Role.EVALUATOR: frozenset({P.READ_SHORTLISTS, P.GIVE_FEEDBACK}),
    Role.SUPPLIER: frozenset(
        {P.LIST_PRODUCTS, P.SUBMIT_EVIDENCE, P.REPLY_TO_FEEDBACK}
        | {P.READ_ORDERS, P.ANSWER_ORDERS, P.READ_BILLING, P.PAY}
    ),
    Role.ASSESSOR: frozenset({P.DECIDE_ON_EVIDENCE, P.AGREE_PLANS, P.MODERATE_FEEDBACK}),
    Role.STANDARDS_OWNER: frozenset({P.DRAFT_STANDARDS, P.KEEP_TEST_HOUSES}),
    Role.STAFF: frozenset({P.GIVE_FEEDBACK}),
    # Whoever sets the threshold neither asks for an order nor approves one.
    Role.ORGANISATION_ADMINISTRATOR: frozenset(
        {P.READ_ORDERS, P.READ_PURCHASE_THRESHOLD, P.SET_PURCHASE_THRESHOLD}
    ),
    Role.AUDITOR: frozenset({P.READ_EVENTS}),
    Role.ADMINISTRATOR: frozenset({P.ADMINISTER_PEOPLE, P.READ_EVENTS, P.KEEP_TEST_HOUSES, P.KEEP_BILLING}),
}

# Whoever decides for the market belongs to nobody who buys or sells in it.
ACTS_FOR: Final[dict[Role, ActsFor]] = {
    Role.BUYER: ActsFor.ORGANISATION,
    Role.PROCUREMENT_OFFICER: ActsFor.ORGANISATION,
    Role.EVALUATOR: ActsFor.ORGANISATION,
    Role.STAFF: ActsFor.ORGANISATION,
    Role.ORGANISATION_ADMINISTRATOR: ActsFor.ORGANISATION,
    Role.SUPPLIER: ActsFor.SUPPLIER,
    Role.ASSESSOR: ActsFor.MARKET,
    Role.STANDARDS_OWNER: ActsFor.MARKET,
    Role.AUDITOR: ActsFor.MARKET,
    Role.ADMINISTRATOR: ActsFor.MARKET,
}

DECIDES: Final = frozenset({Role.ASSESSOR, Role.STANDARDS_OWNER})


def collide(one: Role, other: Role) -> bool:
    """Would a person in both roles decide for the market and have a part in it?"""
    return any(
        decides in DECIDES and ACTS_FOR[trades] is not ActsFor.MARKET
        for decides, trades in ((one, other), (other, one))
    )


def may(role: Role, permission: Permission) -> bool:
    """Does the role include the permission?"""
    return permission in PERMISSIONS[role]


def roles_that_may(permission: Permission) -> list[Role]:
    """Every role that includes the permission, in the order of `Role`."""
    return [role for role in Role if may(role, permission)]


def role_of(word: str) -> Role:
    """The role that `word` names. Raises `Invalid` pointing at `/role`."""
    try:
        return Role(word)
    except ValueError as error:
        step = f"Use one of {', '.join(Role)}."
        raise Invalid.field("/role", f"{word[:40]!r} is no role.", next_step=step) from error
