"""Reading what is handed in, before anything is written: no transaction waits for a reader."""

from uuid import UUID

from catalog.words import EvidenceKind
from plumbline.evidence import service
from plumbline.evidence.desk import Desk
from plumbline.evidence.readings import Handed, context_for, read_or_refuse
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.storage.engine import Database

_IT_SAYS_SO_ITSELF = "A file that a machine reads says this itself: leave it out."


def read_first(
    database: Database,
    desk: Desk,
    clock: Clock,
    slug: str,
    supplier_id: UUID | None,
    data: EvidenceIn,
    file: FileIn | None,
) -> Handed | None:
    """What a machine reads in the file, None for evidence of another kind.

    Raises `Invalid` for a file that is refused, `NotFound` for another supplier's product.
    """
    if data.kind is not EvidenceKind.MACHINE_READABLE:
        return None
    _refuse_own_words(data)
    if file is None:
        raise Invalid.field("/file", "Send the file that a machine is to read.")
    with database.read() as db:
        context = context_for(db, service.release_for(db, slug, supplier_id), today(clock))
    return Handed(file=file, reading=read_or_refuse(desk.read(file.content, context)))


def _refuse_own_words(data: EvidenceIn) -> None:
    said = ("requirement_ids", "issuer", "number", "scope", "issued_on", "expires_on")
    found = tuple(FieldProblem(f"/{name}", _IT_SAYS_SO_ITSELF) for name in said if getattr(data, name))
    if found:
        raise Invalid(_IT_SAYS_SO_ITSELF, next_step="Send the title and the file alone.", problems=found)
