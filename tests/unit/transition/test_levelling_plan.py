"""A plan as a levelling problem, and what levelling comes to in the plan."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.exchange.plan_document import (
    Demand,
    PlannedCalendar,
    PlannedConstraint,
    Predecessor,
    Resource,
    not_before,
)
from services.transition.levelling.check import Breach, check
from services.transition.levelling.levelled_plan import LevelledPlan, Placing, levelled_plan
from services.transition.levelling.levelling_plan import ToLevel, too_much
from services.transition.levelling.plan import level
from services.transition.levelling.problem import Held
from services.transition.plan.clock import Clocks, office_calendar
from services.transition.plan.network import PlanNetwork
from services.transition.scheduling.network import LOGIC, ConstraintKind, LinkKind

DAY = 480
MONDAY = date(2026, 1, 5)
NIGHTS = PlannedCalendar(
    code="nights",
    week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (("18:00", "24:00"),)),
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass
class Fact:
    """A task as facts have it."""

    code: str
    minutes: int = DAY
    parent: str | None = None
    elapsed: bool = False
    calendar: str | None = None
    predecessors: tuple[Predecessor, ...] = ()
    constraint: PlannedConstraint | None = None
    deadline: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done_on: date | None = None
    reported_on: date | None = None
    slipped_to: date | None = None
    needs: dict[str, int] = field(default_factory=lambda: {"team": 1})


def behind(*codes: str, **more: Any) -> tuple[Predecessor, ...]:
    return tuple(Predecessor(task=code, **more) for code in codes)


def plan(*facts: Fact, capacity: int = 1, today: date = MONDAY) -> ToLevel:
    clocks = Clocks((office_calendar("NL"), NIGHTS), "NL")
    network = PlanNetwork(facts, clocks, wall("2026-01-05 00:00"), LOGIC)
    demands = {
        fact.code: [Demand(resource=code, units=units) for code, units in fact.needs.items()]
        for fact in facts
    }
    resources = (Resource(code="team", capacity=capacity),)
    return ToLevel(network, demands, resources, DAY, today)


def levelled(asked: ToLevel) -> LevelledPlan:
    return levelled_plan(asked, level(asked.problem))


def begins(found: LevelledPlan) -> dict[str, str]:
    return {move.task: f"{move.now:%d %H:%M}" for move in found.moves}


# The problem


def test_a_unit_is_the_greatest_that_measures_all_work() -> None:
    assert plan(Fact("a", 960), Fact("b", 720)).unit == 240


def test_a_unit_has_a_quarter_of_an_hour_at_least_and_what_is_rounded_is_said() -> None:
    asked = plan(Fact("a", 100), Fact("b", 251))
    assert asked.unit == 15
    assert [task.duration for task in asked.problem.tasks] == [7, 17]
    assert list(asked.notes()) == [
        "Work, lags and dates are counted in units of 15 minutes, rounded up."
    ]


def test_years_of_work_are_counted_in_whole_days() -> None:
    asked = plan(Fact("a", 15 * 21_000), Fact("b", 15, predecessors=behind("a")))
    assert asked.unit == DAY
    assert asked.problem.tasks[1].duration == 1


def test_what_is_finished_is_left_out_and_what_has_begun_holds_what_it_needs() -> None:
    done = Fact("done", done_on=MONDAY)
    begun = Fact("begun", 960, started_at=wall("2026-01-06 09:00"))
    asked = plan(done, begun, Fact("next", predecessors=behind("begun")), today=date(2026, 1, 7))
    (task,) = asked.problem.tasks
    assert (task.code, task.not_before) == ("next", 0)
    assert asked.origin == asked.clock.at(asked.network.schedule["next"].start)
    begun.minutes = 5 * DAY
    held = plan(begun, Fact("free"), today=date(2026, 1, 7)).problem.resources[0].held
    assert held == (Held(0, 4, 1, "begun"),)


def test_what_must_be_on_its_date_stays_and_those_before_it_have_a_deadline() -> None:
    must = PlannedConstraint(kind=ConstraintKind.MSO, at=wall("2026-01-08 00:00"))
    asked = plan(Fact("a"), Fact("must", constraint=must, predecessors=behind("a")))
    (task,) = asked.problem.tasks
    assert (task.code, task.deadline) == ("a", 3)
    assert list(asked.notes()) == ["Kept on the dates on which they must be: must."]


def test_a_task_that_needs_more_than_there_ever_is_is_told() -> None:
    asked = plan(Fact("a", needs={"team": 3}), Fact("b", needs={"lab": 1}))
    assert list(too_much(asked)) == [
        ("team", "a needs 3 of team, of which there are 1."),
        ("lab", "b needs 1 of lab, of which there are 0."),
    ]


# And back


def test_two_tasks_of_one_team_come_one_after_the_other_and_say_why() -> None:
    found = levelled(plan(Fact("a"), Fact("b")))
    (move,) = found.moves
    assert move.sentence == (
        "b begins on 2026-01-06 09:00 instead of 2026-01-05 09:00: until then it needs 1 of team,"
        " and 0 are free, held by a."
    )
    assert (found.finish_before, found.finish_after) == (MONDAY, date(2026, 1, 6))
    assert (found.optimal, found.gap, found.bound) == (True, 0.0, date(2026, 1, 6))


def test_a_task_behind_one_that_waits_is_moved_by_its_link_alone() -> None:
    long = Fact("long", 5 * DAY, predecessors=behind("b"), needs={})
    short = Fact("short", predecessors=behind("a"), needs={})
    found = levelled(plan(Fact("a"), Fact("b"), long, short))
    assert begins(found) == {"a": "06 09:00", "short": "07 09:00"}
    assert found.moves[1].behind == "a"
    assert list(found.dates) == ["a"]


def test_nothing_begins_before_today() -> None:
    found = levelled(plan(Fact("a", needs={}), today=date(2026, 1, 8)))
    (move,) = found.moves
    assert move.sentence.endswith(": nothing begins before today.")
    assert found.dates == {"a": wall("2026-01-08 09:00")}


def test_a_task_that_waits_beyond_its_deadline_is_told_as_late() -> None:
    by = wall("2026-01-06 00:00")
    found = levelled(plan(Fact("a", deadline=by), Fact("b", deadline=by)))
    (late,) = found.late
    assert (late.deadline, late.finish) == (by, wall("2026-01-06 17:00"))
    assert not found.optimal


def test_a_date_to_begin_by_goes_on_as_a_deadline_where_a_task_is_moved() -> None:
    by = PlannedConstraint(kind=ConstraintKind.SNLT, at=wall("2026-01-07 09:00"))
    found = levelled(plan(Fact("a", deadline=wall("2026-01-06 00:00")), Fact("b", constraint=by)))
    assert found.dates == {"b": wall("2026-01-06 09:00")}
    assert found.deadlines == {"b": wall("2026-01-07 17:00")}


def test_a_plan_that_has_enough_of_all_stays_as_it_is() -> None:
    found = levelled(plan(Fact("a"), Fact("b", predecessors=behind("a")), capacity=5))
    assert (found.moves, found.dates, found.optimal) == ((), {}, True)


# Laws

starts = st.one_of(
    st.none(),
    st.integers(0, 12).map(lambda n: not_before(MONDAY + timedelta(n))),
    st.just(PlannedConstraint(kind=ConstraintKind.ALAP)),
    st.integers(0, 20).map(
        lambda n: PlannedConstraint(
            kind=ConstraintKind.SNLT, at=wall("2026-01-05 00:00") + timedelta(n)
        )
    ),
)


@st.composite
def plans(draw: st.DrawFn) -> ToLevel:
    """On the plan's calendar, with all kinds of links; some have begun, some must keep a date."""
    facts: list[Fact] = []
    for n in range(draw(st.integers(1, 8))):
        links = tuple(
            Predecessor(
                task=f"t{before}",
                kind=draw(st.sampled_from(LinkKind)),
                lag=draw(st.sampled_from((0, 0, 480, -240, 1440))),
                elapsed=draw(st.booleans()),
            )
            for before in draw(st.sets(st.integers(0, n - 1), max_size=2) if n else st.just(set()))
        )
        began = draw(st.integers(0, 9))
        facts.append(
            Fact(
                f"t{n}",
                draw(st.sampled_from((0, 60, 100, 480, 1440, 2400))),
                predecessors=links,
                constraint=draw(starts),
                started_at=wall("2026-01-05 11:20") if began == 9 else None,
                finished_at=wall("2026-01-06 10:00") if began == 8 else None,
                needs={"team": draw(st.integers(1, 3))} if draw(st.booleans()) else {},
            )
        )
    today = MONDAY + timedelta(draw(st.integers(0, 9)))
    return plan(*facts, capacity=3, today=today)


@settings(deadline=None)
@given(plans())
def test_an_adopted_levelling_never_uses_more_than_there_is(asked: ToLevel) -> None:
    after = Placing(asked, level(asked.problem)).schedule
    at, minutes = asked.clock.at, asked.problem_in(1)
    real = {
        code: at(after[code].start) - asked.origin for code in (task.code for task in minutes.tasks)
    }
    broken = [v for v in check(minutes, real) if v.kind in (Breach.CAPACITY, Breach.CLOSED)]
    assert broken == []


@settings(deadline=None)
@given(plans())
def test_levelling_moves_nothing_that_has_begun_and_nothing_forward(asked: ToLevel) -> None:
    found = levelled(asked)
    free = {asked.compiled.activities[n].code for n in asked.free}
    assert set(found.dates) <= free
    assert all(move.now > move.was for move in found.moves)
    assert found.finish_after >= found.bound
