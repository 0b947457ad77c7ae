"""The page on which a supplier sees where their evidence stands with the assessors, and what was decided."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from catalog.assessing.lines import LineState
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.assessing.waiting import waiting_of
from plumbline.evidence import reading
from plumbline.evidence.schemas import DecisionOut, EvidenceOut, ReplyOut
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.templating import page


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that stands on one line, and what was replied to it."""

    evidence: EvidenceOut
    decision: DecisionOut
    state: LineState
    replies: list[ReplyOut]


@get("/products/{slug:str}/waiting", include_in_schema=False, sync_to_thread=True)
def waiting_page(
    request: Request[Any, Any, Any],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[str]:
    """Of a product's current release, for members of its supplier. Another's reads as missing."""
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    snapshot = market.current()
    with database.read(session.identity.tenant) as db:
        waiting = waiting_of(db, snapshot, slug, session.identity.supplier_id)
        handed_in = reading.evidence_on(db, slug).items
    at = snapshot.position.get(slug)
    return page(
        "assessing/waiting.jinja",
        request=request,
        slug=slug,
        name=snapshot.records[at].name if at is not None else slug,
        waiting=waiting,
        decided=[each for item in handed_in for each in _decided(item)],
        demonstration=at is not None and snapshot.records[at].origin == "demonstration",
        replied="replied" in request.query_params,
    )


def _decided(item: EvidenceOut) -> list[Decided]:
    newest = {each.requirement_id: each for each in item.decisions}  # by version: the last one stays
    state = {each.requirement_id: each.state for each in item.lines}
    return [
        Decided(
            evidence=item,
            decision=decision,
            state=state[name],
            replies=[r for r in item.replies if (r.requirement_id, r.version) == (name, decision.version)],
        )
        for name, decision in newest.items()
    ]
