"""What each kind of problem means and what to do: the pages that problem details point to."""

from collections.abc import Iterator

import msgspec

from plumbline.web.problem_words import WORDS
from plumbline.web.problems import BY_ROUTER, STATUS


class ProblemKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of problem, in words for a person and for whoever writes a program."""

    slug: str
    title: str
    status: int
    means: str
    to_do: str


def problem_kinds() -> dict[str, ProblemKind]:
    """Every kind by its slug: each domain error, and those that are none."""
    return {kind.slug: kind for kind in _kinds()}


def _kinds() -> Iterator[ProblemKind]:
    for error, status in STATUS.items():
        yield _kind(error.slug, error.title, status)
    yield _kind("unexpected", "Something went wrong on our side", 500)
    for status, (slug, title) in BY_ROUTER.items():
        yield _kind(slug, title, status)


def _kind(slug: str, title: str, status: int) -> ProblemKind:
    means, to_do = WORDS[slug]
    return ProblemKind(slug=slug, title=title, status=status, means=means, to_do=to_do)
