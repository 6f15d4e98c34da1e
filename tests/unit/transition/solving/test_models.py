"""What the solver finds, by its laws and on published projects. It runs in the test's process."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from services.transition.levelling.check import Breach, check
from services.transition.levelling.plan import level
from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.solving.levelling_model import solve_levelling
from services.transition.solving.limits import Limits
from services.transition.solving.messages import Contradicted, Improvement, WavesAnswer
from services.transition.solving.wave_search import solve_waves
from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.greedy import propose
from services.transition.wave_planning.problem import Level, WaveProblem
from services.transition.wave_planning.proposal import proposal
from tests.psplib import published, read
from tests.shared_data import shared_data
from tests.unit.transition.levelling.plans import problems
from tests.unit.transition.wave_planning.drawn import wave_problems
from tests.unit.transition.wave_planning.veldkamp import PLAN, START, VELDKAMP, with_process

SOON = Limits(seconds=5, workers=1)
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def unheard(_: Improvement) -> None: ...


def makespan(problem: LevellingProblem, starts: dict[str, int]) -> int:
    return max(starts[task.code] + task.duration for task in problem.tasks)


@FEW
@given(problems(most=8))
def test_the_solver_keeps_everything_and_is_never_worse_than_the_heuristic(
    problem: LevellingProblem,
) -> None:
    answer = solve_levelling(problem, SOON, unheard)
    assert check(problem, answer.starts) == []
    assert answer.bound <= makespan(problem, answer.starts) <= level(problem).makespan


@FEW
@given(problems(most=8, deadlines=True))
def test_with_deadlines_it_misses_them_by_no_more_than_the_heuristic(
    problem: LevellingProblem,
) -> None:
    answer, quick = solve_levelling(problem, SOON, unheard), level(problem)
    broken = check(problem, answer.starts)
    assert {violation.kind for violation in broken} <= {Breach.TOO_LATE}
    assert lateness(problem, answer.starts) <= sum(quick.late.values())
    assert answer.bound <= makespan(problem, answer.starts)


def lateness(problem: LevellingProblem, starts: dict[str, int]) -> int:
    return sum(
        max(starts[task.code] + task.duration - task.deadline, 0)
        for task in problem.tasks
        if task.deadline is not None
    )


def test_of_deadlines_that_compete_the_solver_misses_as_little_as_can_be() -> None:
    tasks = tuple(Task(f"t{n}", n, {"r": 1}, deadline=6) for n in (5, 3, 4, 1))
    problem = LevellingProblem(tasks, (), (Resource("r", 1),))
    assert lateness(problem, solve_levelling(problem, SOON, unheard).starts) == 9


@pytest.mark.parametrize("name", ["j3017_7", "j3029_2", "j3025_5"])
def test_small_published_projects_reach_the_best_known_makespan(name: str) -> None:
    project = next(p for p in published(shared_data("psplib")) if p.name == name)
    problem, told = read(project.path), list[Improvement]()
    answer = solve_levelling(problem, Limits(20, 2), told.append)
    assert check(problem, answer.starts) == []
    assert answer.bound <= project.best == makespan(problem, answer.starts)
    objectives = [improvement.objective for improvement in told]
    assert objectives == sorted(objectives, reverse=True)
    assert all(improvement.bound <= project.best for improvement in told)


def test_the_sample_plan_is_proven_to_be_the_best() -> None:
    answer = solve_waves(VELDKAMP, SOON, unheard)
    assert isinstance(answer, WavesAnswer)
    assert answer.live_on == PLAN
    assert proposal(VELDKAMP, answer.live_on, round(answer.bound)).optimal


@FEW
@given(wave_problems(most=5))
def test_waves_keep_every_constraint_and_are_never_worse_than_the_simple_proposal(
    problem: WaveProblem,
) -> None:
    answer, simple = solve_waves(problem, SOON, unheard), propose(problem)
    if isinstance(answer, Contradicted):
        assert simple is None
        return
    assert check_waves(problem, answer.live_on) == []
    found = proposal(problem, answer.live_on, round(answer.bound))
    assert found.bound is not None and found.bound <= found.objective_number
    if simple is not None:
        assert found.objective <= proposal(problem, simple).objective


def test_a_contradiction_names_the_few_constraints_that_make_it() -> None:
    answer = solve_waves(with_process("voice", latest=date(2026, 2, 23)), SOON, unheard)
    assert isinstance(answer, Contradicted)
    assert answer.sentences == (
        "voice goes live no earlier than 2026-03-02",
        "voice goes live no later than 2026-02-23",
    )


def test_too_few_trainers_are_named_with_what_needs_them() -> None:
    """Finance needs two trainers at once, as payables and receivables go live together."""
    trainers = VELDKAMP.trainers | {"finance": (Level(START, 1),)}
    answer = solve_waves(replace(VELDKAMP, trainers=trainers), SOON, unheard)
    assert isinstance(answer, Contradicted)
    assert answer.sentences == (
        "AP goes live together with AR",
        "Trainers for finance: 1 from 2025-06-16 on",
    )
