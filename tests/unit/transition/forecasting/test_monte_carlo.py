"""The finish under uncertainty: by hand, by its laws, and against the schedule itself."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.forecasting.estimate import NONE, Estimate, estimate_of
from services.transition.forecasting.monte_carlo import (
    Distribution,
    FinishForecast,
    Simulation,
    Stopped,
    Watch,
    monte_carlo,
)
from services.transition.forecasting.pert import path_pert
from services.transition.scheduling.network import (
    LOGIC,
    MICROSOFT,
    Activity,
    Constraint,
    ConstraintKind,
    Convention,
    Link,
    LinkKind,
)
from services.transition.scheduling.schedule import place
from services.transition.scheduling.work_time import ELAPSED, Clock
from tests.unit.transition.forecasting.calendars import (
    DAY,
    MONDAY,
    OFFICE,
    SHORT_WEEK,
    after,
    morning,
)

APART = Simulation(correlation=0)


def chain(count: int, days: int = 5) -> tuple[list[Activity], list[Link]]:
    tasks = [Activity(f"t{n}", days * DAY, OFFICE) for n in range(count)]
    return tasks, [Link(f"t{n}", f"t{n + 1}") for n in range(count - 1)]


def forecast(
    tasks: list[Activity],
    links: list[Link],
    simulation: Simulation = APART,
    estimates: dict[str, Estimate] | None = None,
) -> FinishForecast:
    usual = {task.code: estimate_of(task.work) for task in tasks}
    return monte_carlo(tasks, links, estimates or usual, MONDAY, simulation)


def test_percentiles_rise_and_the_histogram_holds_every_draw() -> None:
    result = forecast(*chain(10))
    assert result.p10 < result.p50 < result.p80 < result.p90
    assert sum(each.draws for each in result.histogram) == 1000
    assert 1 < len(result.histogram) <= 40


def test_the_mean_of_a_chain_is_that_of_its_path_by_pert() -> None:
    tasks, links = chain(10)
    simulation = Simulation(draws=4000, correlation=0)
    result = forecast(tasks, links, simulation)
    path = path_pert([estimate_of(task.work) for task in tasks])
    expected = OFFICE.at(MONDAY) + int(path.mean)
    assert abs(OFFICE.at(result.p50) - expected) < path.deviation / 5


def test_where_paths_meet_the_finish_is_later_than_either_alone() -> None:
    tasks = [Activity(code, 20 * DAY, OFFICE) for code in "abcdef"]
    assert forecast(tasks, []).p50 > forecast(tasks[:1], []).p50


def test_what_slips_together_strays_further() -> None:
    tasks, links = chain(20)
    apart, together = (forecast(tasks, links, Simulation(correlation=rho)) for rho in (0, 0.5))
    assert together.p90 - together.p10 > 1.5 * (apart.p90 - apart.p10)


def test_all_as_one_makes_the_chain_stray_as_its_tasks_do() -> None:
    tasks, links = chain(4)
    as_one = Simulation(correlation=1, draws=2000)
    four, one = forecast(tasks, links, as_one), forecast(tasks[:1], [], as_one)
    spread = [OFFICE.at(f.p90) - OFFICE.at(f.p10) for f in (four, one)]
    assert spread[0] == pytest.approx(4 * spread[1], rel=0.01)


@pytest.mark.parametrize("distribution", Distribution)
@pytest.mark.parametrize("points", [(0, 0, 100), (0, 100, 100), (50, 60, 100), (0, 50, 100)])
def test_draws_stay_between_the_ends_with_the_mean_of_their_distribution(
    distribution: Distribution, points: tuple[int, int, int]
) -> None:
    low, mode, high = (point * 100 for point in points)
    task = Activity("t", mode, ELAPSED)
    simulation = Simulation(distribution=distribution, correlation=0, draws=20_000)
    result = forecast([task], [], simulation, {"t": Estimate(low, mode, high)})
    weight = 4 if distribution is Distribution.BETA_PERT else 1
    expected = (low + weight * mode + high) / (weight + 2)
    assert low <= result.p10 - MONDAY <= result.p90 - MONDAY <= high
    assert result.mean - MONDAY == pytest.approx(expected, abs=0.01 * (high - low))


def test_of_two_ways_the_longer_is_critical_in_most_draws_and_the_last_task_in_all() -> None:
    tasks = [
        Activity("long", 20 * DAY, OFFICE),
        Activity("short", 19 * DAY, OFFICE),
        Activity("brief", 2 * DAY, OFFICE),
        Activity("end", 0, OFFICE),
    ]
    links = [Link(code, "end") for code in ("long", "short", "brief")]
    index = forecast(tasks, links).criticality
    assert index["end"] == 1
    assert Decimal("0.1") < index["short"] < index["long"] < 1
    assert index["brief"] == 0


def test_of_two_ways_of_one_length_both_are_critical() -> None:
    tasks = [Activity("a", DAY, OFFICE), Activity("b", DAY, OFFICE), Activity("end", 0, OFFICE)]
    fixed = {task.code: estimate_of(task.work, spread=NONE) for task in tasks}
    result = forecast(tasks, [Link("a", "end"), Link("b", "end")], APART, fixed)
    assert set(result.criticality.values()) == {Decimal(1)}


def test_what_is_finished_varies_no_more_and_what_is_under_way_in_what_remains() -> None:
    done = Activity("t", 10 * DAY, OFFICE, started=MONDAY, finished=after(10))
    half = replace(done, finished=None, remaining=5 * DAY, resumes=morning(5))
    fresh = Activity("t", 10 * DAY, OFFICE)
    spreads = [(f := forecast([task], [])).p90 - f.p10 for task in (done, half, fresh)]
    assert spreads[0] == 0 < spreads[1] < spreads[2]


def test_a_date_that_must_be_kept_is_not_believed_unless_asked() -> None:
    pinned = Constraint(ConstraintKind.MSO, morning(20))
    tasks = [Activity("work", 20 * DAY, OFFICE), Activity("live", 0, OFFICE, pinned)]
    links = [Link("work", "live")]
    honest = forecast(tasks, links)
    kept = monte_carlo(tasks, links, {}, MONDAY, Simulation(correlation=0, dates_hold=True))
    assert honest.p80 > after(20)
    assert kept.p80 == after(20)


def test_it_tells_how_often_the_plan_and_how_often_the_promise_is_kept() -> None:
    tasks, links = chain(5)
    usual = {task.code: estimate_of(task.work) for task in tasks}
    result = monte_carlo(tasks, links, usual, MONDAY, APART, promised=after(30))
    assert result.planned == after(25)
    assert Decimal(0) < result.as_planned < Decimal("0.3")
    assert result.as_promised is not None
    assert result.as_planned < result.as_promised <= 1
    assert forecast(tasks, links).as_promised is None


def test_the_same_seed_gives_the_same_forecast_and_another_does_not() -> None:
    tasks, links = chain(6)
    first, again, other = (forecast(tasks, links, Simulation(seed=s)) for s in (7, 7, 8))
    assert first == again
    assert first.p50 != other.p50


def test_more_draws_than_fit_at_once_are_drawn_in_parts() -> None:
    result = forecast(*chain(3), Simulation(draws=2500))
    assert sum(each.draws for each in result.histogram) == 2500


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    tasks, links = chain(3)
    told: list[float] = []
    monte_carlo(tasks, links, {}, MONDAY, Simulation(draws=2500), watch=Watch(told.append))
    assert told == sorted(told) and told[-1] == 1
    with pytest.raises(Stopped):
        monte_carlo(tasks, links, {}, MONDAY, watch=Watch(stop=lambda: True))


def test_a_plan_without_tasks_is_finished_when_it_starts() -> None:
    result = monte_carlo([], [], {}, MONDAY)
    assert (result.p50, result.p90, result.criticality) == (MONDAY, MONDAY, {})


CLOCKS: list[Clock] = [OFFICE, SHORT_WEEK, ELAPSED]


def networks(convention: Convention) -> st.SearchStrategy[tuple[list[Activity], list[Link]]]:
    """Every kind of link, lag, date and fact, over three clocks."""
    return st.builds(_network, st.randoms(use_true_random=False), st.integers(1, 12))


def _network(r: random.Random, size: int) -> tuple[list[Activity], list[Link]]:
    tasks = [_activity(r, f"t{n}") for n in range(size)]
    pairs = [(a, b) for b in range(size) for a in range(b) if r.random() < 0.3]
    links = [
        Link(
            f"t{a}",
            f"t{b}",
            r.choice(list(LinkKind)),
            r.choice([0, 0, 480, -300, 77]),
            r.random() < 0.2,
        )
        for a, b in pairs
    ]
    return tasks, links


def _activity(r: random.Random, code: str) -> Activity:
    task = Activity(code, r.choice([0, 240, 480, 1234]), r.choice(CLOCKS))
    at = MONDAY + r.randrange(-5000, 30_000)
    dated = [kind for kind in ConstraintKind if kind is not ConstraintKind.ALAP]
    third, half = task.work // 3, task.work // 2
    kinds = [
        replace(task, constraint=Constraint(r.choice(dated), at)),
        replace(task, constraint=Constraint(ConstraintKind.ALAP)),
        replace(task, started=at, remaining=r.choice([None, third])),
        replace(task, started=at, remaining=half, resumes=at + 4000, not_done_before=at + 5000),
        replace(task, finished=at, started=r.choice([None, at - 3000])),
        replace(task, not_done_before=at),
    ]
    return r.choice([*kinds, task, task])


@pytest.mark.parametrize("convention", [LOGIC, MICROSOFT])
@settings(max_examples=150)
@given(st.data())
def test_with_nothing_to_draw_the_finish_is_that_of_the_schedule_to_the_minute(
    convention: Convention, data: st.DataObject
) -> None:
    tasks, links = data.draw(networks(convention))
    fixed = {task.code: estimate_of(task.work, spread=NONE) for task in tasks}
    simulation = Simulation(draws=2, dates_hold=True)
    result = monte_carlo(tasks, links, fixed, MONDAY, simulation, convention)
    planned = place(tasks, links, MONDAY, convention).finish
    assert result.p10 == result.p90 == result.mean == result.planned == planned


@settings(max_examples=50)
@given(st.data())
def test_nor_does_it_differ_where_dates_are_not_believed_but_none_breaks_a_link(
    data: st.DataObject,
) -> None:
    tasks, links = data.draw(networks(LOGIC))
    schedule = place(tasks, links, MONDAY)
    if not any(placed.breaks for placed in schedule):
        result = monte_carlo(tasks, links, {}, MONDAY, Simulation(draws=1))
        assert result.p50 == schedule.finish


@settings(max_examples=50)
@given(st.data(), st.sampled_from([0.0, 0.4]))
def test_percentiles_never_fall_and_the_order_of_tasks_changes_nothing(
    data: st.DataObject, correlation: float
) -> None:
    tasks, links = data.draw(networks(LOGIC))
    simulation = Simulation(draws=50, correlation=correlation)
    result = forecast(tasks, links, simulation)
    assert result.p10 <= result.p50 <= result.p80 <= result.p90
    turned = forecast(tasks[::-1], links[::-1], simulation)
    assert turned.model_dump() == result.model_dump()
    assert any(share for share in result.criticality.values()) or any(t.finished for t in tasks)
