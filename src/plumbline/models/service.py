"""The newest model of each name: to use, and to read about."""

from typing import Final
from uuid import UUID

from plumbline.kit.errors import NotFound
from plumbline.models import repository
from plumbline.models.schemas import Card
from plumbline.storage.engine import Connection
from scoring.learned.packing import UnknownModelError, unpack_space, unpack_themes
from scoring.learned.space import Space
from scoring.learned.themes import Themes

MEANING: Final = "meaning"
THEMES: Final = "themes"
NAMES: Final = (MEANING, THEMES)


def newest_id(db: Connection, name: str) -> UUID | None:
    """Which model of a name is used; None where none was trained."""
    return repository.newest_id(db, name)


def space(db: Connection, model_id: UUID) -> Space | None:
    """The space of a model; None where another version of the program packed it: then train anew."""
    try:
        return unpack_space(repository.content(db, model_id))
    except UnknownModelError:
        return None


def themes(db: Connection) -> Themes | None:
    """The newest themes; None where none were found, or another version of the program packed them."""
    model_id = repository.newest_id(db, THEMES)
    if model_id is None:
        return None
    if model_id not in _themes:
        try:
            found = unpack_themes(repository.content(db, model_id))
        except UnknownModelError:
            return None
        _themes.clear()  # only the newest is asked for
        _themes[model_id] = found
    return _themes[model_id]


_themes: dict[UUID, Themes] = {}


def cards(db: Connection) -> list[Card]:
    """The card of each model that was trained, by name."""
    found = (repository.newest_card(db, name) for name in NAMES)
    return [card for card in found if card is not None]


def card(db: Connection, name: str) -> Card:
    """One card. Raises NotFound."""
    found = repository.newest_card(db, name) if name in NAMES else None
    if found is None:
        raise NotFound(f"No model {name[:40]!r} was trained here.", next_step="See those there are: /models")
    return found
