"""Whatever is sent in whatever order: the service does what a dictionary of keys would do.

A machine sends acts with keys and without, retries, changed bodies, wrong bodies, acts that fail
after they were written, and lets days pass; a model says what has to come back, and how many
effects there are in the end.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from plumbline.accounts.service import person_by_email
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.api.keyed import (
    TOKENS,
    Client,
    header_of,
    is_replay,
    person_with,
    same_answer,
    send,
    tokens_named,
)
from tests.composed import composed
from tests.conftest import NOON
from tests.inline import InlineClient

DAY = timedelta(hours=24)
KEYS = st.sampled_from(["one", "two", "three"])
WHO = st.sampled_from([0, 1])
BODIES = st.sampled_from(["a", "b"])
_runs = count(1)


class Sender(RuleBasedStateMachine):
    """Two people, three keys, two bodies, one clock."""

    client: ClassVar[Client]
    database: ClassVar[Database]
    clock: ClassVar[FixedClock]
    persons: ClassVar[list[UUID]]

    def __init__(self) -> None:
        super().__init__()
        self.run = next(_runs)  # keys and names of this run are its own: the database is shared
        self.kept: dict[tuple[int, str], tuple[str, datetime, Any]] = {}
        self.effects: Counter[str] = Counter()
        self.clock.moment = NOON
        self._sign_in()

    def _sign_in(self) -> None:
        """Anew whenever the clock moved: what signing in gives lasts for half a day."""
        self.people = [header_of(self.database, self.clock, person) for person in self.persons]

    def _send(self, who: int, key: str, body: dict[str, Any]) -> Any:
        return send(self.client, self.people[who], f"{key}-{self.run}", TOKENS, body)

    def _name(self, body: str) -> str:
        return f"{body} of {self.run}"

    def _known(self, who: int, key: str) -> tuple[str, Any] | None:
        body, at, answer = self.kept.get((who, key), ("", NOON - 2 * DAY, None))
        return (body, answer) if self.clock.now() < at + DAY else None

    @rule(who=WHO, key=KEYS, body=BODIES)
    def act(self, who: int, key: str, body: str) -> None:
        """First, retry, or another body under the key."""
        known = self._known(who, key)
        answer = self._send(who, key, {"name": self._name(body), "days": 300})
        if known is None:
            assert (answer.status_code, is_replay(answer)) == (201, False)
            self.kept[who, key] = (body, self.clock.now(), answer)
            self.effects[body] += 1
        elif known[0] == body:
            assert is_replay(answer)
            assert same_answer(answer, known[1])
        else:
            assert answer.json()["type"] == "/problems/key-reused"

    @rule(who=WHO, key=KEYS, readable=st.booleans())
    def act_wrongly(self, who: int, key: str, readable: bool) -> None:
        """A body that cannot be read, or breaks a rule, never becomes what a key stands for."""
        wrong = {"name": " "} if readable else {"days": "many"}
        answer = self._send(who, key, {"name": self._name("a"), "days": 3, **wrong})
        reused = readable and self._known(who, key) is not None
        assert answer.status_code == 422
        assert answer.json()["type"] == ("/problems/key-reused" if reused else "/problems/invalid")

    @rule(who=WHO, body=BODIES)
    def act_without_a_key(self, who: int, body: str) -> None:
        """Each is an act of its own."""
        answer = self.client.post(
            TOKENS, json={"name": self._name(body), "days": 300}, headers=self.people[who]
        )
        assert answer.status_code == 201
        self.effects[body] += 1

    @rule(who=WHO, key=KEYS, body=BODIES, fails=st.sampled_from(["kept_answers", "events"]))
    def act_and_fail_at_the_last_moment(self, who: int, key: str, body: str, fails: str) -> None:
        """The database refuses what is written last: nothing of the act stays, and no key."""
        with self._refusing(fails):
            known = self._known(who, key)
            answer = self._send(who, key, {"name": self._name(body), "days": 300})
        expected = 409 if known is None else 201 if known[0] == body else 422
        assert answer.status_code == expected, answer.text

    def _refusing(self, table: str) -> Any:
        return refusing(self.database, table)

    @rule(hours=st.sampled_from([1, 12, 23, 24]))
    def let_time_pass(self, hours: int) -> None:
        """Less than a day keeps a key, a day forgets it."""
        self.clock.moment += timedelta(hours=hours)
        self._sign_in()

    @invariant()
    def every_act_has_one_effect(self) -> None:
        """As many tokens as the model counted."""
        for body in ("a", "b"):
            assert tokens_named(self.database, self._name(body)) == self.effects[body]


class refusing:
    """While it lasts, the database takes no row into a table: a trigger raises a broken rule."""

    def __init__(self, database: Database, table: str) -> None:
        self._database, self._table = database, table

    def __enter__(self) -> None:
        """From now on."""
        self._run(_REFUSE[self._database.is_sqlite])

    def __exit__(self, *_: object) -> None:
        """Until now."""
        self._run(_TAKE[self._database.is_sqlite])

    def _run(self, statements: tuple[str, ...]) -> None:
        with self._database.engine.begin() as db:
            for statement in statements:
                db.exec_driver_sql(statement.format(table=self._table))


_REFUSE = {
    True: ("CREATE TRIGGER refused BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END",),
    False: (
        "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE unique_violation; END $$",
        "CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refused()",
    ),
}
_TAKE = {
    True: ("DROP TRIGGER refused",),
    False: ("DROP TRIGGER refused ON {table}", "DROP FUNCTION refused()"),
}


@pytest.fixture
def sender(database_url: str) -> Iterator[type[Sender]]:
    """The machine on a service of its own, once per engine."""
    Sender.clock = FixedClock(NOON)
    Sender.database = Database(database_url)
    chosen = Settings(database=database_url, access_log="none", rate_limits=0)
    with composed(chosen, Sender.clock) as app, InlineClient(app) as client:
        Sender.client = client
        for name in ("ada", "bob"):
            person_with(Sender.database, Sender.clock, name)
        with Sender.database.read(THE_OPERATOR) as db:
            Sender.persons = [person_by_email(db, f"{name}@example.org") for name in ("ada", "bob")]
        yield Sender
    Sender.database.close()


def test_the_service_does_what_the_model_says(sender: type[Sender]) -> None:
    """Fifteen runs of up to thirty steps each."""
    run_state_machine_as_test(
        sender,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
