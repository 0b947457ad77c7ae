"""What was made last, kept by what it was made of: a bounded store."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def kept(store: OrderedDict[Key, Value], key: Key, make: Callable[[], Value], most: int) -> Value:
    """The value of a key, made where it is not kept; of more than `most`, the one made first is let go."""
    found = store.get(key)
    return keep(store, key, make(), most) if found is None else found


def keep(store: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> Value:
    """The value, kept from now on; of more than `most`, the first in the store's order is let go."""
    store[key] = value
    while len(store) > most:
        store.popitem(last=False)
    return value
