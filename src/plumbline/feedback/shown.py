"""What may be shown of the answers about one product, by the published numbers, each questionnaire apart.

Every figure is one of the last release: see `plumbline.feedback.releasing`. Beside the questionnaires, what
was said of statements and of ease has releases of its own, for not everybody says it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean, median
from typing import Any, Final

import msgspec

from catalog.feedback.policy import feedback_policy
from catalog.feedback.words import QUESTIONNAIRES, Instrument
from plumbline.evidence.texts import may_be_slug
from plumbline.feedback import moderation_rows, releasing, reply_rows, repository
from plumbline.feedback.releasing import Batch, Logged
from plumbline.feedback.schemas import Beside, ByInstrument, ByRole, Comment, CommentReply, FeedbackOut
from plumbline.feedback.scores import experience_in, net_experience_of
from plumbline.kit.clock import spoken
from plumbline.kit.errors import NotFound
from plumbline.storage.engine import Connection
from scoring.method import ExperienceRule, load_method

COMMENTS_SHOWN: Final = 20
Rows = Sequence[Any]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What of the answers about a product stands in figures, by questionnaire; of their comments, those
    that may be read: of answers in a figure, which count to this moment. The newest quarter first, and in it
    in no telling order.
    """

    batches: dict[Instrument, Batch]
    stated: Rows
    eased: Rows
    comments: Rows

    @property
    def rows(self) -> Rows:
        """By whatever questionnaire."""
        return [row for batch in self.batches.values() for row in batch.rows]


def product_named(db: Connection, slug: str, otherwise: NotFound | None = None) -> Any:
    """A published product's id, slug, name and supplier. Raises `NotFound`, or what is to be said instead."""
    product = repository.product_of(db, slug) if may_be_slug(slug) else None
    if product is None:
        step = "Search for it by name: /products"
        raise otherwise or NotFound(f"There is no product {slug[:80]!r}.", next_step=step)
    return product


def standing_on(db: Connection, product_id: Any, day: date) -> Standing:
    """What stands in the figures of a day."""
    log = releasing.logged_on(db, product_id)
    batches = {
        each: releasing.batch_of([entry for entry in log if entry.said.instrument == each], day)
        for each in Instrument
    }
    stated = releasing.batch_of([each for each in log if experience_in(each.said.statements)], day)
    eased = releasing.batch_of([each for each in log if each.said.ease is not None], day)
    found = Standing(batches=batches, stated=stated.rows, eased=eased.rows, comments=())
    rule = load_method().experience
    if not _enough(found.rows, rule):
        return found
    return msgspec.structs.replace(found, comments=_readable(log, found.rows))


def _readable(log: Iterable[Logged], rows: Rows) -> Rows:
    counted = {each.said.id for each in log if each.counts}
    said = [row for row in rows if row.comment and row.id in counted]
    return sorted(sorted(said, key=lambda row: str(row.answer_id)), key=lambda row: row.period, reverse=True)


def feedback_on(db: Connection, slug: str, day: date, comments: int = COMMENTS_SHOWN) -> FeedbackOut:
    """What users say of a product on a day, with comments where a figure may be shown. Raises `NotFound`."""
    product = product_named(db, slug)
    return feedback_of(db, product, standing_on(db, product.id, day), comments)


def feedback_of(
    db: Connection, product: Any, stands: Standing, comments: int = COMMENTS_SHOWN
) -> FeedbackOut:
    """The same, where it is known already what stands."""
    rule = load_method().experience
    marked, held = moderation_rows.waiting_and_held(db, product.id)
    found = [_by_instrument(batch.rows, each, rule) for each, batch in stands.batches.items() if batch.rows]
    leading = max(found, key=lambda each: (each.mean is not None, each.answers), default=None)
    batch = stands.batches[leading.instrument] if leading else releasing.NOTHING
    roles = _roles(batch) if leading and leading.mean is not None else []
    return FeedbackOut(
        product=product.slug,
        answers=len(stands.rows),
        organisations=_organisations(stands.rows),
        instrument=leading.instrument if leading else None,
        mean=leading.mean if leading else None,
        shown=_enough(stands.rows, rule),
        released_on=batch.made_on,
        note=_note(stands.rows, found, leading, batch),
        instruments=found,
        roles=roles,
        roles_on=batch.parts_on if roles else None,
        beside=_beside(stands, rule),
        marked=marked,
        held=held,
        comments=_comments(db, stands.comments, comments),
    )


def _enough(rows: Rows, rule: ExperienceRule) -> bool:
    return len(rows) >= rule.least_answers and _organisations(rows) >= rule.least_organisations


def _organisations(rows: Rows) -> int:
    return len({row.organisation_code for row in rows})


def _by_instrument(rows: Rows, instrument: Instrument, rule: ExperienceRule) -> ByInstrument:
    scores = [row.score for row in rows] if _enough(rows, rule) else []
    return ByInstrument(
        instrument=instrument,
        name=QUESTIONNAIRES[instrument].name,
        answers=len(rows),
        organisations=_organisations(rows),
        mean=fmean(scores) if scores else None,
        median=median(scores) if scores else None,
    )


def _roles(batch: Batch) -> list[ByRole]:
    found = [
        ByRole(role=role, answers=len(rows), mean=fmean(row.score for row in rows))
        for role, rows in batch.parts.items()
    ]
    return sorted(found, key=lambda each: (-each.answers, each.role))


def _beside(stands: Standing, rule: ExperienceRule) -> Beside:
    statements = [experience_in(row.statements) for row in stands.stated]
    return Beside(
        net_experience=net_experience_of(statements) if _enough(stands.stated, rule) else None,
        net_experience_answers=len(stands.stated),
        ease=fmean(row.ease for row in stands.eased) if _enough(stands.eased, rule) else None,
        ease_answers=len(stands.eased),
    )


def _comments(db: Connection, rows: Rows, most: int) -> list[Comment]:
    said = rows[:most]
    replies = reply_rows.replies_to(db, [row.answer_id for row in said])
    return [_comment(row, replies.get(row.answer_id)) for row in said]


def _comment(row: Any, reply: Any) -> Comment:
    return Comment(
        id=row.answer_id,
        role=row.role,
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


def _note(rows: Rows, found: list[ByInstrument], leading: ByInstrument | None, batch: Batch) -> str:
    rule = feedback_policy().release
    if leading is None or batch.made_on is None:
        return (
            f"No figure is shown yet. Figures move in batches, so that nobody's answer can be worked out: a "
            f"batch is {rule.answers} answers from {rule.organisations} organisations, or more."
        )
    if leading.mean is None:
        return (
            f"Insufficient evidence: {_answers(len(rows))} from {_places(_organisations(rows))} are too few "
            f"for a figure."
        )
    words = (
        f"Mean of {_answers(leading.answers)} from {_places(leading.organisations)}, by the {leading.name}, "
        f"as of {spoken(batch.made_on)}."
    )
    others = [f"{_answers(each.answers)} by {each.name}" for each in found if each is not leading]
    return f"{words} {' and '.join(others)} {_are(found, leading)} told apart." if others else words


def _are(found: list[ByInstrument], leading: ByInstrument) -> str:
    return "is" if sum(each.answers for each in found if each is not leading) == 1 else "are"


def _answers(count: int) -> str:
    return f"{count} answer{'' if count == 1 else 's'}"


def _places(count: int) -> str:
    return f"{count} organisation{'' if count == 1 else 's'}"
