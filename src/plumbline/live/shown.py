"""Live checks as they are shown, on pages and over the API alike."""

from collections.abc import Sequence
from typing import Any, Final

from catalog.evidence.live import PROVE_WITHIN, LiveState
from plumbline.live import repository
from plumbline.live.address import HTTPS, Address
from plumbline.live.proving import FILE, Proof, record_name, stands_for
from plumbline.live.schemas import LiveCheckOut, LookOut, LookOutcome, ProofOut
from plumbline.storage.engine import Connection

LOOKS_SHOWN: Final = 9


def shown(db: Connection, rows: Sequence[Any]) -> list[LiveCheckOut]:
    """Each check with its newest looks."""
    looks = repository.looks_of(db, [row.id for row in rows], LOOKS_SHOWN)
    return [_check(row, looks.get(row.id, [])) for row in rows]


def address_in(row: Any) -> Address:
    """The address as it was registered: what stood its test then is not tested again."""
    authority, _, path = row.address.removeprefix("https://").partition("/")
    host, _, port = authority.partition(":")
    return Address(host=host, port=int(port or HTTPS), path=f"/{path}" if path else "")


def _check(row: Any, looks: Sequence[Any]) -> LiveCheckOut:
    return LiveCheckOut(
        id=row.id,
        product=row.product_slug,
        release=row.release_version,
        address=row.address,
        state=LiveState(row.state),
        proof=_proof(row),
        prove_by=row.registered_at + PROVE_WITHIN,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        proved_at=row.proved_at,
        checked_at=row.checked_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        failures=row.failures,
        looks=[_look(each) for each in looks],
    )


def _proof(row: Any) -> ProofOut:
    kind, address = Proof(row.proof), address_in(row)
    where = record_name(address.host) if kind is Proof.DNS else f"https://{address.authority}{FILE}"
    return ProofOut(kind=kind, where=where, content=stands_for(row.token))


def _look(row: Any) -> LookOut:
    return LookOut(
        at=row.at,
        about=row.about,
        outcome=LookOutcome(row.outcome),
        url=row.url,
        ip=row.ip,
        reason=row.reason,
        sha256=row.sha256,
        size=row.size,
        evidence_id=row.evidence_id,
    )
