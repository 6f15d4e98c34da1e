"""Levelling without a solver: by hand, by its laws, and on published projects."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.levelling.check import Breach, check
from services.transition.levelling.graph import Graph
from services.transition.levelling.plan import level
from services.transition.levelling.problem import (
    LevellingProblem,
    NeverEnough,
    Resource,
    Task,
)
from services.transition.scheduling.network import Ambiguous, Cycle, Link, UnknownTask
from tests.psplib import published, read
from tests.shared_data import shared_data
from tests.unit.transition.levelling.plans import problems

FEW = settings(max_examples=40)
TRAINER = Resource("trainer", 1)


def two_trainings(*links: Link, resource: Resource = TRAINER) -> LevellingProblem:
    tasks = (Task("a", 3, {"trainer": 1}), Task("b", 2, {"trainer": 1}), Task("c", 1))
    return LevellingProblem(tasks, links, (resource,))


def test_two_tasks_that_share_a_trainer_come_one_after_the_other() -> None:
    plan = level(two_trainings())
    assert (plan.makespan, plan.bound, plan.optimal, plan.gap) == (5, 5, True, 0.0)


def test_a_moved_task_says_for_whom_it_waits_and_one_behind_it_says_that() -> None:
    plan = level(two_trainings(Link("a", "c")))
    assert plan.starts == {"a": 0, "b": 3, "c": 3}
    assert [move.sentence for move in plan.moves] == [
        "b starts at 3 instead of 0: at 2 it needs 1 of trainer, 0 are free, held by a"
    ]
    plan = level(two_trainings(Link("a", "c"), Link("b", "c")))
    assert plan.moves[-1].sentence == f"c starts at 5 instead of 3, behind {plan.moves[0].task}"


def test_a_task_does_not_begin_where_it_would_run_into_a_closed_span() -> None:
    plan = level(two_trainings(resource=Resource("trainer", 1, closed=((4, 8),))))
    assert plan.starts["b"] == 8 or plan.starts["a"] == 8
    [move] = plan.moves
    assert move.sentence.endswith("trainer is closed at 7")


def test_a_task_with_a_deadline_goes_first() -> None:
    tasks = (Task("a", 5, {"trainer": 1}), Task("b", 2, {"trainer": 1}, deadline=2))
    plan = level(LevellingProblem(tasks, (), (TRAINER,)))
    assert plan.starts == {"a": 2, "b": 0}
    assert plan.late == {}


def test_deadlines_that_compete_are_told_with_what_they_miss() -> None:
    tasks = tuple(Task(code, 2, {"trainer": 1}, deadline=2) for code in "ab")
    plan = level(LevellingProblem(tasks, (), (TRAINER,)))
    assert sum(plan.late.values()) == 2
    assert not plan.optimal


def test_what_can_never_be_levelled_is_refused_by_name() -> None:
    with pytest.raises(NeverEnough, match="a needs 2 of trainer, of which there are 1"):
        level(LevellingProblem((Task("a", 1, {"trainer": 2}),), (), (TRAINER,)))
    with pytest.raises(Cycle):
        level(two_trainings(Link("a", "b"), Link("b", "a")))
    with pytest.raises(UnknownTask):
        level(two_trainings(Link("a", "x")))
    with pytest.raises(Ambiguous):
        level(LevellingProblem((Task("a", 1), Task("a", 1))))


def test_no_tasks_are_done_at_once() -> None:
    assert level(LevellingProblem(())).makespan == 0


def test_the_explanation_tells_the_bound_the_moves_and_the_end() -> None:
    explanation = level.explained(two_trainings()).explanation
    assert explanation.steps[0].value == {
        "end": 5,
        "because": "trainer (1) has work for 5, until 5",
    }
    assert explanation.steps[-1].value == 5


@FEW
@given(problems(deadlines=True))
def test_the_heuristic_keeps_everything_but_deadlines_and_tells_those(
    problem: LevellingProblem,
) -> None:
    plan = level(problem)
    violations = check(problem, plan.starts)
    assert {v.kind for v in violations} <= {Breach.TOO_LATE}
    assert {v.tasks[0] for v in violations} == set(plan.late)


@FEW
@given(problems())
def test_the_bound_is_never_above_the_makespan(problem: LevellingProblem) -> None:
    plan = level(problem)
    assert 0 <= plan.bound <= plan.makespan
    assert 0 <= plan.gap <= 1


@FEW
@given(problems(deadlines=True))
def test_every_moved_task_has_a_reason(problem: LevellingProblem) -> None:
    plan = level(problem)
    early = Graph(problem).early_starts()
    moved = {t.code for t, e in zip(problem.tasks, early, strict=True) if plan.starts[t.code] > e}
    assert {move.task for move in plan.moves} == moved
    assert all((move.wait is None) != (move.behind is None) for move in plan.moves)


@FEW
@given(problems(deadlines=True), st.data())
def test_the_order_in_which_tasks_links_and_resources_are_given_changes_no_start(
    problem: LevellingProblem, data: st.DataObject
) -> None:
    shuffled = LevellingProblem(
        tuple(data.draw(st.permutations(problem.tasks))),
        tuple(data.draw(st.permutations(problem.links))),
        tuple(data.draw(st.permutations(problem.resources))),
    )
    assert level(shuffled).starts == level(problem).starts


@FEW
@given(problems(most=3))
def test_no_plan_of_few_tasks_ends_before_the_bound(problem: LevellingProblem) -> None:
    """Every one of them is tried."""
    end = level(problem).bound - 1
    codes = [task.code for task in problem.tasks]
    starts = [range(task.not_before, end - task.duration + 1) for task in problem.tasks]
    for plan in product(*starts):
        assert check(problem, dict(zip(codes, plan, strict=True))) != []


def test_all_published_projects_are_levelled_and_none_beats_the_best_known() -> None:
    projects = published(shared_data("psplib"))
    gaps: dict[str, list[float]] = {"j30": [], "j60": [], "j120": []}
    for project in projects:
        problem = read(project.path)
        plan = level(problem)
        assert check(problem, plan.starts) == [], project.name
        assert project.critical_path <= plan.bound <= project.best <= plan.makespan, project.name
        gaps[project.group].append(plan.makespan / project.best - 1)
    assert sum(map(len, gaps.values())) == 70
    means = {group: sum(values) / len(values) for group, values in gaps.items()}
    assert means["j30"] < 0.05 and means["j60"] < 0.04 and means["j120"] < 0.11
