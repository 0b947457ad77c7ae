"""A shared look never tells what was found before somebody asked."""

import asyncio
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import pytest

from plumbline.market.looking import SharedLook


def test_who_comes_in_one_turn_shares_one_look() -> None:
    """Thirty requests, one look; whoever comes later has another."""
    shared = SharedLook(partial(next, count(1)))

    async def thirty() -> list[int]:
        return await asyncio.gather(*(shared.begun_after_now() for _ in range(30)))

    assert asyncio.run(thirty()) == [1] * 30
    assert asyncio.run(thirty()) == [2] * 30


def test_a_look_that_fails_is_nobodys_answer() -> None:
    """The error reaches everybody who waited for that look, and the next look is a new one."""
    answers: list[int | OSError] = [7, OSError("gone"), OSError("gone")]

    def look() -> int:
        found = answers.pop()
        if isinstance(found, OSError):
            raise found
        return found

    shared = SharedLook(look)

    async def two() -> list[int | BaseException]:
        return await asyncio.gather(*(shared.begun_after_now() for _ in range(2)), return_exceptions=True)

    first = asyncio.run(two())
    assert all(isinstance(each, OSError) for each in first)
    assert asyncio.run(two()) == [7, 7]


@pytest.mark.parametrize("seed", range(4))
def test_no_answer_is_older_than_its_question(seed: int) -> None:
    """Writes go on from threads while three event loops ask at random: each sees what stood when it asked."""
    chance, written, stop = random.Random(seed), [0], threading.Event()

    def look() -> int:
        found = written[0]
        time.sleep(chance.random() * 2e-4)  # long enough for others to come and to write meanwhile
        return found

    shared = SharedLook(look)

    def write() -> None:
        while not stop.is_set():
            written[0] += 1
            time.sleep(1e-5)

    async def ask(many: int) -> None:
        for _ in range(many):
            await asyncio.sleep(chance.random() * 2e-4)
            stood = written[0]
            assert await shared.begun_after_now() >= stood

    async def several() -> None:
        await asyncio.gather(*(ask(25) for _ in range(8)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with ThreadPoolExecutor(3) as loops:
            list(loops.map(lambda _: asyncio.run(several()), range(3)))
    finally:
        stop.set()
        writer.join()
