"""Resources of which something is held already, by what is not to be moved."""

from hypothesis import given
from hypothesis import strategies as st

from services.transition.levelling.check import Breach, check
from services.transition.levelling.plan import level
from services.transition.levelling.problem import Held, LevellingProblem, Resource, Task
from services.transition.levelling.profile import taken
from tests.unit.transition.levelling.plans import problems

A, B = Task("a", 3, {"team": 2}), Task("b", 2, {"team": 1})


def team(*held: Held) -> Resource:
    return Resource("team", 2, held=held)


def test_a_task_waits_for_what_is_held_and_is_told_by_whom() -> None:
    plan = level(LevellingProblem((A, B), (), (team(Held(0, 4, 1, "begun")),)))
    assert plan.starts == {"a": 4, "b": 0}
    (move,) = plan.moves
    assert (
        move.sentence == "a starts at 4 instead of 0: at 3 it needs 2 of team, 1 are free, "
        "held by begun"
    )


def test_what_is_held_beyond_capacity_breaks_nothing_until_a_task_joins_it() -> None:
    crowded = team(Held(0, 4, 2, "one"), Held(2, 6, 2, "other"))
    problem = LevellingProblem((B,), (), (crowded,))
    assert check(problem, {"b": 6}) == []
    assert [v.kind for v in check(problem, {"b": 5})] == [Breach.CAPACITY]


def test_no_more_is_taken_than_there_is() -> None:
    crowded = team(Held(0, 4, 2, "one"), Held(2, 6, 1, "other"))
    assert taken(crowded) == [(0, 2, 2), (2, 4, 2), (4, 6, 1)]


@given(problems(), st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=3))
def test_a_levelled_plan_keeps_clear_of_what_is_held(
    problem: LevellingProblem, spans: list[tuple[int, int]]
) -> None:
    held = tuple(Held(a, a + d, 1, f"held {n}") for n, (a, d) in enumerate(spans))
    resources = tuple(Resource(r.code, r.capacity, r.closed, held) for r in problem.resources)
    crowded = LevellingProblem(problem.tasks, problem.links, resources)
    assert check(crowded, level(crowded).starts) == []
