"""What the invented users write beside their score about one thing or another, from a seed.

Signing in got better in the spring of 2026 and printing worse in the summer, so that there is a trend to see.
"""

from datetime import date
from random import Random
from typing import Final

_HAPPY, _UNHAPPY = 72, 52
_BETTER, _WORSE = date(2026, 4, 1), date(2026, 7, 1)

# For each thing: what the pleased, the torn and the cross say of it.
ABOUT: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "signing in": (
        ("Signing in with the card takes a second.", "My smartcard signs me in everywhere at once."),
        ("Signing in is fine with the card, slow with a password.", "One password fewer would help."),
        ("Every morning the smartcard fails and I sign in again.", "Three passwords before I can sign in."),
    ),
    "speed": (
        ("Screens load at once, even in the afternoon.", "It never freezes, and loading is quick."),
        ("It loads quickly at night and slowly at noon.", "Mostly quick, but it freezes once a week."),
        ("The screen freezes while the record loads.", "Loading takes so long that the patient has left."),
    ),
    "alerts": (
        ("The allergy alert stopped a wrong dose.", "Warnings come when they should, not otherwise."),
        ("Half of the alerts are useful.", "Fewer warnings for doses would be better."),
        ("I click warnings away without reading them.", "Alerts for every dose, and none for the allergy."),
    ),
    "printing": (
        ("Labels and letters print where I stand.", "The printer is found without asking."),
        ("Printing labels works on most printers.", "Letters print well, labels do not."),
        ("Printing a label takes five steps and the wrong printer.", "Letters print at the other site."),
    ),
    "training": (
        ("The training was short and enough.", "New colleagues learn it with one session of training."),
        ("Training was good, but before anybody could try it.", "I learn something new each month."),
        ("Nobody had time for training, so we learn by mistakes.", "The training showed another version."),
    ),
    "support": (
        ("The helpdesk knows us and calls back.", "A fault was mended within a day of the call."),
        ("The helpdesk is kind and slow.", "Support answers by mail, never by telephone."),
        ("Calls to the helpdesk are closed without an answer.", "Nobody at support knows the ward."),
    ),
    "phones and tablets": (
        ("On the tablet I write at the bedside.", "It works on my phone during home visits."),
        ("The tablet view leaves out the chart.", "Good on a phone, if there is signal."),
        ("On a tablet the buttons are too small to hit.", "My phone loses what I wrote when signal drops."),
    ),
    "results": (
        ("Results from the laboratory are there before I ask.", "Every test I ordered tells me its result."),
        ("Results arrive, but not who has seen them.", "Blood results are easy to find, scans are not."),
        ("Results of tests are lost between two screens.", "I ring the laboratory for every result."),
    ),
}
_SUBJECTS: Final = tuple(ABOUT)


def about_one_thing(score: float, given: date, random: Random) -> str:
    """One sentence, by how content somebody is and what is on people's minds at the time."""
    mood = 0 if score >= _HAPPY else 2 if score < _UNHAPPY else 1
    weights = [_weight(subject, given) for subject in _SUBJECTS]
    return random.choice(ABOUT[random.choices(_SUBJECTS, weights)[0]][mood])


def _weight(subject: str, given: date) -> float:
    match subject:
        case "signing in":
            return 3.0 if given < _BETTER else 0.5
        case "printing":
            return 3.0 if given >= _WORSE else 0.7
    return 1.0
