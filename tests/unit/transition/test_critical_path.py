"""The critical path method, by hand, by its laws, and on published networks."""

import csv
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.critical_path import critical_path, place
from services.transition.network import (
    Activity,
    Ambiguous,
    Cycle,
    Link,
    LinkKind,
    Network,
    UnknownTask,
)
from tests.shared_data import shared_data

FS, SS, FF, SF = LinkKind


def pair(kind: LinkKind, lag: int = 0, *, first: int = 4, second: int = 3) -> Network:
    return place([Activity("a", first), Activity("b", second)], [Link("a", "b", kind, lag)])


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
    ],
)
def test_each_kind_of_link_bounds_the_start_of_the_task_behind_it(
    kind: LinkKind, lag: int, start: int
) -> None:
    assert pair(kind, lag).tasks["b"].early_start == start


def test_no_link_moves_a_task_before_day_nought() -> None:
    assert pair(SF).tasks["b"].early_start == 0


def test_of_two_ways_to_an_end_the_longer_is_critical_and_the_shorter_has_the_rest_as_float() -> (
    None
):
    activities = [
        Activity("start", 1),
        Activity("long", 5),
        Activity("short", 2),
        Activity("end", 1),
    ]
    links = [
        Link("start", "long"),
        Link("start", "short"),
        Link("long", "end"),
        Link("short", "end"),
    ]
    network = place(activities, links)
    assert network.finish == 7
    assert network.critical_path == ["start", "long", "end"]
    short = network.tasks["short"]
    assert (short.early_start, short.late_start, short.total_float, short.free_float) == (
        1,
        4,
        3,
        3,
    )


def test_float_that_a_chain_shares_is_free_only_at_its_end() -> None:
    activities = [Activity("a", 1), Activity("b", 1), Activity("long", 9)]
    network = place(activities, [Link("a", "b")])
    assert [network.tasks[code].free_float for code in "ab"] == [0, 7]
    assert [network.tasks[code].total_float for code in "ab"] == [7, 7]


def test_a_date_that_must_be_kept_and_cannot_makes_float_negative() -> None:
    network = place([Activity("a", 5), Activity("b", 2, finish_by=6)], [Link("a", "b")])
    assert [network.tasks[code].total_float for code in "ab"] == [-1, -1]
    assert network.critical_path == ["a", "b"]


def test_a_task_waits_for_its_own_date_and_says_so() -> None:
    network = place([Activity("a", 1), Activity("b", 1, not_before=9)], [Link("a", "b")])
    assert network.tasks["b"].early_start == 9
    assert network.tasks["b"].driven_by is None
    assert network.tasks["a"].free_float == 8


def test_a_task_names_the_one_that_drives_it() -> None:
    activities = [Activity("a", 1), Activity("b", 3), Activity("c", 1)]
    network = place(activities, [Link("a", "c"), Link("b", "c")])
    assert network.tasks["c"].driven_by == "b"


def test_a_finished_task_stands_where_it_was_finished_and_moves_those_behind_it() -> None:
    activities = [Activity("a", 5, finished=3), Activity("b", 2)]
    network = place(activities, [Link("a", "b")])
    assert network.tasks["b"].early_start == 3
    assert not network.tasks["a"].critical


def test_a_finished_task_is_not_moved_by_what_should_have_come_before_it() -> None:
    activities = [Activity("a", 5), Activity("b", 2, finished=2), Activity("c", 1)]
    network = place(activities, [Link("a", "b"), Link("b", "c")])
    assert network.tasks["b"].early_finish == 2
    assert network.tasks["c"].early_start == 2


def test_no_tasks_are_finished_at_once() -> None:
    assert place([], []).finish == 0


def test_a_cycle_is_refused_and_its_tasks_are_named_in_order() -> None:
    activities = [Activity(code, 1) for code in "sabcx"]
    links = [Link("s", "a"), Link("a", "b"), Link("b", "c"), Link("c", "a"), Link("c", "x")]
    with pytest.raises(Cycle) as refused:
        place(activities, links)
    codes = refused.value.codes
    assert set(codes) == set("abc")
    around = zip(codes, [*codes[1:], codes[0]], strict=True)
    assert all(Link(before, after) in links for before, after in around)


def test_a_task_that_waits_for_itself_is_a_cycle_of_one() -> None:
    with pytest.raises(Cycle) as refused:
        place([Activity("a", 1)], [Link("a", "a")])
    assert refused.value.codes == ["a"]


def test_a_link_to_nowhere_and_two_tasks_of_one_name_are_refused() -> None:
    with pytest.raises(UnknownTask, match="nobody"):
        place([Activity("a", 1)], [Link("a", "nobody")])
    with pytest.raises(Ambiguous, match="a"):
        place([Activity("a", 1), Activity("a", 2)], [])


def test_the_explanation_says_what_sets_each_start() -> None:
    explanation = critical_path.explained(
        [Activity("a", 2), Activity("b", 1)], [Link("a", "b")]
    ).explanation
    assert explanation.steps[0].value == {"a": "day 0, by its own date", "b": "day 2, behind a"}
    assert explanation.result["critical_path"] == ["a", "b"]


Given = tuple[list[Activity], list[Link]]


@st.composite
def networks(draw: st.DrawFn) -> Given:
    """Links lead from earlier to later tasks only, so there is never a cycle."""
    size = draw(st.integers(1, 12))
    activities = [
        Activity(f"t{n}", draw(st.integers(0, 9)), draw(st.integers(0, 20) | st.just(0)))
        for n in range(size)
    ]
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    links = [
        Link(
            f"t{min(a, b)}",
            f"t{max(a, b)}",
            draw(st.sampled_from(LinkKind)),
            draw(st.integers(-3, 5)),
        )
        for a, b in draw(st.lists(ends, max_size=24))
        if a != b
    ]
    return activities, links


def kept(link: Link, network: Network) -> bool:
    before, after = network.tasks[link.before], network.tasks[link.after]
    ours = before.early_start if link.kind in (SS, SF) else before.early_finish
    theirs = after.early_finish if link.kind in (FF, SF) else after.early_start
    return theirs >= ours + link.lag


@given(networks())
def test_no_task_comes_before_its_predecessors_nor_before_its_date(given: Given) -> None:
    activities, links = given
    network = place(activities, links)
    assert all(kept(link, network) for link in links)
    assert all(network.tasks[a.code].early_start >= a.not_before for a in activities)


@given(networks())
def test_every_task_starts_as_early_as_its_links_and_its_date_let_it(given: Given) -> None:
    activities, links = given
    network = place(activities, links)
    for activity in activities:
        if network.tasks[activity.code].early_start > activity.not_before:
            driver = network.tasks[activity.code].driven_by
            assert driver in {link.before for link in links if link.after == activity.code}


@given(networks())
def test_without_dates_to_keep_no_float_is_negative_and_free_float_is_part_of_total_float(
    given: Given,
) -> None:
    for task in place(*given).tasks.values():
        assert 0 <= task.free_float <= task.total_float


@given(networks(), st.data())
def test_delaying_a_task_within_its_free_float_moves_nothing_else(
    given: Given, data: st.DataObject
) -> None:
    activities, links = given
    before = place(activities, links)
    delayed = data.draw(st.sampled_from(activities))
    at = before.tasks[delayed.code]
    by = data.draw(st.integers(0, at.free_float))
    moved = Activity(delayed.code, delayed.days, at.early_start + by)
    after = place([moved if a is delayed else a for a in activities], links)
    others = [a.code for a in activities if a is not delayed]
    assert [after.tasks[c].early_start for c in others] == [
        before.tasks[c].early_start for c in others
    ]
    assert after.finish == before.finish


@given(networks(), st.data())
def test_delaying_a_task_within_its_total_float_keeps_the_finish(
    given: Given, data: st.DataObject
) -> None:
    activities, links = given
    before = place(activities, links)
    delayed = data.draw(st.sampled_from(activities))
    at = before.tasks[delayed.code]
    by = data.draw(st.integers(0, at.total_float))
    moved = Activity(delayed.code, delayed.days, at.early_start + by)
    assert place([moved if a is delayed else a for a in activities], links).finish == before.finish


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_in_which_tasks_and_links_are_given_changes_no_date(
    given: Given, random: object
) -> None:
    activities, links = given
    shuffled, mixed = list(activities), list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = place(activities, links), place(shuffled, mixed)
    for code, task in first.tasks.items():
        other = second.tasks[code]
        assert (task.early_start, task.late_start) == (other.early_start, other.late_start)


def test_ten_thousand_tasks_take_well_under_a_second() -> None:
    activities = [Activity(str(n), n % 7) for n in range(10_000)]
    links = [Link(str(n // 2), str(n)) for n in range(1, 10_000)]

    def seconds() -> float:
        started = process_time()
        place(activities, links)
        return process_time() - started

    assert min(seconds() for _ in range(3)) < 1


def published() -> Iterator[tuple[Path, int]]:
    folder = shared_data("psplib")
    with (folder / "expected.csv").open() as rows:
        for row in csv.DictReader(rows):
            name = f"{row['set']}{row['par']}_{row['inst']}.sm"
            yield folder / "projects" / name, int(row["recomputed_cpm"])


def read(project: Path) -> tuple[list[Activity], list[Link]]:
    """Jobs with their durations and successors, as PSPLIB writes them."""
    lines = project.read_text().splitlines()
    after, durations = (
        lines.index(next(line for line in lines if line.startswith(title)))
        for title in ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS")
    )
    links = [
        Link(job, successor)
        for job, _, _, *successors in numbers(lines[after + 2 :])
        for successor in successors
    ]
    activities = [Activity(job, int(days)) for job, _, days, *_ in numbers(lines[durations + 3 :])]
    return activities, links


def numbers(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.startswith("*"):
            return
        yield line.split()


def test_the_critical_paths_of_all_seventy_published_projects_are_as_long_as_published() -> None:
    projects = list(published())
    wrong = {
        project.name: (place(*read(project)).finish, length)
        for project, length in projects
        if place(*read(project)).finish != length
    }
    assert len(projects) == 70
    assert wrong == {}
