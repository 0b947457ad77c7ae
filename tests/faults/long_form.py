"""The long form of the fault tests: how often, with which seed, and what is said meanwhile.

`make faults` sets PLUMBLINE_FAULTS=long. FAULTS_SEED repeats a run; FAULTS_KILLS and its like make
one shorter or longer.
"""

import os
import random
import time

import pytest

LONG = os.environ.get("PLUMBLINE_FAULTS") == "long"
only_long = pytest.mark.skipif(not LONG, reason="takes minutes: run make faults")
_BEGAN = time.monotonic()


def times(name: str, *, long: int, short: int) -> int:
    """How often to do something: as the environment's `name` says, or as this form does it."""
    return int(os.environ.get(name, "0")) or (long if LONG else short)


def seed() -> int:
    """The seed of everything random, which is told, and may be given as FAULTS_SEED."""
    chosen = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
    tell(f"FAULTS_SEED={chosen}")
    return chosen


def tell(words: str) -> None:
    """Say how far it is, with the seconds since it began: seen at once under `make faults`."""
    print(f"\n  [{time.monotonic() - _BEGAN:7.1f} s] {words}", end="", flush=True)
