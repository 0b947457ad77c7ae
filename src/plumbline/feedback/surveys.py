"""Surveys that an organisation made itself: a file is looked at first, then taken whole or not at all."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import msgspec

from catalog.feedback.response import quarter_of
from catalog.feedback.survey import Line, Sheet, Survey, guessed, sheet_of, survey_of
from catalog.organisations.problems import ImportProblem, ImportRefused
from plumbline.accounts.identity import Identity
from plumbline.evidence.texts import text_problems
from plumbline.feedback import in_use, repository, watching
from plumbline.feedback.releasing import books_of
from plumbline.feedback.schemas import Answer
from plumbline.feedback.scores import score_of
from plumbline.feedback.survey_schemas import (
    RefusedLine,
    SurveyColumn,
    SurveyIn,
    SurveyPreview,
    SurveyTaken,
)
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.storage.engine import Connection

SAMPLES = 3
REFUSALS_SHOWN = 100


def preview(
    db: Connection, clock: Clock, identity: Identity, in_use_id: UUID, data: SurveyIn
) -> SurveyPreview:
    """What would be taken of a file, and what is refused. Raises `Invalid` for what is no table at all."""
    use = in_use.in_use(db, identity, in_use_id)
    sheet = _sheet(data)
    columns = data.columns if data.columns is not None else guessed(sheet.headings)
    try:
        survey = _survey(sheet, columns, data.given_on, use, clock)
    except ImportRefused as refused:
        survey = Survey(lines=(), refused=refused.problems)
    return SurveyPreview(
        lines=len(sheet.rows),
        answers=len(survey.lines),
        instrument=survey.lines[0].response.instrument if survey.lines else None,
        columns=_columns(sheet, columns),
        refused=[_refused(each) for each in survey.refused[:REFUSALS_SHOWN]],
        ready=bool(survey.lines) and not survey.refused,
    )


def take(db: Connection, clock: Clock, identity: Identity, in_use_id: UUID, data: SurveyIn) -> SurveyTaken:
    """Take every answer of a file, or none. Raises `Invalid`, and `Conflict` for a file taken before."""
    use, organisation = in_use.in_use(db, identity, in_use_id), in_use.collector(identity)
    sheet = _sheet(data)
    columns = data.columns if data.columns is not None else guessed(sheet.headings)
    try:
        survey = _survey(sheet, columns, data.given_on, use, clock)
    except ImportRefused as refused:
        raise _invalid(refused.problems) from refused
    if survey.refused:
        raise _invalid(survey.refused)
    digest = sha256(data.content).hexdigest()
    books = books_of(clock)
    answers = [_answer(line, use.product_id, organisation.code, digest, books) for line in survey.lines]
    told = event(
        clock,
        identity.actor,
        "feedback.imported",
        "product",
        use.slug,
        organisation=organisation.code,
        sha256=digest,
        answers=len(answers),
    )
    try:
        repository.add_answers(db, answers, event=told)
    except Conflict as error:
        raise Conflict(
            "This file was taken before, and its answers count already.", next_step="Nothing was taken twice."
        ) from error
    product = repository.product_by_id(db, use.product_id)
    marked = watching.mark_product(db, clock, product, identity.actor)
    return SurveyTaken(answers=len(answers), marked=marked)


def _sheet(data: SurveyIn) -> Sheet:
    try:
        return sheet_of(data.content)
    except ImportRefused as refused:
        raise _invalid(refused.problems) from refused


def _survey(sheet: Sheet, columns: Any, day: date | None, use: Any, clock: Clock) -> Survey:
    """By what the columns are; texts that could not be shown are refused with their line, too."""
    last = min(use.until or today(clock), today(clock))
    survey = survey_of(sheet, tuple(columns), day, use.since, last)
    unseen = [
        ImportProblem(line.line, 1, problem.detail)
        for line in survey.lines
        for problem in text_problems(line.response)
    ]
    return msgspec.structs.replace(survey, refused=(*survey.refused, *unseen))


def _answer(line: Line, product_id: UUID, organisation_code: str, digest: str, books: date) -> Answer:
    identifier = uuid4()
    # Nobody's name: the place of the line in the file, so that a file is not taken twice.
    respondent = sha256(f"{product_id.hex} {organisation_code} {digest} {line.line}".encode()).hexdigest()
    return Answer(
        id=identifier,
        answer_id=identifier,
        product_id=product_id,
        organisation_code=organisation_code,
        respondent=respondent,
        source="imported",
        score=score_of(line.response),
        period=quarter_of(line.given_on),
        given_on=line.given_on,
        booked_on=books,
        **msgspec.structs.asdict(line.response),
    )


def _columns(sheet: Sheet, columns: Any) -> list[SurveyColumn]:
    fields = [*columns, *[""] * len(sheet.headings)]
    return [
        SurveyColumn(
            heading=heading,
            field=fields[place],
            sample=[row.cells[place][:60] for row in sheet.rows[:SAMPLES] if place < len(row.cells)],
        )
        for place, heading in enumerate(sheet.headings)
    ]


def _refused(problem: ImportProblem) -> RefusedLine:
    return RefusedLine(line=problem.line, column=problem.column, reason=problem.message)


def _invalid(problems: tuple[ImportProblem, ...]) -> Invalid:
    found = tuple(FieldProblem("/content", str(each)) for each in problems[:REFUSALS_SHOWN])
    return Invalid(
        f"{len(problems)} thing{'' if len(problems) == 1 else 's'} in this file cannot be taken, so nothing "
        f"was. The first: {problems[0]}",
        next_step="Mend the file and send it again: it is taken whole or not at all.",
        problems=found,
    )
