"""Loads the fictional demonstration market: everything at once, or nothing."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import add_member, create_person
from plumbline.demo import repository
from plumbline.demo.answers import answers_on
from plumbline.demo.assessing import of_people
from plumbline.demo.buying import place_orders
from plumbline.demo.cast import CAST
from plumbline.demo.collecting import rows_of
from plumbline.demo.moderating import planted, rulings_on
from plumbline.demo.organisations import ORGANISATIONS, SOURCE
from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE, DemoPerson
from plumbline.demo.rows import market_rows, product_id, random_for
from plumbline.demo.test_houses import test_house_rows
from plumbline.evidence.desk import Desk
from plumbline.evidence.recheck import Recheck
from plumbline.feedback.schemas import Answer
from plumbline.feedback.service import record_answers
from plumbline.feedback.watching import mark_market
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.tenant import CHARGING, THE_OPERATOR
from plumbline.models.training import train_all
from plumbline.organisations.service import add_organisations, id_of
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.storage.tables import models

STORYTELLER = Actor(kind="system", name="demonstration market")


class DemoReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was loaded; all zero when it was there already."""

    products: int = 0
    suppliers: int = 0
    evidence: int = 0
    files: int = 0
    decisions: int = 0
    answers: int = 0
    people: int = 0

    def __str__(self) -> str:
        """One line for the command line."""
        if not self.products:
            return "The demonstration market was there already; nothing was changed."
        parts = (f"{getattr(self, name)} {name}" for name in self.__struct_fields__)
        return f"The fictional demonstration market was loaded: {', '.join(parts)}."


def load_demo(database: Database, clock: Clock, step: Callable[[str], None]) -> DemoReport:
    """Load the market unless it is there. `step` hears of what takes a moment.

    Models and orders follow it: what a start that was cut off did not begin, or not end, the next one does.
    """
    with database.read() as db:
        is_there = repository.is_loaded(db, "tern-teal-systems")
    report = DemoReport() if is_there else _stored(database, clock, step)
    with database.read(THE_OPERATOR) as db:
        needs_models = repository.is_without(db, models)
        needs_orders = not repository.is_told(db, repository.ORDERED)
    if needs_models:
        step("learning from its texts, to search by meaning")
        train_all(database, clock, STORYTELLER)
    if needs_orders:
        step("placing the orders of its trust")
        place_orders(database, clock)
        told = event(clock, STORYTELLER, repository.ORDERED, "market", "demonstration")
        with database.write(THE_OPERATOR) as db:
            repository.tell_end(db, event=told)
    return report


def load_accounts(database: Database, settings: Settings, step: Callable[[str], None]) -> None:
    """Tell the story of the suppliers' fictional accounts, unless it was told to its end.

    By itself, for it needs to know where the stand-in of the payment processor keeps its file.
    """
    with database.read(CHARGING) as db:
        if repository.is_told(db, repository.BILLED):
            return
    from plumbline.demo.billing import load_billing  # the processor's library is a large one

    step("its suppliers' fictional accounts")
    load_billing(database, settings)


def _stored(database: Database, clock: Clock, step: Callable[[str], None]) -> DemoReport:
    step("writing the demonstration market's documents")
    rows = market_rows() | test_house_rows()
    answers = [answer for part in CAST for answer in answers_on(product_id(part), part, random_for(part))]
    answers += planted(answers)
    report = DemoReport(
        products=len(rows["products"]),
        suppliers=len(rows["suppliers"]),
        evidence=len(rows["evidence"]),
        files=len(rows["files"]),
        decisions=len(rows["decisions"]),
        answers=len(answers),
        people=len(DEMO_PEOPLE),
    )
    step("storing the demonstration market")
    told = event(clock, STORYTELLER, "demonstration.loaded", "market", "demonstration")
    with database.write(THE_OPERATOR) as db:
        add_organisations(db, clock, STORYTELLER, ORGANISATIONS, SOURCE)
        repository.insert_all(db, rows, event=told)
        record_answers(db, clock, STORYTELLER, answers)
        _add_collected(db, clock, answers)
        suppliers = {row["slug"]: row["id"] for row in rows["suppliers"]}
        people = _add_people(db, clock, suppliers)
        assessed = event(clock, STORYTELLER, "demonstration.assessed", "market", "demonstration")
        repository.insert_of_people(db, of_people(rows, people, suppliers), event=assessed)
        mark_market(db, clock)
        moderated = event(clock, STORYTELLER, "demonstration.moderated", "market", "demonstration")
        repository.insert_rulings(db, rulings_on(answers, people), event=moderated)
    step("looking at it for the first time, as each night")
    desk = Desk(workers=1)
    Recheck(database, clock, desk, STORYTELLER).run()
    desk.close()
    return report


def _add_collected(db: Connection, clock: Clock, answers: list[Answer]) -> None:
    codes = {each.code: id_of(db, each.code) for each in ORGANISATIONS}
    told = event(clock, STORYTELLER, "demonstration.collected", "market", "demonstration")
    repository.insert_collected(db, rows_of(answers, codes, today(clock)), event=told)


def _add_people(db: Connection, clock: Clock, suppliers: dict[str, UUID]) -> dict[str, UUID]:
    """Everybody's id, by name."""
    # One password, one hash: hashing it ten times would take longer than everything else here.
    hashed = hash_password(DEMO_PASSWORD)
    return {person.name: _add_person(db, clock, person, hashed, suppliers) for person in DEMO_PEOPLE}


def _add_person(
    db: Connection, clock: Clock, person: DemoPerson, hashed: str, suppliers: dict[str, UUID]
) -> UUID:
    person_id = create_person(db, clock, STORYTELLER, person.email, person.name, password_hash=hashed)
    add_member(
        db,
        clock,
        STORYTELLER,
        person_id,
        person.role,
        organisation_id=id_of(db, person.organisation) if person.organisation else None,
        supplier_id=suppliers[person.supplier] if person.supplier else None,
    )
    return person_id
