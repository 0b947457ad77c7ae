"""Connected accounts: what they may do, and the page where their owners answer questions."""

from plumbline.integrations.stripe.fake.refusal import Refusal
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World

QUESTIONS = ["business_profile.url", "external_account", "tos_acceptance.date"]
LINK_SECONDS = 300


def add_account(world: World, asked: dict[str, object]) -> Thing:
    """An account that may do nothing yet."""
    account = world.make(
        "account",
        business_profile=asked.get("business_profile", {}),
        capabilities={"card_payments": "inactive", "transfers": "inactive"},
        charges_enabled=False,
        controller=asked.get("controller", {}),
        country=asked.get("country", "GB"),
        default_currency="gbp",
        details_submitted=False,
        email=asked.get("email"),
        metadata=asked.get("metadata", {}),
        payouts_enabled=False,
        requirements={"currently_due": QUESTIONS, "disabled_reason": "requirements.past_due"},
        type="none",
    )
    world.tell("account.updated", account, account=account["id"])
    return account


def add_link(world: World, asked: dict[str, str]) -> Thing:
    """A page for one visit; nothing of it is kept."""
    account = world.get("account", asked["account"], param="account")
    world.put({**account, "_return_url": asked.get("return_url")})
    visit = world.store.next("links")
    return {
        "object": "account_link",
        "created": world.now,
        "expires_at": world.now + LINK_SECONDS,
        "url": f"{world.pages}/account/{account['id']}?visit={visit}",
    }


def answered(world: World, account: str, *, enough: bool = True) -> Thing:
    """Its owner answered the questions; `enough` if Stripe is content with them."""
    found = world.get("account", account)
    state = "active" if enough else "inactive"
    why = None if enough else "requirements.pending_verification"
    found |= {
        "details_submitted": True,
        "charges_enabled": enough,
        "payouts_enabled": enough,
        "capabilities": {"card_payments": state, "transfers": state},
        "requirements": {"currently_due": [], "disabled_reason": why},
    }
    world.tell("account.updated", world.put(found), account=account)
    return found


def may_be_paid(world: World, account: str) -> None:
    """Refuse money for an account that may not be paid."""
    found = world.get("account", account, param="transfer_data[destination]")
    if found["capabilities"]["transfers"] != "active":
        said = "Your destination account needs to have at least one of the following capabilities enabled"
        raise Refusal(f"{said}: transfers.", "insufficient_capabilities_for_transfer")
