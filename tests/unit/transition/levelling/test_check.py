"""What is wrong with a levelled plan, all of it."""

import pytest

from services.transition.levelling.check import Breach, check
from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.scheduling.network import Link, LinkKind

TEAM = Resource("team", 2, closed=((10, 12),))
A, B = Task("a", 3, {"team": 2}), Task("b", 2, {"team": 1}, not_before=1, deadline=9)


def broken(starts: dict[str, int], *links: Link) -> list[Breach]:
    return [v.kind for v in check(LevellingProblem((A, B), links, (TEAM,)), starts)]


def test_a_plan_that_keeps_everything_has_no_violations() -> None:
    assert broken({"a": 0, "b": 3}, Link("a", "b")) == []


def test_one_plan_can_break_everything_at_once_and_all_of_it_is_told() -> None:
    problem = LevellingProblem(
        (A, B, Task("c", 1), Task("d", 1, {"team": 2})), (Link("a", "b"),), (TEAM,)
    )
    kinds = [v.kind for v in check(problem, {"a": 8, "b": 9, "x": 0, "d": -1})]
    assert set(kinds) == set(Breach)


@pytest.mark.parametrize(("kind", "first_kept"), [("FS", 3), ("SS", 0), ("FF", 1), ("SF", -2)])
def test_each_kind_of_link_is_looked_at(kind: str, first_kept: int) -> None:
    tasks = (Task("a", 3), Task("b", 2))
    problem = LevellingProblem(tasks, (Link("a", "b", LinkKind(kind), 3),))
    assert check(problem, {"a": 0, "b": first_kept + 3}) == []
    assert [v.kind for v in check(problem, {"a": 0, "b": first_kept + 2})] == [Breach.LINK]


def test_what_is_overdrawn_names_the_resource_the_time_and_who_holds_it() -> None:
    [violation] = check(LevellingProblem((A, B), (), (TEAM,)), {"a": 0, "b": 1})
    assert (violation.resource, violation.at, violation.tasks) == ("team", 1, ("a", "b"))
    assert violation.sentence == "3 of team are needed at 1, of 2, by a, b"


def test_one_task_may_begin_where_another_ends() -> None:
    assert broken({"a": 3, "b": 1}) == []


def test_a_task_across_a_closed_span_is_told_with_the_span() -> None:
    [violation] = check(LevellingProblem((A,), (), (TEAM,)), {"a": 8})
    assert violation.sentence == "team is closed from 10 to 12, but is needed by a"


def test_a_resource_that_nobody_described_has_no_capacity() -> None:
    assert [v.kind for v in check(LevellingProblem((A,)), {"a": 0})] == [Breach.CAPACITY]


def test_a_milestone_holds_nothing() -> None:
    problem = LevellingProblem((Task("m", 0, {"team": 9}),), (), (TEAM,))
    assert check(problem, {"m": 10}) == []
