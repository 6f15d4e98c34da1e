"""Everything that a wave plan breaks, at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.problem import Level, Process, quarter_ends
from services.transition.wave_planning.violation import Limit
from tests.unit.transition.wave_planning.veldkamp import (
    FINANCE,
    MAIL,
    PLAN,
    START,
    VELDKAMP,
    VOICE,
    with_process,
)


def limits(problem=VELDKAMP, **live_on: date) -> set[Limit]:  # type: ignore[no-untyped-def]
    return {violation.limit for violation in check_waves(problem, PLAN | live_on)}


def test_the_sample_plan_breaks_nothing() -> None:
    assert check_waves(VELDKAMP, PLAN) == []


def test_a_plan_that_breaks_everything_is_told_all_of_it() -> None:
    problem = replace(
        VELDKAMP,
        processes=(
            *VELDKAMP.processes,
            Process("odd", "odd", Decimal(1), pinned=FINANCE, apart_from=("AP",)),
            Process("late", "late", Decimal(1), latest=FINANCE, notice_days=400),
            Process("lost", "lost", Decimal(1)),
        ),
        trainers={},
        seats=(Level(START, 1),),
        notice_on=START,
        ends_by=date(2026, 1, 1),
        most_waves=2,
    )
    day = date(2025, 7, 1)
    plan = PLAN | {"AP": day, "odd": day, "late": MAIL, "mail": VOICE, "ghost": day}
    plan |= {"voice": date(2025, 10, 6), "chat": date(2025, 12, 1)}
    assert {v.limit for v in check_waves(problem, plan)} == set(Limit)


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (date(2025, 10, 16), True),
        (date(2025, 10, 17), False),
        (date(2025, 12, 1), False),
        (date(2026, 1, 16), False),
        (date(2026, 1, 17), True),
    ],
)
def test_hypercare_and_a_settling_week_stay_clear_of_a_freeze(day: date, kept: bool) -> None:
    problem = replace(VELDKAMP, dates=(*VELDKAMP.dates, day))
    broken = limits(problem, mail=day, chat=day)
    assert (Limit.BLACKOUT not in broken) is kept


def test_a_quarters_end_bars_go_live_but_not_hypercare() -> None:
    problem = replace(VELDKAMP, blackouts=quarter_ends(START, VOICE))
    assert limits(problem) == set()
    eve = date(2025, 9, 29)
    assert Limit.BLACKOUT in limits(problem, mail=eve, chat=eve)


def test_one_that_is_depended_on_may_go_live_on_the_same_day_but_not_later() -> None:
    assert Limit.DEPENDENCY not in limits(chat=VOICE, mail=VOICE)
    later = VOICE + timedelta(weeks=4)
    assert Limit.DEPENDENCY in limits(chat=later, mail=later)


def test_trainers_are_held_through_transfer_and_seats_from_its_first_day_on() -> None:
    assert limits(replace(VELDKAMP, seats=(Level(START, 40),))) == {Limit.SEATS}
    few = replace(VELDKAMP, trainers=VELDKAMP.trainers | {"finance": (Level(START, 1),)})
    [violation] = check_waves(few, PLAN)
    assert violation.sentence == "On 2025-06-16 2 trainers for finance are needed, of 1: AP, AR."


def test_trainers_who_leave_in_the_middle_of_a_transfer_are_missed_on_that_day() -> None:
    leave = date(2025, 8, 4)
    levels = (Level(START, 2), Level(leave, 1))
    problem = replace(VELDKAMP, trainers=VELDKAMP.trainers | {"finance": levels})
    [violation] = check_waves(problem, PLAN)
    assert violation.on == leave


def test_the_dates_of_a_contract_hold_to_the_day() -> None:
    assert limits(with_process("voice", latest=VOICE)) == set()
    assert limits(with_process("voice", latest=VOICE - timedelta(1))) == {Limit.LATEST}
    noticed = replace(with_process("AP", notice_days=91), notice_on=START)
    assert limits(noticed) == set()
    noticed = replace(with_process("AP", notice_days=92), notice_on=START)
    assert limits(noticed) == {Limit.NOTICE}
