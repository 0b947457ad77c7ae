"""Failed sign-ins are counted in the database: in a moving window, by everybody, or nobody comes in."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from plumbline.accounts.tries import FIVE_MINUTES, FOR_CODES, Tries, to_account, to_code
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import TooMany, Unavailable
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.composed import composed
from tests.inline import InlineClient

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERSON = UUID(int=7)


@pytest.fixture
def tries(database: Database, clock: FixedClock) -> Tries:
    """The count of one worker."""
    return Tries(database, clock)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 120), min_size=11, max_size=30))
def test_no_window_of_five_minutes_holds_more_than_ten_failures(sqlite_url: str, gaps: list[int]) -> None:
    """However the tries are spread (seconds between them)."""
    database, clock = Database(sqlite_url), FixedClock(NOON)
    with database.write() as db:
        db.execute(delete(tables.tries))
    tries, let_through = Tries(database, clock), list[datetime]()
    for gap in gaps:
        clock.moment += timedelta(seconds=gap)
        try:
            tries.begin(to_account("a@b.example", "192.0.2.1"))
        except TooMany as error:
            assert 1 <= error.retry_after_seconds <= FIVE_MINUTES.total_seconds() + 1
        else:
            let_through.append(clock.moment)
    database.close()
    for start in let_through:
        assert sum(start <= moment < start + FIVE_MINUTES for moment in let_through) <= 10


def test_codes_have_three_windows(tries: Tries, clock: FixedClock) -> None:
    """Five in five minutes, twenty in an hour, fifty in a day, whatever the pace."""
    let_through: list[datetime] = []
    for _ in range(24 * 60):
        clock.moment += timedelta(minutes=1)
        for _ in range(6):
            try:
                tries.begin(to_code(PERSON))
            except TooMany:
                break
            let_through.append(clock.moment)
    assert len(let_through) == 50
    for limit in FOR_CODES:
        most = max(sum(at <= moment < at + limit.window for moment in let_through) for at in let_through)
        assert most == limit.most


def test_waiting_as_long_as_said_is_long_enough(tries: Tries, clock: FixedClock) -> None:
    """And a second less is not."""
    for _ in range(10):
        tries.begin(to_account("a@b.example", "192.0.2.1"))
        clock.moment += timedelta(seconds=7)
    with pytest.raises(TooMany) as raised:
        tries.begin(to_account("a@b.example", "192.0.2.1"))
    clock.moment += timedelta(seconds=raised.value.retry_after_seconds - 2)
    with pytest.raises(TooMany):
        tries.begin(to_account("a@b.example", "192.0.2.1"))
    clock.moment += timedelta(seconds=2)
    tries.begin(to_account("a@b.example", "192.0.2.1"))


def test_a_success_takes_only_its_own_try_back(tries: Tries) -> None:
    """Signing in to an account of one's own does not buy more guesses at another's."""
    for _ in range(9):
        tries.begin(to_account("theirs@b.example", "192.0.2.1"))
    tries.take_back(tries.begin(to_account("mine@b.example", "192.0.2.1")))
    tries.begin(to_account("theirs@b.example", "192.0.2.1"))
    with pytest.raises(TooMany):
        tries.begin(to_account("theirs@b.example", "192.0.2.1"))


def test_another_account_at_another_address_is_free(tries: Tries) -> None:
    """One key's failures are not another's; each of the two keys counts by itself."""
    for _ in range(10):
        tries.begin(to_account("a@b.example", "192.0.2.1"))
    tries.begin(to_account("c@b.example", "192.0.2.2"))
    for account, address in (("a@b.example", "192.0.2.2"), ("c@b.example", "192.0.2.1")):
        with pytest.raises(TooMany):
            tries.begin(to_account(account, address))


def test_a_thousand_failures_of_many_close_the_door_for_all(tries: Tries, clock: FixedClock) -> None:
    """From a thousand addresses, at a thousand accounts."""
    for number in range(1_000):
        tries.begin(to_account(f"{number}@b.example", f"192.0.2.{number}"))
    with pytest.raises(TooMany):
        tries.begin(to_account("new@b.example", "198.51.100.1"))
    clock.moment += FIVE_MINUTES
    tries.begin(to_account("new@b.example", "198.51.100.1"))


def test_a_crowd_at_two_workers_gets_ten_tries(database_url: str, clock: FixedClock) -> None:
    """Tries count before they are made, and all workers count together."""
    workers = [Database(database_url), Database(database_url)]
    through: list[int] = []
    start = threading.Barrier(40)

    def run(number: int) -> None:
        start.wait()
        try:
            Tries(workers[number % 2], clock).begin(to_account("a@b.example", "192.0.2.1"))
        except TooMany:
            return
        through.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert len(through) == 10


def test_nothing_is_kept_for_longer_than_a_day(database: Database, tries: Tries, clock: FixedClock) -> None:
    """And neither an address nor an e-mail address ever stands there."""
    tries.begin(to_account("a@b.example", "192.0.2.1"))
    clock.moment += timedelta(days=1)
    tries.begin(to_code(PERSON))
    with database.read() as db:
        keys = db.execute(select(tables.tries.c.key)).scalars().all()
    assert len(keys) == 1
    assert str(PERSON) not in keys[0]


def test_where_nothing_can_be_counted_nobody_comes_in(
    database_url: str, database: Database, clock: FixedClock
) -> None:
    """503 to the right password over the API, an error page to a browser; no session is opened."""
    with composed(Settings(database=database_url), clock) as app, InlineClient(app) as client:
        tables.tries.drop(database.engine)
        with pytest.raises(Unavailable):
            Tries(database, clock).take_back([PERSON])
        body = {"email": "a@b.example", "password": "four words in a row"}
        answer = client.post("/api/v1/sessions", json=body)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
        headers = {"origin": "http://testserver.local", "accept": "text/html"}
        assert client.post("/sign-in", data=body, headers=headers).status_code == 503
        with database.read(THE_OPERATOR) as db:
            assert db.execute(select(func.count()).select_from(tables.sessions)).scalar_one() == 0


def test_a_restart_forgets_nothing(sqlite_url: str, clock: FixedClock) -> None:
    """Ten failures, a new process, and the eleventh waits with `Retry-After`."""
    body = {"email": "a@b.example", "password": "not the password"}
    for _ in range(2):
        with composed(Settings(database=sqlite_url), clock) as app, InlineClient(app) as client:
            statuses = [client.post("/api/v1/sessions", json=body).status_code for _ in range(5)]
            assert statuses == [401] * 5
    with composed(Settings(database=sqlite_url), clock) as app, InlineClient(app) as client:
        answer = client.post("/api/v1/sessions", json=body)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 301
