"""Models as bytes: their own plain format, the same bytes for the same figures.

MessagePack of a version, words, and each array as its shape and little-endian float32. Reading it
runs no code, needs no library's version, and refuses what it does not know.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.learned.space import Space
from scoring.learned.themes import Themes

VERSION: Final = 1
Floats32 = NDArray[np.float32]


class _Array(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shape: tuple[int, ...]
    figures: bytes


class _Packed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    kind: str
    terms: tuple[str, ...]
    shown: tuple[str, ...]
    rarity: _Array
    rows: _Array


class UnknownModelError(Exception):
    """Bytes that are no model of a version this program knows."""


def pack(model: Space | Themes) -> bytes:
    """The bytes of a model."""
    if isinstance(model, Space):
        packed = _Packed(VERSION, "space", model.terms, (), _array(model.rarity), _array(model.axes))
    else:
        figures = _array(model.rarity), _array(model.words)
        packed = _Packed(VERSION, "themes", model.terms, model.shown, *figures)
    return msgspec.msgpack.encode(packed)


def unpack_space(content: bytes) -> Space:
    """A space from its bytes. Raises `UnknownModelError`."""
    found = _unpacked(content, "space")
    return Space(found.terms, _figures(found.rarity), _figures(found.rows))


def unpack_themes(content: bytes) -> Themes:
    """Themes from their bytes. Raises `UnknownModelError`."""
    found = _unpacked(content, "themes")
    return Themes(found.terms, found.shown, _figures(found.rarity), _figures(found.rows))


def _unpacked(content: bytes, kind: str) -> _Packed:
    try:
        found = msgspec.msgpack.decode(content, type=_Packed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnknownModelError(str(error)) from error
    if (found.version, found.kind) != (VERSION, kind):
        raise UnknownModelError(f"version {found.version} of {found.kind}, not {VERSION} of {kind}")
    return found


def _array(values: Floats32) -> _Array:
    return _Array(values.shape, np.ascontiguousarray(values, dtype="<f4").tobytes())


def _figures(packed: _Array) -> Floats32:
    try:
        return np.frombuffer(packed.figures, dtype="<f4").reshape(packed.shape).astype(np.float32)
    except ValueError as error:
        raise UnknownModelError(str(error)) from error
