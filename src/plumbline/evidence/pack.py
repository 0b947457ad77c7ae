"""Gathers what a conformance pack needs; `catalog.evidence.pack` builds it."""

from datetime import date
from typing import Any

import msgspec

from catalog.evidence.pack import PackFrame, PackSubject, conformance_pack
from catalog.standards_loader import standards
from plumbline.audit.service import newest_note
from plumbline.evidence import repository
from plumbline.market.records import Record
from plumbline.storage.engine import Connection


def pack_of(db: Connection, record: Record, as_of: date, made_on: date, base: str) -> dict[str, Any]:
    """The pack of a product on a day. `base` is the service's own address, without a slash at its end."""
    release = repository.current_release(db, record.slug)
    subject = PackSubject(
        product=record.name, supplier=record.supplier_name, release=release.version if release else None
    )
    frame = PackFrame(made_on=made_on, base=base.rstrip("/"), checkpoint=newest_note(db))
    return conformance_pack(subject, frame, standards(), record.history, as_of)


def release_version(db: Connection, slug: str) -> str | None:
    """The version that evidence counts for now, if there is a release."""
    release = repository.current_release(db, slug)
    return release.version if release else None


def written(pack: dict[str, Any]) -> bytes:
    """The pack as indented JSON that ends with a newline."""
    return msgspec.json.format(msgspec.json.encode(pack), indent=1) + b"\n"


def file_name(slug: str, as_of: date) -> str:
    """What the pack is called when it is kept."""
    return f"{slug}-conformance-{as_of.isoformat()}.cdx.json"
