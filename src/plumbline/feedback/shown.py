"""What may be shown of the answers about one product, by the published numbers, each questionnaire apart."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median
from typing import Any, Final
from uuid import UUID

from catalog.feedback.policy import feedback_policy
from catalog.feedback.showing import shown_parts
from catalog.feedback.words import QUESTIONNAIRES, Instrument
from plumbline.evidence.texts import may_be_slug
from plumbline.feedback import moderation_rows, reply_rows, repository
from plumbline.feedback.schemas import Beside, ByInstrument, ByRole, Comment, CommentReply, FeedbackOut
from plumbline.feedback.scores import experience_in, net_experience_of
from plumbline.kit.errors import NotFound
from plumbline.storage.engine import Connection
from scoring.method import ExperienceRule, load_method

COMMENTS_SHOWN: Final = 20
Rows = Sequence[Any]


def product_named(db: Connection, slug: str, otherwise: NotFound | None = None) -> Any:
    """A published product's id, slug, name and supplier. Raises `NotFound`, or what is to be said instead."""
    product = repository.product_of(db, slug) if may_be_slug(slug) else None
    if product is None:
        step = "Search for it by name: /products"
        raise otherwise or NotFound(f"There is no product {slug[:80]!r}.", next_step=step)
    return product


def feedback_on(db: Connection, slug: str, comments: int = COMMENTS_SHOWN) -> FeedbackOut:
    """What users say of a product, with comments where a figure may be shown. Raises `NotFound`."""
    product = product_named(db, slug)
    rows = repository.answers_on(db, product.id)
    rule = load_method().experience
    shown = _enough(rows, rule)
    marked, held = moderation_rows.waiting_and_held(db, product.id)
    by_instrument = [_by_instrument(rows, each, rule) for each in Instrument]
    found = [each for each in by_instrument if each.answers]
    leading = max(found, key=lambda each: (each.mean is not None, each.answers), default=None)
    return FeedbackOut(
        product=product.slug,
        answers=len(rows),
        organisations=_organisations(rows),
        instrument=leading.instrument if leading else None,
        mean=leading.mean if leading else None,
        shown=shown,
        missing_answers=max(0, rule.least_answers - len(rows)),
        missing_organisations=max(0, rule.least_organisations - _organisations(rows)),
        note=_note(rows, found, leading, rule),
        instruments=found,
        roles=_roles(rows, leading) if leading and leading.mean is not None else [],
        beside=_beside(rows, rule),
        marked=marked,
        held=held,
        comments=_comments(db, rows, comments) if shown else [],
    )


def may_be_shown(db: Connection, product_id: UUID) -> bool:
    """Are there enough answers about a product, from enough organisations, to show anything of them?"""
    return _enough(repository.answers_on(db, product_id), load_method().experience)


def _enough(rows: Rows, rule: ExperienceRule) -> bool:
    return len(rows) >= rule.least_answers and _organisations(rows) >= rule.least_organisations


def _organisations(rows: Rows) -> int:
    return len({row.organisation_code for row in rows})


def _by_instrument(rows: Rows, instrument: Instrument, rule: ExperienceRule) -> ByInstrument:
    mine = [row for row in rows if row.instrument == instrument]
    scores = [row.score for row in mine] if _enough(mine, rule) else []
    return ByInstrument(
        instrument=instrument,
        name=QUESTIONNAIRES[instrument].name,
        answers=len(mine),
        organisations=_organisations(mine),
        mean=fmean(scores) if scores else None,
        median=median(scores) if scores else None,
    )


def _roles(rows: Rows, leading: ByInstrument) -> list[ByRole]:
    mine = [row for row in rows if row.instrument == leading.instrument]
    counts = Counter(row.role for row in mine)
    found = [
        ByRole(role=role, answers=counts[role], mean=fmean(row.score for row in mine if row.role == role))
        for role in shown_parts(counts, feedback_policy().least_in_split)
    ]
    return sorted(found, key=lambda each: (-each.answers, each.role))


def _beside(rows: Rows, rule: ExperienceRule) -> Beside:
    stated = [row for row in rows if experience_in(row.statements)]
    eased = [row for row in rows if row.ease is not None]
    statements = [experience_in(row.statements) for row in stated]
    return Beside(
        net_experience=net_experience_of(statements) if _enough(stated, rule) else None,
        net_experience_answers=len(stated),
        ease=fmean(row.ease for row in eased) if _enough(eased, rule) else None,
        ease_answers=len(eased),
    )


def _comments(db: Connection, rows: Rows, most: int) -> list[Comment]:
    said = [row for row in rows if row.comment][:most]
    replies = reply_rows.replies_to(db, [row.answer_id for row in said])
    return [_comment(row, replies.get(row.answer_id)) for row in said]


def _comment(row: Any, reply: Any) -> Comment:
    return Comment(
        id=row.answer_id,
        role=row.role,
        score=row.score,
        comment=row.comment,
        period=row.period,
        reply=reply
        and CommentReply(
            text=reply.text,
            replied_by=reply.replied_by,
            replied_on=reply.replied_on,
            earlier=reply.version != row.version,
        ),
    )


def _note(rows: Rows, found: list[ByInstrument], leading: ByInstrument | None, rule: ExperienceRule) -> str:
    if leading is None:
        return "Nobody has answered yet."
    if leading.mean is None:
        return (
            f"Insufficient evidence: {_answers(len(rows))} from {_places(_organisations(rows))}. A figure is "
            f"shown from {rule.least_answers} answers from {rule.least_organisations} organisations up."
        )
    words = (
        f"Mean of {_answers(leading.answers)} from {_places(leading.organisations)}, by the {leading.name}."
    )
    others = [f"{_answers(each.answers)} by {each.name}" for each in found if each is not leading]
    return f"{words} {' and '.join(others)} {_are(found, leading)} told apart." if others else words


def _are(found: list[ByInstrument], leading: ByInstrument) -> str:
    return "is" if sum(each.answers for each in found if each is not leading) == 1 else "are"


def _answers(count: int) -> str:
    return f"{count} answer{'' if count == 1 else 's'}"


def _places(count: int) -> str:
    return f"{count} organisation{'' if count == 1 else 's'}"
