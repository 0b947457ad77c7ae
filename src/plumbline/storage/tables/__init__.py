"""Every table, in one metadata: import from here."""

from plumbline.storage.tables.accounts import (
    api_tokens,
    memberships,
    people,
    person_identities,
    recovery_codes,
    second_factors,
    sessions,
    spent_steps,
    tries,
)
from plumbline.storage.tables.assessing import interests, replies, reviews
from plumbline.storage.tables.audit import audit_checkpoints, audit_head, event_persons, events
from plumbline.storage.tables.base import metadata
from plumbline.storage.tables.billing import (
    billing_accounts,
    billing_bought,
    billing_credits,
    billing_events,
    billing_intents,
    billing_invoices,
    billing_lines,
    billing_notices,
    billing_runs,
    billing_subscriptions,
)
from plumbline.storage.tables.collecting import (
    feedback_invitations,
    feedback_replies,
    products_in_use,
)
from plumbline.storage.tables.contracts import contracts
from plumbline.storage.tables.evidence import (
    carried_evidence,
    carries,
    carries_taken_back,
    decisions,
    evidence,
    evidence_requirements,
    files,
    readings,
    work_off_plans,
)
from plumbline.storage.tables.feedback import feedback
from plumbline.storage.tables.idempotency import kept_answers
from plumbline.storage.tables.live import live_checks, live_looks
from plumbline.storage.tables.market import market_state, product_revisions
from plumbline.storage.tables.models import models
from plumbline.storage.tables.moderating import feedback_appeals, feedback_marks, feedback_rulings
from plumbline.storage.tables.organisations import (
    organisation_relationships,
    organisation_successions,
    organisations,
)
from plumbline.storage.tables.products import (
    capabilities,
    catalogue_standards,
    epics,
    price_plans,
    product_capabilities,
    product_epics,
    products,
    releases,
    suppliers,
)
from plumbline.storage.tables.purchasing import (
    order_payments,
    order_refunds,
    order_steps,
    orders,
    payees,
    purchase_thresholds,
)
from plumbline.storage.tables.rechecks import (
    product_checks,
    recheck_changes,
    recheck_lease,
    recheck_runs,
)
from plumbline.storage.tables.shortlists import shortlist_decisions, shortlists
from plumbline.storage.tables.test_houses import test_house_keys, test_houses, test_houses_unlisted

__all__ = [
    "api_tokens",
    "audit_checkpoints",
    "audit_head",
    "billing_accounts",
    "billing_bought",
    "billing_credits",
    "billing_events",
    "billing_intents",
    "billing_invoices",
    "billing_lines",
    "billing_notices",
    "billing_runs",
    "billing_subscriptions",
    "capabilities",
    "carried_evidence",
    "carries",
    "carries_taken_back",
    "catalogue_standards",
    "contracts",
    "decisions",
    "epics",
    "event_persons",
    "events",
    "evidence",
    "evidence_requirements",
    "feedback",
    "feedback_appeals",
    "feedback_invitations",
    "feedback_marks",
    "feedback_replies",
    "feedback_rulings",
    "files",
    "interests",
    "kept_answers",
    "live_checks",
    "live_looks",
    "market_state",
    "memberships",
    "metadata",
    "models",
    "order_payments",
    "order_refunds",
    "order_steps",
    "orders",
    "organisation_relationships",
    "organisation_successions",
    "organisations",
    "payees",
    "people",
    "person_identities",
    "price_plans",
    "product_capabilities",
    "product_checks",
    "product_epics",
    "product_revisions",
    "products",
    "products_in_use",
    "purchase_thresholds",
    "readings",
    "recheck_changes",
    "recheck_lease",
    "recheck_runs",
    "recovery_codes",
    "releases",
    "replies",
    "reviews",
    "second_factors",
    "sessions",
    "shortlist_decisions",
    "shortlists",
    "spent_steps",
    "suppliers",
    "test_house_keys",
    "test_houses",
    "test_houses_unlisted",
    "tries",
    "work_off_plans",
]
