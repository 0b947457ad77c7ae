"""Documents are read by processes that can be killed, and one that dies takes nobody with it."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from catalog.evidence.reading import Context, Reading, Rejection
from plumbline.evidence.desk import TOO_LONG, Desk
from plumbline.evidence.worker import Answered, Asked, answer

CONTEXT = Context(as_of=date(2026, 11, 23))
SMART = (
    b'{"authorization_endpoint": "https://fhir.example/authorize", "token_endpoint": "https://fhir.example/t",'
    b' "grant_types_supported": ["authorization_code"], "capabilities": ["launch-ehr"],'
    b' "code_challenge_methods_supported": ["S256"]}'
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk with one worker."""
    desk = Desk(workers=1)
    yield desk
    desk.close()


def test_it_reads_what_the_reader_reads(desk: Desk) -> None:
    """The same reading as in this process, and a refusal with its reason."""
    found = desk.read(SMART, CONTEXT)
    assert found == answer(Asked(SMART, (), CONTEXT)).reading
    refused = desk.read(b"%PDF-1.4", CONTEXT)
    assert isinstance(refused, Rejection)
    assert refused.reason == "No reader recognises this document."


def test_one_that_takes_too_long_is_given_up() -> None:
    """No time at all is too little to start in; the desk answers, and closes."""
    hurried = Desk(seconds=0.0, workers=1)
    assert hurried.read(SMART, CONTEXT) == TOO_LONG
    hurried.close()


def test_a_worker_that_was_killed_is_replaced(desk: Desk) -> None:
    """The next document is read by a new one."""
    assert isinstance(desk.read(SMART, CONTEXT), Reading)
    worker = desk._free.queue[-1]
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert isinstance(desk.read(SMART, CONTEXT), Reading)
    assert desk._free.queue[-1] is not worker


def test_what_takes_too_much_memory_is_refused_and_the_worker_goes_on(desk: Desk) -> None:
    """Nested as deep as bytes allow, and as many values as they allow: an answer each time."""
    for hostile in (b"[" * 8_000_000, b'{"a":[' + b"1," * 3_900_000 + b"1]}", b'"' + b"x" * 8_000_000 + b'"'):
        assert isinstance(desk.read(hostile, CONTEXT), Rejection)
    assert isinstance(desk.read(SMART, CONTEXT), Reading)


def test_many_at_once_are_read_one_after_the_other(desk: Desk) -> None:
    """Eight threads share the one worker and each gets its own answer."""
    found: dict[int, Reading | Rejection] = {}

    def ask(number: int) -> None:
        found[number] = desk.read(SMART if number % 2 else b"%PDF", CONTEXT)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [isinstance(found[number], Reading) for number in range(8)] == [False, True] * 4


def test_what_no_database_stores_is_replaced() -> None:
    """A NUL in a document's words becomes U+FFFD before anybody keeps them."""
    strange = SMART.replace(b"launch-ehr", b"launch\\u0000-ehr")
    found: Answered = answer(Asked(strange, (), CONTEXT))
    assert found.reading is not None
    text = "".join(each.about + each.text for each in found.reading.statements)
    assert "\ufffd-ehr" in text
    assert "\0" not in text
