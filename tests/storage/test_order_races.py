"""Acts on an order in the same moment, on both engines: one stands, and whoever comes second is told."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest

from plumbline.accounts.roles import Role
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, DomainError, Invalid
from plumbline.purchasing.schemas import Answer, Outcome
from plumbline.storage.engine import Database
from tests.storage.orders_made import Scene


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    """A trust and a supplier, ready to trade."""
    return Scene(database, clock)


def at_once(*acts: Callable[[], object]) -> list[DomainError]:
    """Do all of it in the same moment; what was refused."""
    gate, refused = threading.Barrier(len(acts)), list[DomainError]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except DomainError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def acts_on(scene: Scene, order_id: UUID, *wanted: str) -> int:
    """How many of these acts are recorded."""
    return sum(step.act in wanted for step in scene.seen(order_id).steps)


def test_of_decisions_at_once_one_stands(scene: Scene) -> None:
    """Approved by some and refused by others in one moment: one decision, and conflicts for the rest."""
    officers = [scene.person(f"officer{number}", Role.PROCUREMENT_OFFICER) for number in range(6)]
    order_id = scene.requested()
    refused = at_once(
        *(
            lambda who=who, said=said: scene.decide(order_id, who, said)
            for who, said in zip(officers, [Outcome.APPROVE, Outcome.REFUSE] * 3, strict=True)
        )
    )
    assert len(refused) == len(officers) - 1
    assert all(isinstance(error, Conflict) for error in refused)
    assert acts_on(scene, order_id, "approve", "refuse") == 1


def test_of_answers_and_a_cancellation_at_once_one_stands(scene: Scene) -> None:
    """A supplier accepts twice in one moment: one contract."""
    order_id = scene.approved()
    scene.send(order_id)
    refused = at_once(*[lambda: scene.answer(order_id, answer=Answer.ACCEPT)] * 4)
    assert len(refused) == 3
    assert acts_on(scene, order_id, "accept", "decline") == 1
    assert scene.seen(order_id).contract_id is not None


def test_parts_asked_for_at_once_are_added_up(scene: Scene) -> None:
    """Two orders that come to more than the threshold together: the second one asked for needs its reason."""
    scene.set_threshold("7000.00")
    orders = [scene.drafted(), scene.drafted()]
    refused = at_once(*(lambda it=it: scene.request(it) for it in orders))
    assert [type(error) for error in refused] == [Invalid]
    assert sorted(scene.seen(each).state for each in orders) == ["awaiting_approval", "draft"]
