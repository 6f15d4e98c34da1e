"""Summaries: what their parts come to, and links that lead to and from them."""

import pytest

from services.transition.scheduling.network import (
    Activity,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Placed,
)
from services.transition.scheduling.outline import (
    LinkOfSummary,
    Loop,
    Outline,
    TooDeep,
    leaves_of,
    named,
)
from services.transition.scheduling.schedule import place
from tests.unit.transition.scheduling.small import PLAIN, chain, task


def outlined(
    activities: list[Activity], parents: dict[str, str], links: list[Link]
) -> dict[str, Placed]:
    outline = Outline([activity.code for activity in activities], parents)
    leaves = leaves_of(place(*outline.network(activities, links, PLAIN), 0))
    return leaves | outline.placed(leaves, PLAIN)


PARTS = {"p": "S", "q": "S"}


def test_a_summary_spans_its_parts_and_has_the_least_of_their_float() -> None:
    tasks = [task("S"), task("p", 2), task("q", 5), task("long", 9)]
    found = outlined(tasks, PARTS, chain("p", "q"))["S"]
    assert (found.start, found.finish, found.total_float) == (0, 7, 2)
    assert not found.critical


def test_summaries_hold_summaries() -> None:
    tasks = [task("top"), task("S"), task("p", 2), task("q", 5)]
    found = outlined(tasks, {**PARTS, "S": "top"}, chain("p", "q"))
    assert (found["top"].start, found["top"].finish) == (0, 7)
    assert found["top"].critical


def test_a_link_to_a_summary_holds_for_every_part_and_one_from_it_for_the_last() -> None:
    tasks = [task("a", 3), task("S"), task("p", 2), task("q", 5), task("b", 1)]
    found = outlined(tasks, PARTS, [Link("a", "S"), Link("S", "b", lag=1)])
    assert [found[code].start for code in ("p", "q", "b")] == [3, 3, 9]
    assert named(found["b"].driven_by) == "S"


def test_one_summary_behind_another_moves_all_of_its_parts() -> None:
    tasks = [task("S"), task("p", 2), task("q", 5), task("T"), task("r", 1)]
    found = outlined(tasks, {**PARTS, "r": "T"}, [Link("S", "T")])
    assert found["r"].start == 5


def test_the_dates_of_a_summary_bound_its_parts() -> None:
    start = Constraint(ConstraintKind.SNET, 4)
    tasks = [task("S", constraint=start, deadline=8), task("p", 2), task("q", 5)]
    found = outlined(tasks, PARTS, [])
    assert [found[code].start for code in "pq"] == [4, 4]
    assert [found[code].total_float for code in "pq"] == [2, -1]


def test_kinds_of_links_that_parts_could_not_keep_are_refused_by_name() -> None:
    tasks = [task("a"), task("S"), task("p")]
    with pytest.raises(LinkOfSummary, match="S is a summary"):
        outlined(tasks, {"p": "S"}, [Link("a", "S", LinkKind.FF)])
    with pytest.raises(LinkOfSummary, match="Link the parts"):
        outlined(tasks, {"p": "S"}, [Link("S", "a", LinkKind.SS)])


def test_tasks_that_are_parts_of_each_other_are_refused_and_named() -> None:
    with pytest.raises(Loop) as refused:
        Outline("ab", {"a": "b", "b": "a"})
    assert set(refused.value.codes) == {"a", "b"}


def test_a_long_loop_is_told_by_its_first_tasks_and_a_count() -> None:
    codes = [f"t{n}" for n in range(30_000)]
    with pytest.raises(Loop, match="and 29,980 more") as refused:
        Outline(codes, dict(zip(codes, [*codes[1:], codes[0]], strict=True)))
    assert set(refused.value.codes) == set(codes)
    assert len(str(refused.value)) < 500


def test_a_plan_nests_fifty_summaries_and_no_more() -> None:
    codes = [f"t{n}" for n in range(52)]
    deep = dict(zip(codes[1:], codes, strict=False))
    with pytest.raises(TooDeep, match="t50 lies 51 levels deep"):
        Outline(codes, deep)
    del deep["t51"]
    assert len(Outline(codes, deep).summaries) == 50
