"""What is asked, word for word, and who answers.

The System Usability Scale is Brooke's (1996), UMUX-Lite is Lewis, Utesch & Maher's (2013). The statements on
experience speak to the topics of the surveys that the Net EHR Experience Score comes from, in words of our
own. Ease is the Single Ease Question (Sauro & Dumas, 2009), asked of the task that somebody does most often.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec


class Instrument(StrEnum):
    """A questionnaire. Scores of two of them are never mixed into one number without saying so."""

    SUS = "sus"
    UMUX_LITE = "umux_lite"


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True):
    """What one instrument asks. Every item is answered with 1 (`least`) to `points` (`most`)."""

    name: str
    points: int
    least: str
    most: str
    items: tuple[str, ...]


QUESTIONNAIRES: Final[Mapping[Instrument, Questionnaire]] = {
    Instrument.SUS: Questionnaire(
        name="System Usability Scale (SUS)",
        points=5,
        least="strongly disagree",
        most="strongly agree",
        items=(
            "I think that I would like to use this system frequently.",
            "I found the system unnecessarily complex.",
            "I thought the system was easy to use.",
            "I think that I would need the support of a technical person to be able to use this system.",
            "I found the various functions in this system were well integrated.",
            "I thought there was too much inconsistency in this system.",
            "I would imagine that most people would learn to use this system very quickly.",
            "I found the system very cumbersome to use.",
            "I felt very confident using the system.",
            "I needed to learn a lot of things before I could get going with this system.",
        ),
    ),
    Instrument.UMUX_LITE: Questionnaire(
        name="UMUX-Lite",
        points=7,
        least="strongly disagree",
        most="strongly agree",
        items=("This system’s capabilities meet my requirements.", "This system is easy to use."),
    ),
}

STATEMENT_POINTS: Final = 5
STATEMENTS: Final = (
    "It is there when I need it.",
    "It responds fast enough for my work.",
    "Information from other places reaches me in it.",
    "It fits together with the other systems here.",
    "It has what my specialty needs.",
    "It was easy to learn.",
    "It lets me work efficiently.",
    "It helps me give care of high quality.",
    "It keeps patients safer.",
    "Its alerts prevent mistakes.",
    "I can find what I need to know about a patient.",
)
"""Answered from 1 (strongly disagree) to 5 (strongly agree); told as Net EHR Experience, beside the score."""

EASE_POINTS: Final = 7
EASE: Final = "Overall, how hard or easy is the task that you do most often in it?"


class UserRole(StrEnum):
    """What somebody does who uses a system. The experience model weights these by a published mix."""

    NURSE = "nurse"
    DOCTOR = "doctor"
    PHARMACIST = "pharmacist"
    ALLIED = "allied health professional"
    ADMINISTRATOR = "administrator"
    RECEPTIONIST = "receptionist"
    OTHER = "other"


class Specialty(StrEnum):
    """Where they use it."""

    EMERGENCY = "emergency care"
    MEDICINE = "medicine"
    SURGERY = "surgery and theatres"
    CRITICAL = "critical care"
    MATERNITY = "maternity"
    CHILDREN = "children"
    MENTAL_HEALTH = "mental health"
    COMMUNITY = "community"
    GENERAL_PRACTICE = "general practice"
    OUTPATIENTS = "outpatients"
    PHARMACY = "pharmacy"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    OFFICE = "administration"
    OTHER = "other"
