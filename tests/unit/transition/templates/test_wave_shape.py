"""What a wave's shape makes longer, adds and asks for."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.exchange.plan_document import DAY, Demand, PlannedTask
from services.transition.templates.plan_template import (
    PlanDraft,
    TransitionKind,
    WaveShape,
    lead_time,
)
from services.transition.templates.timing import links_among, placed_on
from tests.unit.transition.templates.drafting import leaves, plan, task, waits_for, wave

W = wave("w", "2026-06-01")


def shaped(**shape: int | bool) -> PlanDraft:
    return plan(W, shapes={"w": WaveShape.model_validate(shape)})


def days(draft: PlanDraft, stage: str) -> int:
    return task(draft, f"w-{stage}").minutes // DAY


def test_the_usual_shape_is_no_shape() -> None:
    plain, usual = leaves(plan(W)), leaves(shaped())
    assert [task.model_copy(update={"demands": ()}) for task in usual] == plain


@pytest.mark.parametrize(
    ("shape", "stage", "expected"),
    [
        ({"topics": 45}, "teach", 10 + 3),
        ({"topics": 45}, "document", 10 + 3),
        ({"complexity": 5}, "teach", 10 + 2),
        ({"complexity": 1}, "teach", 10 - 2),
        ({"complexity": 5}, "hypercare", 20 + 10),
        ({"yearly_volume": 350_000}, "shadow", 8 + 3),
        ({"people": 31}, "teach", 10 + 3),
        ({"languages": 3}, "document", 10 + 4),
        ({"access_requests": 35}, "access", 5 + 3),
        ({"systems": 4}, "connect", 10 + 9),
        ({"pilot_sample": 500, "pilot_cases_per_day": 20}, "pilot", 25),
        ({"pilot_sample": 60, "pilot_cases_per_day": 20}, "pilot", 10),
        ({"training_days": 3, "people": 25}, "train", 3 * 3),
        ({"parallel_run": True, "complexity": 4}, "parallel-run", 10 + 2),
    ],
)
def test_each_driver_adds_its_days(shape: dict[str, int], stage: str, expected: int) -> None:
    assert days(shaped(**shape), stage) == expected


@pytest.mark.parametrize(
    ("shape", "stage", "most"),
    [
        ({"topics": 1_000_000}, "document", 30),
        ({"yearly_volume": 10**12}, "shadow", 17),
        ({"systems": 1_000_000}, "connect", 55),
        ({"pilot_sample": 1_000_000, "pilot_cases_per_day": 1}, "pilot", 60),
        ({"training_days": 60, "people": 1_000_000}, "train", 60),
    ],
)
def test_no_stage_grows_without_end(shape: dict[str, int], stage: str, most: int) -> None:
    assert days(shaped(**shape), stage) == most


def test_access_comes_before_shadowing_and_connections_before_the_pilot() -> None:
    draft = shaped(systems=2, access_requests=5)
    assert waits_for(draft, "w-shadow") == ["w-teach", "w-access"]
    assert waits_for(draft, "w-pilot") == ["w-reverse-shadow", "w-connect"]
    assert task(draft, "w-connect").milestone == "w-systems-connected"
    assert task(draft, "w-access").milestone == "w-access-granted"


def test_without_a_pilot_the_gate_waits_for_what_the_pilot_waited_for() -> None:
    draft = shaped(pilot=False, systems=2)
    assert waits_for(draft, "w-gate")[:2] == ["w-reverse-shadow", "w-connect"]
    assert "w-pilot" not in [task.code for task in draft.tasks]


def test_a_parallel_run_comes_between_the_pilot_and_the_gate() -> None:
    draft = shaped(parallel_run=True)
    assert waits_for(draft, "w-parallel-run") == ["w-pilot"]
    assert waits_for(draft, "w-gate")[0] == "w-parallel-run"


def test_trainers_and_seats_are_asked_for_where_the_shape_is_stated() -> None:
    draft = plan(W, wave("x", "2026-09-07"), shapes={"w": WaveShape(people=30)})
    assert task(draft, "w-teach").demands == (Demand(resource="trainers", units=3),)
    assert task(draft, "w-shadow").demands == (Demand(resource="seats", units=30),)
    assert not any(task.demands for task in draft.tasks if task.wave == "x")


def test_one_team_of_trainers_serves_all_waves_and_each_has_its_seats() -> None:
    shapes = {"w": WaveShape(people=30), "x": WaveShape(people=10)}
    draft = plan(W, wave("x", "2026-09-07"), shapes=shapes)
    assert [(r.code, r.capacity) for r in draft.resources] == [("trainers", 3), ("seats", 40)]
    assert plan(W).resources == ()


SHAPES = st.builds(
    WaveShape,
    complexity=st.integers(1, 5),
    yearly_volume=st.integers(0, 3_000_000),
    topics=st.integers(0, 400),
    people=st.integers(0, 200),
    pilot=st.booleans(),
    pilot_sample=st.integers(0, 5000),
    training_days=st.integers(0, 10),
    languages=st.integers(1, 8),
    systems=st.integers(0, 20),
    access_requests=st.integers(0, 300),
    parallel_run=st.booleans(),
)
KINDS = st.sampled_from([None, *TransitionKind])
GROWING = (
    *("complexity", "yearly_volume", "topics", "people", "pilot_sample", "training_days"),
    *("languages", "systems", "access_requests"),
)


@settings(max_examples=150)
@given(SHAPES, SHAPES, KINDS)
def test_more_of_anything_never_makes_the_plan_shorter(
    one: WaveShape, other: WaveShape, kind: TransitionKind | None
) -> None:
    more = {name: max(getattr(one, name), getattr(other, name)) for name in GROWING}
    smaller, larger = _draft(one, kind), _draft(one.model_copy(update=more), kind)
    assert lead_time(_of_wave(smaller)) <= lead_time(_of_wave(larger))
    assert _finish(smaller) <= _finish(larger)


@settings(max_examples=60)
@given(SHAPES, KINDS)
def test_every_link_leads_to_a_task_and_every_task_takes_a_day(
    shape: WaveShape, kind: TransitionKind | None
) -> None:
    draft = _draft(shape, kind)
    assert len(links_among(draft.tasks)) == sum(len(task.predecessors) for task in draft.tasks)
    assert all(task.minutes >= DAY for task in leaves(draft))
    assert lead_time(_of_wave(draft)) < 400


def _draft(shape: WaveShape, kind: TransitionKind | None) -> PlanDraft:
    return plan(wave("w", "2025-09-15"), shapes={"w": shape}, kind=kind)


def _of_wave(draft: PlanDraft) -> list[PlannedTask]:
    return [task for task in leaves(draft) if task.wave]


def _finish(draft: PlanDraft) -> int:
    return placed_on("NL", date(2025, 6, 16), leaves(draft)).finish
