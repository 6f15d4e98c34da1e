"""The critical path method, by hand and by its laws."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.scheduling.network import (
    LOGIC,
    MICROSOFT,
    Activity,
    Ambiguous,
    Constraint,
    ConstraintKind,
    Convention,
    Cycle,
    Link,
    LinkKind,
    UnknownTask,
)
from services.transition.scheduling.schedule import Schedule, place
from services.transition.scheduling.work_time import (
    ELAPSED,
    Clock,
    OutOfTime,
    WorkTime,
    instant,
)
from tests.unit.transition.scheduling.small import FF, FS, SF, SS, chain, placed, task


def pair(kind: LinkKind, lag: int = 0) -> Schedule:
    return placed([task("a", 4), task("b", 3)], [Link("a", "b", kind, lag)])


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        (FS, 0, 4),
        (FS, 2, 6),
        (FS, -1, 3),
        (SS, 0, 0),
        (SS, 2, 2),
        (FF, 0, 1),
        (FF, 3, 4),
        (SF, 5, 2),
        (SF, 0, 0),
    ],
)
def test_each_kind_of_link_bounds_the_start_of_the_task_behind_it(
    kind: LinkKind, lag: int, start: int
) -> None:
    assert pair(kind, lag)["b"].early_start == start


def test_of_two_ways_to_an_end_the_longer_is_critical_and_the_shorter_has_the_rest_as_float() -> (
    None
):
    tasks = [task("start"), task("long", 5), task("short", 2), task("end")]
    schedule = placed(tasks, chain("start", "long", "end") + chain("start", "short", "end"))
    assert schedule.finish == 7
    assert schedule.critical_path == ["start", "long", "end"]
    short = schedule["short"]
    assert (short.early_start, short.late_start) == (1, 4)
    assert (short.total_float, short.free_float) == (3, 3)


def test_float_that_a_chain_shares_is_free_only_at_its_end() -> None:
    schedule = placed([task("a"), task("b"), task("long", 9)], chain("a", "b"))
    assert [schedule[code].free_float for code in "ab"] == [0, 7]
    assert [schedule[code].total_float for code in "ab"] == [7, 7]


def test_a_deadline_that_cannot_be_kept_makes_float_negative_all_the_way_to_it() -> None:
    schedule = placed([task("a", 5), task("b", 2, deadline=6)], chain("a", "b"))
    assert [schedule[code].total_float for code in "ab"] == [-1, -1]
    assert schedule.critical_path == ["a", "b"]


def test_a_task_names_the_one_that_drives_it() -> None:
    schedule = placed([task("a"), task("b", 3), task("c")], chain("a", "c") + chain("b", "c"))
    assert schedule["c"].driven_by == "b"


def test_a_finished_task_stands_where_it_was_finished_and_moves_those_behind_it() -> None:
    schedule = placed([task("a", 5, finished=3), task("b", 2)], chain("a", "b"))
    assert schedule["b"].early_start == 3
    assert not schedule["a"].critical
    assert schedule["a"].total_float == 0


def test_a_finished_task_is_not_moved_by_what_should_have_come_before_it() -> None:
    tasks = [task("a", 5), task("b", 2, finished=2), task("c")]
    schedule = placed(tasks, chain("a", "b", "c"))
    assert schedule["b"].early_finish == 2
    assert schedule["c"].early_start == 2


def test_a_started_task_stays_where_it_started_and_has_the_float_of_its_finish() -> None:
    schedule = placed([task("a", 5), task("b", 2, started=1), task("long", 9)], chain("a", "b"))
    assert (schedule["b"].start, schedule["b"].finish) == (1, 3)
    assert schedule["b"].total_float == 6


def test_what_is_left_of_a_started_task_goes_on_when_it_resumes() -> None:
    schedule = placed([task("a", 10, started=0, remaining=4, resumes=20)])
    assert schedule["a"].finish == 24


def test_a_task_reported_late_ends_no_earlier_whether_it_has_started_or_not() -> None:
    waiting = placed([task("a", 3, not_done_before=9)])["a"]
    begun = placed([task("a", 3, started=1, not_done_before=9)])["a"]
    assert (waiting.start, waiting.finish) == (6, 9)
    assert (begun.start, begun.finish) == (1, 9)


KIND = ConstraintKind


@pytest.mark.parametrize(
    ("kind", "at", "start", "total_float", "breaks"),
    [
        (KIND.SNET, 9, 9, 8, False),
        (KIND.SNET, 2, 4, 13, False),
        (KIND.FNET, 12, 9, 8, False),
        (KIND.SNLT, 6, 4, 2, False),
        (KIND.SNLT, 3, 3, -1, True),
        (KIND.FNLT, 6, 3, -1, True),
        (KIND.MSO, 9, 9, 0, False),
        (KIND.MSO, 2, 2, -2, True),
        (KIND.MFO, 12, 9, 0, False),
        (KIND.ALAP, None, 17, 0, False),
    ],
)
def test_each_constraint_bounds_the_start_and_a_date_that_must_be_kept_is_kept(
    kind: ConstraintKind, at: int | None, start: int, total_float: int, breaks: bool
) -> None:
    tasks = [task("a", 4), task("b", 3, constraint=Constraint(kind, at)), task("long", 20)]
    b = placed(tasks, chain("a", "b"))["b"]
    assert (b.start, b.total_float, b.breaks) == (start, total_float, breaks)


def test_what_follows_a_task_that_lies_as_late_as_possible_follows_its_late_dates() -> None:
    late = task("b", 3, constraint=Constraint(ConstraintKind.ALAP))
    schedule = placed([task("a", 2), late, task("c", 2), task("long", 20)], chain("a", "b", "c"))
    assert (schedule["b"].early_start, schedule["b"].start) == (2, 15)
    assert schedule["c"].start == 18
    assert schedule.finish == 20


def test_the_two_schools_differ_in_what_a_link_from_a_start_leaves_of_float() -> None:
    tasks, links = [task("a", 1), task("b", 1), task("long", 11)], [Link("a", "b", SS, 2)]
    assert placed(tasks, links)["a"].total_float == 8
    assert placed(tasks, links, MICROSOFT)["a"].total_float == 10


def test_the_two_schools_differ_in_what_may_come_before_the_plan() -> None:
    tasks, links = [task("a", 3), task("b", 1)], [Link("a", "b", FS, -9)]
    assert placed(tasks, links)["b"].start == 0
    assert placed(tasks, links, MICROSOFT)["b"].start == -6


def test_no_tasks_are_finished_at_once() -> None:
    assert placed([]).finish == 0


def test_a_cycle_is_refused_and_its_tasks_are_named_in_order() -> None:
    links = [*chain("s", "a", "b", "c", "a"), Link("c", "x")]
    with pytest.raises(Cycle) as refused:
        placed([task(code) for code in "sabcx"], links)
    codes = refused.value.codes
    assert set(codes) == set("abc")
    around = zip(codes, [*codes[1:], codes[0]], strict=True)
    assert all(Link(before, after) in links for before, after in around)


def test_a_task_that_waits_for_itself_is_a_cycle_of_one() -> None:
    with pytest.raises(Cycle) as refused:
        placed([task("a")], [Link("a", "a")])
    assert refused.value.codes == ["a"]


def test_a_link_to_nowhere_and_two_tasks_of_one_name_are_refused() -> None:
    with pytest.raises(UnknownTask, match="nobody"):
        placed([task("a")], [Link("a", "nobody")])
    with pytest.raises(Ambiguous, match="a"):
        placed([task("a"), task("a", 2)])


def test_other_facts_of_a_task_give_what_a_network_made_with_them_gives() -> None:
    tasks, links = [task("a", 2), task("b", 3)], chain("a", "b")
    changed = task("a", 2, finished=7)
    again = placed(tasks, links).with_facts([changed])
    assert list(again) == list(placed([changed, tasks[1]], links))


Given = tuple[list[Activity], list[Link]]
SOFT = (ConstraintKind.SNET, ConstraintKind.FNET)


@st.composite
def networks(draw: st.DrawFn, **facts: Any) -> Given:
    """Links lead from earlier to later tasks only, so there is never a cycle."""
    size = draw(st.integers(1, 12))
    soft = st.builds(Constraint, st.sampled_from(SOFT), st.integers(0, 30))
    late = st.just(Constraint(ConstraintKind.ALAP))
    constraints = st.none() | soft | (late if facts.get("alap") else st.nothing())
    activities = [
        task(f"t{n}", draw(st.integers(0, 9)), constraint=draw(constraints)) for n in range(size)
    ]
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    kinds, lags = st.sampled_from(LinkKind), st.integers(-3, 5)
    links = [
        Link(f"t{min(a, b)}", f"t{max(a, b)}", draw(kinds), draw(lags))
        for a, b in draw(st.lists(ends, max_size=24))
        if a != b
    ]
    return activities, links


def kept(link: Link, schedule: Schedule) -> bool:
    before, after = schedule[link.before], schedule[link.after]
    ours = before.start if link.kind in (SS, SF) else before.finish
    theirs = after.finish if link.kind in (FF, SF) else after.start
    return theirs >= ours + link.lag


@given(networks(alap=True))
def test_no_task_comes_before_its_predecessors_nor_before_its_date(given: Given) -> None:
    schedule = placed(*given)
    assert all(kept(link, schedule) for link in given[1])
    for activity in given[0]:
        constraint = activity.constraint
        if constraint and constraint.at is not None:
            at = schedule[activity.code]
            assert (at.start if constraint.kind is SOFT[0] else at.finish) >= constraint.at


@given(networks(alap=True))
def test_without_dates_that_must_be_kept_no_float_is_negative(given: Given) -> None:
    for at in placed(*given):
        assert 0 <= at.free_float <= at.total_float


@given(networks(), st.data())
def test_delaying_a_task_within_its_free_float_moves_nothing_else(
    given: Given, data: st.DataObject
) -> None:
    activities, links = given
    before = placed(activities, links)
    delayed = data.draw(st.sampled_from(activities))
    by = data.draw(st.integers(0, before[delayed.code].free_float))
    after = before.with_facts([_delayed(delayed, before, by)])
    others = [each.code for each in activities if each is not delayed]
    assert [after[code].start for code in others] == [before[code].start for code in others]
    assert after.finish == before.finish


@given(networks(), st.data())
def test_delaying_a_task_within_its_total_float_keeps_the_finish(
    given: Given, data: st.DataObject
) -> None:
    activities, links = given
    before = placed(activities, links)
    delayed = data.draw(st.sampled_from(activities))
    by = data.draw(st.integers(0, before[delayed.code].total_float))
    assert before.with_facts([_delayed(delayed, before, by)]).finish == before.finish


def _delayed(activity: Activity, schedule: Schedule, by: int) -> Activity:
    later = Constraint(ConstraintKind.SNET, schedule[activity.code].start + by)
    return task(activity.code, activity.work, constraint=later)


@given(networks(alap=True), st.randoms(use_true_random=False))
def test_the_order_in_which_tasks_and_links_are_given_changes_no_date(
    given: Given, random: Any
) -> None:
    activities, links = list(given[0]), list(given[1])
    first = {at.code: at for at in placed(activities, links)}
    random.shuffle(activities)
    random.shuffle(links)
    second = {at.code: at for at in placed(activities, links)}
    for code, at in first.items():
        assert at._replace(driven_by=None) == second[code]._replace(driven_by=None)


@given(networks(alap=True))
def test_the_same_facts_stated_again_change_nothing(given: Given) -> None:
    schedule = placed(*given)
    assert list(schedule.with_facts(given[0])) == list(schedule)


def test_a_long_cycle_is_told_by_its_first_tasks_and_a_count() -> None:
    codes = [f"t{n}" for n in range(30_000)]
    with pytest.raises(Cycle, match="and 29,980 more") as refused:
        placed([task(code) for code in codes], chain(*codes, codes[0]))
    assert sorted(refused.value.codes) == sorted(codes)
    assert len(str(refused.value)) < 500


FORTY_YEARS = 60 * 24 * 366 * 40
FROM_2025 = instant(datetime(2025, 1, 6))  # noqa: DTZ001 - there are no zones on the wall
OFFICE = WorkTime(lambda day: () if day.weekday() > 4 else ((480, 1020),), date(2025, 1, 6))


@pytest.mark.parametrize("clock", [ELAPSED, OFFICE])
@pytest.mark.parametrize("convention", [LOGIC, MICROSOFT])
@pytest.mark.parametrize(
    ("work", "kind", "lag"), [(FORTY_YEARS, FS, 0), (60, FS, FORTY_YEARS), (60, SS, -FORTY_YEARS)]
)
def test_a_plan_that_leaves_the_known_years_is_refused_where_it_is_made(
    clock: Clock, convention: Convention, work: int, kind: LinkKind, lag: int
) -> None:
    codes = [f"t{n}" for n in range(48)]
    tasks = [Activity(code, work, clock) for code in codes]
    links = [replace(link, kind=kind, lag=lag) for link in chain(*codes)]
    if lag < 0 and convention is LOGIC:
        assert place(tasks, links, FROM_2025, convention)["t47"].start >= FROM_2025
        return
    with pytest.raises(OutOfTime, match="outside the years 1970 to 2110"):
        place(tasks, links, FROM_2025, convention)


def test_a_late_start_before_the_known_years_is_refused_where_the_plan_is_made() -> None:
    due = Activity("t", FORTY_YEARS, ELAPSED, deadline=FROM_2025 - FORTY_YEARS // 2)
    with pytest.raises(OutOfTime):
        place([due], [], FROM_2025)


def test_a_milestone_may_lie_where_its_calendar_closes_for_good() -> None:
    last = date(2025, 1, 6)
    clock = WorkTime(lambda day: ((480, 1020),) if day == last else (), last)
    found = place([Activity("a", 540, clock), Activity("m", 0, clock)], chain("a", "m"), FROM_2025)
    assert found.critical_path == ["a", "m"]
    assert found["m"].start == found["m"].finish == FROM_2025 + 1020
