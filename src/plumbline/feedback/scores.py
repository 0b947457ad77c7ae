"""The score of a response, by the published rule of its own questionnaire."""

from catalog.feedback.response import UNSAID, Response
from catalog.feedback.words import QUESTIONNAIRES, Instrument
from scoring.experience_model.instruments import net_experience, sus, umux_lite


def score_of(response: Response) -> float:
    """0 to 100. Raises ValueError for a form that is not whole."""
    if response.instrument is Instrument.SUS:
        return sus(response.items)
    return umux_lite(response.items, QUESTIONNAIRES[response.instrument].points)


def experience_in(statements: list[int]) -> list[int]:
    """The statements that somebody said something about: what `net_experience` is computed over."""
    return [value for value in statements if value != UNSAID]


def net_experience_of(rows: list[list[int]]) -> float:
    """Net EHR Experience over everybody's statements, each statement counting once."""
    return net_experience([value for row in rows for value in row])
