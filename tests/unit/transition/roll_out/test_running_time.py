"""How long a cutover takes, against its plan."""

from datetime import UTC, datetime, timedelta

import pytest

from services.transition.roll_out.cutover_template import STANDARD
from services.transition.roll_out.running_time import (
    TimedItem,
    circle,
    longest_way,
    running_time,
)

BEGUN = datetime(2025, 9, 13, 6, tzinfo=UTC)


def item(code: str, minutes: int, *after: str, closed: bool = False) -> TimedItem:
    return TimedItem(code=code, minutes=minutes, after=list(after), closed=closed)


LIST = [item("stop", 30), item("staffed", 60), item("load", 240, "stop", "staffed")]


def after(minutes: int) -> datetime:
    return BEGUN + timedelta(minutes=minutes)


def test_items_side_by_side_take_as_long_as_the_longest_way_through_them() -> None:
    assert longest_way(LIST) == 300
    assert longest_way([]) == 0


def test_before_it_begins_it_is_expected_as_planned() -> None:
    time = running_time(LIST, None, BEGUN)
    assert (time.planned, time.running, time.expected, time.late) == (300, 0, 300, 0)


def test_what_is_closed_takes_no_more_and_what_is_open_counts_whole() -> None:
    done = [item("stop", 30, closed=True), item("staffed", 60, closed=True), LIST[2]]
    time = running_time(done, BEGUN, after(80))
    assert (time.running, time.remaining, time.expected, time.late) == (80, 240, 320, 20)


def test_ahead_of_its_plan_it_is_late_by_less_than_nothing() -> None:
    done = [each.model_copy(update={"closed": True}) for each in LIST]
    assert running_time(done, BEGUN, after(250)).late == -50


def test_a_minute_that_has_begun_does_not_count() -> None:
    assert running_time(LIST, BEGUN, BEGUN + timedelta(seconds=119)).running == 1


@pytest.mark.parametrize(
    ("items", "codes"),
    [(LIST, set()), ([item("a", 1, "b"), item("b", 1, "a")], {"a", "b"})],
)
def test_items_that_wait_for_each_other_are_named(items: list[TimedItem], codes: set[str]) -> None:
    assert set(circle(items)) == codes


def test_the_usual_checklist_can_be_worked_off_and_takes_a_working_day() -> None:
    items = [item(each.code, each.minutes, *each.after) for each in STANDARD]
    assert circle(items) == []
    assert longest_way(items) == 570
    assert {code for each in STANDARD for code in each.after} <= {each.code for each in STANDARD}


def test_the_explanation_names_each_part_in_order() -> None:
    steps = running_time.explained(LIST, BEGUN, after(10)).explanation.steps
    assert [step.value for step in steps] == [300, 10, 300, 310, 10]
