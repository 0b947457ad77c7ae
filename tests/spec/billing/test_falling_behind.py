"""Falling behind: reminder, grace, pause, and back; by days alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plumbline.billing.plan_data import Schedule
from plumbline.billing.plans import editions
from plumbline.billing.standing import STAGE_TURNS, Owed, Stage, standing_on, starts
from plumbline.billing.states import may_turn

SCHEDULE = editions()[-1].falling_behind
DUE = date(2026, 12, 23)


def stage_after(days: int) -> Stage:
    """The stage so many days after an invoice was due."""
    return standing_on(DUE + timedelta(days), [Owed(due_on=DUE)], SCHEDULE).stage


def test_the_stages_come_on_the_published_days() -> None:
    """The day before each, the stage before it still holds."""
    days = (0, 1, 14, 15, 44, 45, 400)
    assert [stage_after(each) for each in days] == [
        *(Stage.CURRENT, Stage.REMINDED, Stage.REMINDED, Stage.GRACE, Stage.GRACE, Stage.PAUSED, Stage.PAUSED)
    ]


def test_what_comes_next_is_said_with_its_day() -> None:
    """Whoever is behind reads when the next stage begins; once paused, nothing follows."""
    found = standing_on(DUE + timedelta(1), [Owed(due_on=DUE)], SCHEDULE)
    assert (found.overdue_since, found.next_stage, found.next_on) == (DUE, Stage.GRACE, DUE + timedelta(15))
    last = standing_on(DUE + timedelta(99), [Owed(due_on=DUE)], SCHEDULE)
    assert (last.next_stage, last.next_on) == (None, None)


INVOICES = st.lists(
    st.tuples(st.integers(0, 200), st.none() | st.integers(0, 300)).map(
        lambda each: Owed(
            due_on=DUE + timedelta(each[0]),
            settled_on=None if each[1] is None else DUE + timedelta(each[1]),
        )
    ),
    max_size=5,
)
SCHEDULES = st.sets(st.integers(0, 200), min_size=3, max_size=3).map(
    lambda days: Schedule(
        **dict(
            zip(("reminder_after_days", "grace_after_days", "paused_after_days"), sorted(days), strict=True)
        )
    )
)


@given(INVOICES, SCHEDULES, st.integers(0, 500))
def test_from_one_day_to_the_next_only_moves_of_the_table_are_made(
    owed: list[Owed], schedule: Schedule, day: int
) -> None:
    """Day by day an account moves by the table's arrows, or stays; unless days of stages fall together
    because an older invoice was settled while a younger one is overdue, which leads to an earlier stage.
    """
    before = standing_on(DUE + timedelta(day), owed, schedule)
    after = standing_on(DUE + timedelta(day + 1), owed, schedule)
    younger = (
        before.overdue_since is not None
        and after.overdue_since is not None
        and after.overdue_since > before.overdue_since
    )
    first_days = [on for each in owed for _, on in starts(each.due_on, schedule)]
    late = schedule.reminder_after_days == 0 or first_days.count(DUE + timedelta(day + 1)) > 1
    assert younger or late or may_turn(STAGE_TURNS, before.stage, after.stage)


@given(INVOICES, SCHEDULES, st.integers(0, 500))
def test_nothing_overdue_is_up_to_date(owed: list[Owed], schedule: Schedule, day: int) -> None:
    """And only then, once a reminder is due."""
    today = DUE + timedelta(day)
    found = standing_on(today, owed, schedule)
    overdue = [
        each for each in owed if each.due_on < today and (each.settled_on is None or each.settled_on > today)
    ]
    assert (found.overdue_since is None) == (not overdue)
    if not overdue:
        assert found.stage is Stage.CURRENT


@given(INVOICES, SCHEDULES, st.integers(0, 500))
def test_paying_everything_ends_it_at_once(owed: list[Owed], schedule: Schedule, day: int) -> None:
    """On the day itself: no stage lasts longer than what is owed."""
    today = DUE + timedelta(day)
    paid = [Owed(due_on=each.due_on, settled_on=min(each.settled_on or today, today)) for each in owed]
    assert standing_on(today, paid, schedule).stage is Stage.CURRENT
