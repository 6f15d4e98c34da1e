"""Whose delay moved the end: taken out of what happened, side by side."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.events.transition.party import Party
from services.transition.exchange.plan_document import not_before
from services.transition.plan.contract_calendar import calendar_of
from services.transition.relief.delay_shares import Without, delay_shares
from services.transition.relief.made_good import Late
from tests.unit.transition.relief.late_plans import (
    CLIENT,
    DUE,
    VENDOR,
    collapsed,
    day,
    end_day,
    in_days,
    late,
    shares,
    tasks,
)

IN_TIME = {"data": "09-05", "screens": "09-05", "decision": "09-05"}


def test_without_delay_nothing_is_attributed() -> None:
    assert in_days(shares(tasks(**IN_TIME))) == (0, 0, 0, 0, 0)


def test_data_three_days_late_are_three_days_of_the_client() -> None:
    happened = tasks(**IN_TIME | {"data": "09-10"})
    owed = {"data": [late(Party.CLIENT, "09-10")]}
    assert in_days(shares(happened, owed)) == (3, 3, 0, 0, 0)


def test_what_was_done_since_does_not_hide_whose_delay_it_was() -> None:
    done = {"data": "09-10", "teach": "09-17", "build": "09-12", "pilot": "09-19", "live": "09-22"}
    owed = {"data": [late(Party.CLIENT, "09-10")]}
    found = collapsed(tasks(**IN_TIME | done), owed)
    assert end_day(found.network) == date(2025, 9, 22)
    assert end_day(found.without(CLIENT)) == date(2025, 9, 17)
    assert end_day(found.without(VENDOR)) == date(2025, 9, 22)


def test_days_that_work_itself_took_longer_are_nobodys() -> None:
    done = {"data": "09-10", "teach": "09-19"}
    owed = {"data": [late(Party.CLIENT, "09-10")]}
    assert in_days(shares(tasks(**IN_TIME | done), owed)) == (5, 3, 0, 0, 2)


def test_both_late_at_once_is_concurrent_and_what_is_beyond_is_of_the_later() -> None:
    happened = tasks(**IN_TIME | {"data": "09-12", "screens": "09-10"})
    owed = {
        "data": [late(Party.CLIENT, "09-12")],
        "screens": [late(Party.VENDOR, "09-10")],
    }
    assert in_days(shares(happened, owed)) == (5, 2, 0, 3, 0)


def test_late_one_after_the_other_each_has_its_own() -> None:
    happened = tasks(**IN_TIME | {"data": "09-12"})
    chain = [late(Party.VENDOR, "09-09"), late(Party.CLIENT, "09-12", day("09-09"))]
    assert in_days(shares(happened, {"data": chain})) == (5, 3, 2, 0, 0)


def test_float_that_either_could_have_used_is_concurrent() -> None:
    """Six days of float before the report ends with the pilot: three days late by each side, on
    one way, in a row; the end moves by what exceeds the float."""
    happened = tasks(**IN_TIME | {"decision": "09-19"})
    chain = [late(Party.CLIENT, "09-12"), late(Party.VENDOR, "09-19", day("09-12"))]
    found = in_days(shares(happened, {"decision": chain}))
    assert found == (4, 0, 0, 4, 0)


def test_a_delay_beside_the_critical_path_costs_nothing() -> None:
    happened = tasks(**IN_TIME | {"decision": "09-11"})
    owed = {"decision": [late(Party.CLIENT, "09-11")]}
    assert in_days(shares(happened, owed)) == (0, 0, 0, 0, 0)


def test_people_away_while_teaching_are_days_of_the_teaching_alone() -> None:
    """A proposal: nothing was owed by a day, but teaching took four days more."""
    happened = tasks(**IN_TIME | {"teach": "09-18"})
    named = {"teach": [late(Party.CLIENT, "09-12", day("09-09"))]}
    assert in_days(shares(happened, None, named)) == (4, 3, 0, 0, 1)


def test_what_is_said_to_have_delayed_what_took_no_longer_gains_nothing() -> None:
    happened = tasks(**IN_TIME | {"teach": "09-12"})
    named = {"teach": [late(Party.CLIENT, "09-12", day("09-09"))]}
    assert in_days(shares(happened, None, named)) == (0, 0, 0, 0, 0)


def test_lost_after_the_work_was_done_it_keeps_nothing_waiting() -> None:
    done = {"data": "09-05", "teach": "09-12"}
    owed = {"data": [late(Party.CLIENT, "09-24", day("09-23"))]}
    assert in_days(shares(tasks(**IN_TIME | done), owed)) == (0, 0, 0, 0, 0)


def test_what_was_rejected_is_in_the_rest() -> None:
    happened = tasks(**IN_TIME | {"data": "09-10"})
    owed = {"data": [Late(DUE, day("09-10"), None)]}
    assert in_days(shares(happened, owed)) == (3, 0, 0, 0, 3)


def test_the_order_of_entry_changes_nothing() -> None:
    happened = tasks(**IN_TIME | {"data": "09-16", "screens": "09-11"})
    chain = [
        late(Party.CLIENT, "09-09"),
        late(Party.VENDOR, "09-11", day("09-09")),
        late(Party.CLIENT, "09-16", day("09-11")),
    ]
    owed = {"screens": [late(Party.VENDOR, "09-11")]}
    found = {
        str(in_days(shares(happened, owed | {"data": list(order)})))
        for order in permutations(chain)
    }
    assert len(found) == 1


DAYS = st.integers(0, 12)


@settings(max_examples=40)
@given(st.tuples(DAYS, DAYS, DAYS, DAYS), st.booleans())
def test_the_parts_are_the_movement_and_no_side_has_less_than_nothing(
    days: tuple[int, int, int, int], finished: bool
) -> None:
    first, second, screens, decision = days
    owed: dict[str, list[Late]] = {
        "data": [_late(Party.CLIENT, DUE, first), _late(Party.VENDOR, _after(DUE, first), second)],
        "screens": [_late(Party.VENDOR, DUE, screens)],
        "decision": [_late(Party.CLIENT, DUE, decision)],
    }
    there: dict[str, Any] = {c: f"{each[-1].until_on:%m-%d}" for c, each in owed.items()}
    happened = tasks(**there)
    if finished:
        happened = tasks(**there, teach="10-30")
    found = shares(happened, owed)
    assert found.client + found.vendor + found.concurrent + found.rest == found.movement
    assert min(found.client, found.vendor, found.concurrent) >= 0
    if not any(days):
        assert (found.client, found.vendor, found.concurrent) == (0, 0, 0)


def _after(begins: date, days: int) -> date:
    return calendar_of("NL").add_business_days(begins, days) if days else begins


def _late(side: Party, begins: date, days: int) -> Late:
    return Late(begins, _after(begins, days), side)


def test_each_step_is_told() -> None:
    told = delay_shares.explained(0, 5, Without(now=5, client=3, vendor=5, neither=0))
    assert [(step.label, step.value) for step in told.explanation.steps] == [
        ("gained without the client's delays", 2),
        ("gained without the vendor's delays", 0),
        ("gained without either's delays", 5),
        ("both together − the client's − the vendor's", 3),
        ("concurrent", 3),
        ("of these counted for both sides", 0),
        ("movement = where it stands − agreed", 5),
        ("client's part", 2),
        ("vendor's part", 0),
        ("rest = movement − all of these", 0),
    ]


def test_a_date_set_later_goes_back_to_what_was_agreed_and_no_further() -> None:
    """Live was set to 30 September; agreed was the 22nd, and the delay began on the 5th."""
    moved = [
        replace(task, constraint=not_before(day("09-30"))) if task.code == "live" else task
        for task in tasks(**IN_TIME)
    ]
    named = {"live": [late(Party.VENDOR, "09-30")]}
    agreed = {"live": day("09-22")}
    assert end_day(collapsed(moved, None, named, agreed).without(VENDOR)) == day("09-22")
    assert end_day(collapsed(moved, None, named).without(VENDOR)) == day("09-17")
