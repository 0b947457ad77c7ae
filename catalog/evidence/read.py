"""`read`: bytes in, findings or a refusal out. It never raises, whatever the bytes are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from catalog.evidence.bounds import bounded, bounded_lines
from catalog.evidence.limits import MOST_STATEMENTS
from catalog.evidence.opened import Opened
from catalog.evidence.proofs import NAMED, Proof, ProofRule, proofs
from catalog.evidence.reader import Reader
from catalog.evidence.readers import READERS
from catalog.evidence.reading import (
    Context,
    Document,
    Line,
    Reading,
    RejectedError,
    Rejection,
    Shown,
    Statement,
)
from catalog.standards_loader import standards
from catalog.words import Assurance, Outcome

UNKNOWN: Final = Rejection(
    reason="No reader recognises this document.",
    next_step="Hand in one of the formats listed on /help/evidence as its tool wrote it, or hand it in as a "
    "document for an assessor to read.",
)

_WEIGHT: Final = (
    Outcome.NOT_MET,
    Outcome.PARTLY_MET,
    Outcome.INCONCLUSIVE,
    Outcome.NOT_EVIDENCED,
    Outcome.NOT_APPLICABLE,
    Outcome.MET,
)


def read(content: bytes, context: Context, beside: Sequence[bytes] = ()) -> Reading | Rejection:
    """What a document shows. `beside` are the files it was handed in together with."""
    found: Reader | None = None
    try:
        opened = Opened(content)
        found = _reader_of(opened)
        if found is None:
            opened.check()
            return UNKNOWN
        document = found.take_apart(opened, context, _others(beside))
        return _reading(document, found, context)
    except RejectedError as refused:
        return Rejection(
            reason=refused.reason,
            next_step=refused.next_step,
            format=found.format if found else None,
            pointer=refused.pointer,
        )
    except Exception as error:  # noqa: BLE001 a document that trips a reader is refused, and stops nobody else
        return Rejection(
            reason=f"The document could not be read: {type(error).__name__}.",
            next_step="Check that the tool wrote it as a whole; if it did, tell the market's operator.",
            format=found.format if found else None,
            fault=True,
        )


def _others(beside: Sequence[bytes]) -> list[Opened]:
    others = []
    for content in beside:
        try:
            others.append(Opened(content))
        except RejectedError:
            continue  # it is refused by itself, with its reason
    return others


def _reader_of(opened: Opened) -> Reader | None:
    return next((reader for reader in READERS if reader.recognises(opened)), None)


def _reading(whole: Document, reader: Reader, context: Context) -> Reading:
    proof = proofs()[whole.format]
    until, basis = _valid_until(whole, proof, context.as_of)
    kept, left_out = _worst(whole.statements)
    document = bounded(msgspec.structs.replace(whole, statements=kept))
    return Reading(
        format=document.format,
        format_version=document.format_version,
        reader_version=reader.version,
        subject=document.subject,
        issuer=document.issuer,
        produced_on=document.produced_on,
        valid_until=until,
        valid_basis=basis,
        statements=document.statements,
        lines=bounded_lines(_lines(whole, reader, proof)),
        notes=(*document.notes, *left_out),
        cleaned=document.cleaned,
    )


def _worst(statements: tuple[Statement, ...]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """As many as are kept, the worst first to stay, in their own order; and a note on the others."""
    if len(statements) <= MOST_STATEMENTS:
        return statements, ()
    by_weight = sorted(range(len(statements)), key=lambda number: _WEIGHT.index(statements[number].outcome))
    kept = tuple(statements[number] for number in sorted(by_weight[:MOST_STATEMENTS]))
    others = Counter(statements[number].outcome for number in by_weight[MOST_STATEMENTS:])
    counted = ", ".join(f"{count:,} {outcome.replace('_', ' ')}" for outcome, count in others.items())
    return kept, (f"{MOST_STATEMENTS:,} statements of {len(statements):,} are kept; left out: {counted}.",)


def _valid_until(document: Document, proof: Proof, as_of: date) -> tuple[date, str]:
    # Counted from no day that is still to come: a document dated ahead would count for longer.
    policy = min(document.produced_on or as_of, as_of) + timedelta(days=proof.valid_days)
    if document.valid_until is not None:
        return document.valid_until, document.valid_basis
    since = "it was produced" if document.produced_on else "it was read, for it names no day of its own"
    return policy, f"the policy of its format: {proof.valid_days} days after {since}"


def _lines(document: Document, reader: Reader, proof: Proof) -> Iterator[Line]:
    for rule in proof.rules:
        for shown in reader.rules[rule.rule](document, rule.given):
            yield _line(shown, rule, proof)


def _line(shown: Shown, rule: ProofRule, proof: Proof) -> Line:
    requirement_id = shown.requirement if rule.requirement == NAMED else rule.requirement
    outcome, reason = shown.outcome, shown.reason
    if outcome not in (*rule.can_show, Outcome.NOT_EVIDENCED, Outcome.INCONCLUSIVE):
        outcome, reason = Outcome.INCONCLUSIVE, f"{reason} This kind of document cannot show that by itself."
    elif outcome is not Outcome.NOT_EVIDENCED and not _accepted(requirement_id, proof):
        outcome, reason = Outcome.INCONCLUSIVE, f"{reason} The requirement asks for another kind of evidence."
    return Line(
        requirement_id=requirement_id,
        outcome=outcome,
        assurance=_assurance(shown, rule),
        pointer=shown.pointer,
        reason=reason,
        rule=rule.rule,
    )


def _accepted(requirement_id: str, proof: Proof) -> bool:
    found = standards().requirement(requirement_id)
    return found is not None and not set(found[1].accepts).isdisjoint(proof.counts_as)


def _assurance(shown: Shown, rule: ProofRule) -> Assurance:
    """The document's own where it carries less than the rule allows, never more."""
    lower = shown.assurance
    return lower if lower is not None and rule.assurance.covers(lower) else rule.assurance
