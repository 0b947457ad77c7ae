"""What the invented users of the demonstration market say: scores and a few words, from a seed."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from catalog.feedback.response import quarter_of
from catalog.feedback.words import STATEMENTS, Specialty
from plumbline.demo.cast import Part
from plumbline.demo.comments import about_one_thing
from plumbline.demo.fixed import fixed_id
from plumbline.demo.organisations import ORGANISATIONS
from plumbline.feedback.schemas import Answer

ROLES: Final = (
    "nurse",
    "doctor",
    "pharmacist",
    "allied health professional",
    "administrator",
    "receptionist",
)
_PLEASED: Final = (
    "What I need is on the first screen.",
    "Quick, even on the old laptops.",
    "New staff find their way in a morning.",
    "Alerts are few, and they matter.",
    "Support answered the same day.",
)
_TORN: Final = (
    "Fine once you know where things are.",
    "Good on the ward, slow in clinic.",
    "Printing takes too many steps.",
    "The new release is better than the last.",
)
_CROSS: Final = (
    "Too many clicks for the simplest thing.",
    "It signs me out in the middle of a note.",
    "Alerts for everything, so nobody reads them.",
    "I keep a paper list beside it.",
)
_MOSTLY: Final = (
    "On nights it matters most.", "The round shows it.", "In clinic I notice it each time.",
    "At handover everybody says so.", "On the old screens it is worse.", "On a tablet it is better.",
    "Locums ask me about it.", "It was so from the first week.", "Since the spring it has been so.",
    "My colleagues see it as I do.", "Students get it at once.", "On Mondays one feels it.",
    "With two wards open one sees it.", "In the side room there is no signal, too.", "Discharges show it.",
    "With letters it is the same.", "For results it is the same.", "When the phone rings it shows.",
)  # fmt: skip
_HAPPY, _UNHAPPY = 72, 52
_AS_EVER: Final = 0.2
_BOOKED: Final = date(2026, 11, 5)  # all at once, as a survey is: one release of each product
_STEP: Final = 2.5  # the System Usability Scale moves in steps of 2.5


def answers_on(product_id: UUID, part: Part, random: Random) -> Iterator[Answer]:
    """`part.answers` answers around `part.delight`, with each organisation's own mood on top."""
    moods = {organisation.code: random.gauss(0, 7) for organisation in ORGANISATIONS}
    homes = random.sample(sorted(moods), k=random.randint(2, 5))
    for number in range(part.answers):
        home = random.choice(homes)
        score = _stepped(random.gauss(part.delight + moods[home], 14))
        given = date(2025, 6, 2) + timedelta(days=random.randint(0, 520))
        yield Answer(
            id=fixed_id("answer", part.name, number),
            product_id=product_id,
            organisation_code=home,
            respondent=fixed_id("respondent", part.name, number).hex,
            role=random.choice(ROLES),
            score=score,
            comment=_longer(_words(score, random), part.name, number, score, given)
            if random.random() < 0.45
            else "",
            period=quarter_of(given),
            given_on=given,
            booked_on=_BOOKED,
            **_whole(score, Random(f"{part.name}/{number}")),  # noqa: S311 a story
        )


def _longer(words: str, name: str, number: int, score: float, given: date) -> str:
    """No two people say the same; whoever does is looked at. With dice of its own."""
    dice = Random(f"{name}/words/{number}")  # noqa: S311 a story
    said = words if dice.random() < _AS_EVER else about_one_thing(score, given, dice)
    return f"{said} {dice.choice(_MOSTLY)} {about_one_thing(score, given, dice)}"


def _whole(score: float, random: Random) -> dict[str, Any]:
    """Ten items that make up the score, and what else was asked. With dice of its own."""
    given, items = [0] * 10, range(10)
    for _ in range(round(score / _STEP)):
        given[random.choice([place for place in items if given[place] < 4])] += 1
    leaning = 1 + round(score / 25)
    return {
        "items": tuple(1 + points if place % 2 == 0 else 5 - points for place, points in enumerate(given)),
        "specialty": str(random.choice(list(Specialty))),
        "months_of_use": random.randint(1, 60),
        "ease": min(7, max(1, 1 + round(score / 17) + random.randint(-1, 1))),
        "statements": tuple(min(5, max(1, leaning + random.randint(-1, 1))) for _ in STATEMENTS)
        if random.random() < 0.6
        else (),
    }


def _stepped(score: float) -> float:
    return min(100.0, max(0.0, round(score / _STEP) * _STEP))


def _words(score: float, random: Random) -> str:
    return random.choice(_PLEASED if score >= _HAPPY else _CROSS if score < _UNHAPPY else _TORN)
