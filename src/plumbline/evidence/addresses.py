"""Where on this service a document of the shortest list is handed in, with the form filled in."""

from collections.abc import Iterable
from urllib.parse import urlencode

from catalog.evidence.formats import Format
from catalog.evidence.papers import Paper


def where_handed_in(slug: str, paper: Paper, requirement_ids: Iterable[str], replaces: Iterable[str]) -> str:
    """The path of the form. Evidence replaces one piece of evidence at most: the first that is named."""
    if paper.format is Format.DTAC_ANSWERS:
        return f"/products/{slug}/dtac"
    if paper.format is not None:
        return f"/products/{slug}/evidence#hand-in"
    filled = [
        ("kind", str(paper.kind)),
        *(("requirement_ids", each) for each in requirement_ids),
        *(("supersedes", each) for each in list(replaces)[:1]),
    ]
    return f"/products/{slug}/evidence/papers?{urlencode(filled)}"
