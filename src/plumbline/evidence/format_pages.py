"""Pages that explain the documents: what each format is, what it proves, and what no machine reads."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath

from catalog.evidence.formats import FORMAT_NAMES
from catalog.evidence.limits import DEEPEST, MOST_BYTES, MOST_NODES
from catalog.evidence.proofs import NAMED, proofs
from catalog.standards_loader import standards
from catalog.words import EvidenceKind
from plumbline.kit.errors import NotFound
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
KINDS: Final = (
    (
        EvidenceKind.SELF_DECLARATION,
        "Self-declaration",
        "You say in words that a requirement is met. It counts as declared, the weakest there is.",
    ),
    (
        EvidenceKind.DOCUMENT,
        "Document",
        "A file of any kind, for an assessor to read: a plan, a report, a case. It counts as documented.",
    ),
    (
        EvidenceKind.CERTIFICATE,
        "Certificate",
        "Somebody else attests it, with a number, a scope, an issuer and an end. It counts as certified.",
    ),
)
"""What an assessor reads: kind, name, and what it is."""


@get("/help/evidence", include_in_schema=False, sync_to_thread=False)
def formats_page(request: Asked) -> Response[str]:
    """Every format that a machine reads, and what is handed in for an assessor."""
    return page(
        "evidence/formats.jinja",
        request=request,
        proofs=proofs().values(),
        names=FORMAT_NAMES,
        kinds=KINDS,
        most_mib=MOST_BYTES // 1024 // 1024,
        most_nodes=MOST_NODES,
        deepest=DEEPEST,
    )


@get("/help/evidence/{format_id:str}", include_in_schema=False, sync_to_thread=False)
def format_page(request: Asked, format_id: FromPath[str]) -> Response[str]:
    """What one format can and cannot show, rule by rule."""
    proof = next((proof for name, proof in proofs().items() if name == format_id), None)
    if proof is None:
        raise NotFound("There is no format with this name.", next_step="See the list: /help/evidence")
    found = {rule.requirement: standards().requirement(rule.requirement) for rule in proof.rules}
    return page(
        "evidence/format.jinja",
        request=request,
        proof=proof,
        name=FORMAT_NAMES[proof.format],
        named=NAMED,
        texts={requirement: each[1].text for requirement, each in found.items() if each},
    )
