"""Which method answers a question: the one in force, or its form for those who say what they hold."""

from plumbline.kit.errors import Invalid, NotFound
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.schemas import Question
from scoring.method import Method, methods, with_estate


def method_asked(question: Question) -> Method:
    """The method that a question goes by, whether or not it ranks any more. Raises `NotFound`."""
    if question.method not in methods():
        raise NotFound(
            f"There is no method {question.method!r}.", next_step=f"Use one of {', '.join(methods())}."
        )
    named = methods()[question.method]
    return (with_estate(named) or named) if question.estate else named


def method_in_force(snapshot: Snapshot, question: Question) -> Method:
    """The same, which ranks. Raises `NotFound`; `Invalid` for one that another has followed, and for one that
    needs an estate where none is stated.
    """
    asked, current, form = method_asked(question), snapshot.method, snapshot.estate_method
    if asked == (form if question.estate else current):
        return asked
    if asked == form:
        raise Invalid.field(
            "/estate",
            f"{asked.id} ranks by what you hold, and nothing is stated.",
            next_step="Name what you hold, or leave the method out.",
        )
    raise Invalid.field(
        "/method",
        f"{question.method} ranks no more; its receipts still verify.",
        next_step=f"Rank by {current.id}, or leave the method out.",
    )
