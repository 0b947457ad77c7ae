"""Invitations: codes that each open the form once, without an account, for who uses a product somewhere.

An answer cannot be traced to whom an invitation was sent: no name and no address is asked for or kept, the
row of an invitation says that it was used and not when, the answer names no invitation, its own name is
random and its pseudonym is made of a code that its giver alone is shown. Nobody, not even whoever sent them
out, is told which invitations were used. What is left: whoever kept a copy of a code can try whether it still
opens, and so learn that it was used, though not what was said.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.feedback.policy import feedback_policy
from catalog.feedback.response import Response
from plumbline.accounts.identity import Identity
from plumbline.feedback import answer_rows, appeals, giving, in_use, repository, use_rows
from plumbline.feedback.collecting_schemas import InvitedOut, InviteIn
from plumbline.feedback.givers import Giver
from plumbline.feedback.giving_schemas import MineList
from plumbline.feedback.moderating_schemas import AppealIn
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Connection

PAGE: Final = "/give"
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that reads as another (Crockford)
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_GROUPS, _GROUP = 4, 4  # 80 bits


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """For whom an invitation speaks: the product as it is known, and the organisation."""

    id: UUID
    supplier_id: UUID
    slug: str
    name: str
    origin: str
    organisation_code: str


def new_code() -> str:
    """A code that people can read out and type: four groups of four."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def hash_of(code: str) -> str:
    """What is stored of a code, however it was typed."""
    return sha256(code.upper().translate(_READ_AS).encode()).hexdigest()


def invite(db: Connection, clock: Clock, identity: Identity, in_use_id: UUID, data: InviteIn) -> InvitedOut:
    """Make codes for people of an organisation that uses the product today. Raises `Conflict` else."""
    row, organisation = in_use.in_use(db, identity, in_use_id), in_use.collector(identity)
    if row.until is not None:
        raise Conflict(
            f"{row.name} is not in use any more: its last day was {row.until}.",
            next_step="Declare it anew if it is in use again.",
        )
    codes = [new_code() for _ in range(data.count)]
    last_day = today(clock) + timedelta(days=feedback_policy().invitation_days)
    told = event(
        clock,
        identity.actor,
        "feedback.invited",
        "product",
        row.slug,
        organisation=organisation.code,
        invitations=len(codes),
    )
    # In the order of their hashes, so that the table does not keep the order in which they were handed out.
    rows = [
        {
            "code_hash": hashed,
            "product_id": row.product_id,
            "organisation_code": organisation.code,
            "last_day": last_day,
            "used": False,
        }
        for hashed in sorted(hash_of(code) for code in codes)
    ]
    use_rows.invite(db, rows, event=told)
    return InvitedOut(codes=codes, last_day=last_day, page=PAGE)


def asked_by(db: Connection, clock: Clock, code: str) -> Asked:
    """What an invitation asks about. Raises `Invalid`, in the same words whatever is wrong."""
    row = use_rows.open_invitation(db, hash_of(code), today(clock))
    if row is None:
        raise Invalid.field(
            "/code",
            "This code opens nothing: it is not right, was used, or has run out.",
            next_step="Look at it again, or ask whoever invited you for another.",
        )
    return Asked(
        id=row.product_id,
        supplier_id=row.supplier_id,
        slug=row.slug,
        name=row.name,
        origin=row.origin,
        organisation_code=row.organisation_code,
    )


def answer(db: Connection, clock: Clock, code: str, response: Response) -> tuple[str, MineList]:
    """Give an answer by invitation; back come the code that changes or withdraws it, shown this once, and
    what was said.

    Raises `Invalid`. The invitation is used up in the same transaction, or stays as it was.
    """
    asked = asked_by(db, clock, code)
    own = new_code()
    said = giving.give(db, clock, _giver(own, asked.organisation_code), asked, response)
    if not use_rows.use_up(db, hash_of(code)):
        raise Conflict("This invitation was used in the same moment.", next_step="Nothing was kept twice.")
    return own, said


def change(db: Connection, clock: Clock, own: str, response: Response) -> MineList:
    """Change the answer behind one's own code, in its quarter. Raises `Invalid`, and `Conflict` later."""
    giver, product, said = yours(db, clock, own)
    if said.items[0].period != said.period:
        raise Conflict(
            f"You answered in {said.items[0].period}, and that quarter is over.",
            next_step="You can still withdraw the answer. For a new one, ask for another invitation.",
        )
    return giving.give(db, clock, giver, product, response)


def appeal(db: Connection, clock: Clock, own: str, data: AppealIn) -> MineList:
    """Appeal against the ruling that holds the answer behind one's own code. Raises as `appeal_own`."""
    giver, product, said = yours(db, clock, own)
    return appeals.appeal_own(db, clock, giver, product, said.items[0].period, data)


def withdraw(db: Connection, clock: Clock, own: str) -> MineList:
    """Withdraw the answer behind one's own code. Raises `Invalid`, and `Conflict` a second time."""
    giver, product, said = yours(db, clock, own)
    return giving.withdraw(db, clock, giver, product, said.items[0].period)


def yours(db: Connection, clock: Clock, own: str) -> tuple[Giver, Any, MineList]:
    """The answer behind one's own code, with its product. Raises `Invalid`."""
    row = answer_rows.newest_of(db, hash_of(own))
    product = repository.product_by_id(db, row.product_id) if row else None
    if row is None or product is None:
        raise Invalid.field("/own", "No answer has this code.", next_step="Look at the code again.")
    giver = _giver(own, row.organisation_code)
    return giver, product, giving.mine(db, clock, giver, product)


def _giver(own: str, organisation_code: str) -> Giver:
    return Giver(respondent=hash_of(own), organisation_code=organisation_code, source="invited")
