"""What changed since the baseline, and which of it moved the finish."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.transition.forecasting.baseline import Now, Snapshot, as_it_stands, snapshots
from services.transition.forecasting.changes import Change, ChangeKind, what_changed
from services.transition.forecasting.finish_movement import (
    MOST,
    FinishMovement,
    finish_movement,
    finishes_without,
    tried,
)
from services.transition.scheduling.network import Activity, Constraint, ConstraintKind, Link
from services.transition.scheduling.schedule import place
from tests.unit.transition.forecasting.calendars import DAY, MONDAY, OFFICE, after, morning

Plan = tuple[dict[str, Activity], frozenset[Link]]


def plan(*links: str, **days: int) -> Plan:
    """`plan("a>b", a=2, b=3)`."""
    tasks = {code: Activity(code, count * DAY, OFFICE) for code, count in days.items()}
    return tasks, frozenset(Link(*link.split(">")) for link in links)


def but(was: Plan, *links: str, without: str = "", **facts: Activity) -> Plan:
    tasks = {code: task for code, task in (was[0] | facts).items() if code != without}
    kept = frozenset(Link(*link.split(">")) for link in links) or was[1]
    return tasks, frozenset(link for link in kept if without not in (link.before, link.after))


def finish_of(plan: Plan) -> int:
    return place(list(plan[0].values()), list(plan[1]), MONDAY).finish


def baseline_of(plan: Plan) -> dict[str, Snapshot]:
    return snapshots(plan[0].values(), plan[1], place([*plan[0].values()], [*plan[1]], MONDAY))


def now_of(plan: Plan, **reasons: str) -> dict[str, Now]:
    placed = place([*plan[0].values()], [*plan[1]], MONDAY)
    return as_it_stands(plan[0].values(), plan[1], placed, reasons)


def changes(was: Plan, now: Plan, **reasons: str) -> list[Change]:
    return what_changed(baseline_of(was), now_of(now, **reasons), DAY)


def reverting(was: Plan, now: Plan) -> Callable[[str], int]:
    def finish_with(code: str) -> int:
        tasks = {c: t for c, t in now[0].items() if c != code}
        if code in was[0]:
            tasks[code] = was[0][code]
        links = {link for link in now[1] if link.after != code}
        gone = code not in now[0]
        links |= {x for x in was[1] if x.after == code or (gone and x.before == code)}
        known = frozenset(x for x in links if x.before in tasks and x.after in tasks)
        return finish_of((tasks, known))

    return finish_with


def movement(was: Plan, now: Plan) -> FinishMovement:
    then, current = baseline_of(was), now_of(now)
    without = finishes_without(then, current, changes(was, now), reverting(was, now), OFFICE)
    marks = [OFFICE.at(finish_of(each)) for each in (was, now)]
    return finish_movement(*marks, without, DAY)


CHAIN = plan("a>b", "b>c", a=2, b=3, c=4)
A, B, C = (CHAIN[0][code] for code in "abc")


def days_of(was: Plan, now: Plan) -> list[tuple[str, ChangeKind, Decimal]]:
    return [(c.code, c.kind, c.days) for c in changes(was, now)]


def test_a_plan_as_it_was_shows_no_change() -> None:
    assert changes(CHAIN, CHAIN) == []


def test_longer_and_shorter_by_their_days_and_what_only_followed_is_no_change() -> None:
    now = but(CHAIN, a=replace(A, work=3 * DAY), b=replace(B, work=3 * DAY - 240))
    assert days_of(CHAIN, now) == [
        ("a", ChangeKind.LONGER, Decimal("1.00")),
        ("b", ChangeKind.SHORTER, Decimal("-0.50")),
    ]


def test_added_and_removed_by_their_work() -> None:
    now = but(CHAIN, without="c", d=Activity("d", DAY, OFFICE))
    assert days_of(CHAIN, now) == [
        ("c", ChangeKind.REMOVED, Decimal(-4)),
        ("d", ChangeKind.ADDED, Decimal(1)),
    ]


def test_the_links_of_a_task_come_and_go_with_it() -> None:
    now = but(CHAIN, without="b")
    assert [c.code for c in changes(CHAIN, now)] == ["b"]
    assert [c.code for c in changes(now, CHAIN)] == ["b"]


def test_linked_or_constrained_otherwise_by_the_start() -> None:
    held = replace(A, constraint=Constraint(ConstraintKind.SNET, morning(1)))
    now = but(CHAIN, "a>c", "b>c", a=held)
    assert days_of(CHAIN, now) == [
        ("a", ChangeKind.CONSTRAINED_OTHERWISE, Decimal(1)),
        ("b", ChangeKind.LINKED_OTHERWISE, Decimal(-2)),
        ("c", ChangeKind.LINKED_OTHERWISE, Decimal(-2)),
    ]


def test_reported_later_by_its_slip_with_the_reason() -> None:
    late = but(CHAIN, b=replace(B, not_done_before=after(9)))
    (change,) = changes(CHAIN, late, b="no access to the ledger")
    assert (change.kind, change.days) == (ChangeKind.REPORTED_LATER, Decimal(4))
    assert change.reason == "no access to the ledger"


def test_started_and_finished_late_and_a_report_that_was_overtaken_says_no_more() -> None:
    done = replace(A, started=morning(1), finished=after(4), not_done_before=after(9))
    assert days_of(CHAIN, but(CHAIN, a=done)) == [
        ("a", ChangeKind.STARTED_LATE, Decimal(1)),
        ("a", ChangeKind.FINISHED_LATE, Decimal(2)),
    ]


def test_what_happened_in_time_or_before_is_no_change() -> None:
    assert changes(CHAIN, but(CHAIN, a=replace(A, started=MONDAY, finished=after(1)))) == []


def test_each_change_on_the_chain_has_its_share_of_the_movement() -> None:
    now = but(CHAIN, a=replace(A, work=3 * DAY), c=replace(C, work=6 * DAY))
    result = movement(CHAIN, now)
    assert result.days == 3
    assert [(s.code, s.days) for s in result.shares] == [("c", 2), ("a", 1)]
    assert result.interaction == 0


def test_of_two_ways_both_late_neither_alone_gains_all_back() -> None:
    was = plan("a>end", "b>end", a=5, b=5, end=1)
    longer = {code: replace(was[0][code], work=8 * DAY) for code in "ab"}
    result = movement(was, but(was, **longer))
    assert (result.minutes, result.shares, result.interaction) == (3 * DAY, [], 3 * DAY)


def test_a_change_off_the_chain_is_not_tried() -> None:
    was = plan("a>end", "b>end", a=9, b=2, end=1)
    now = but(was, b=replace(was[0]["b"], work=3 * DAY))
    assert tried(baseline_of(was), now_of(now), changes(was, now)) == []


def test_what_was_on_the_chain_and_shrank_or_went_is_tried() -> None:
    was = plan("a>end", "b>end", a=9, b=2, end=1)
    shorter = movement(was, but(was, a=replace(was[0]["a"], work=DAY)))
    assert [(s.code, s.days) for s in shorter.shares] == [("a", -7)]
    gone = movement(was, but(was, without="a"))
    assert [(s.code, s.days) for s in gone.shares] == [("a", -7)]


def test_no_more_than_25_are_tried_those_that_moved_furthest() -> None:
    codes = [f"t{n:02}" for n in range(40)]
    was = plan(*(f"{a}>{b}" for a, b in pairwise(codes)), **dict.fromkeys(codes, 1))
    longer = {c: replace(was[0][c], work=DAY + 48 * (n + 1)) for n, c in enumerate(codes)}
    result = movement(was, but(was, **longer))
    assert [s.code for s in result.shares] == codes[: -MOST - 1 : -1]
    assert result.interaction == 48 * sum(range(1, 16))


def test_the_explanation_names_the_shares_and_what_is_left() -> None:
    explanation = finish_movement.explained(100, 580, {"a": 340}, DAY).explanation
    steps = {step.label: step.value for step in explanation.steps}
    assert steps["share = finish now − finish with the task reverted"] == {"a": 240}
    assert steps["interaction = movement − Σ shares"] == 240


works = st.lists(st.integers(0, 2000), min_size=6, max_size=6)
pairs = st.frozensets(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1])
)


def drawn(works: list[int], pairs: frozenset[tuple[int, int]]) -> Plan:
    tasks = {f"t{n}": Activity(f"t{n}", work, OFFICE) for n, work in enumerate(works)}
    return tasks, frozenset(Link(f"t{a}", f"t{b}") for a, b in pairs)


@settings(max_examples=60)
@given(works, pairs, works, pairs, st.sampled_from(["", "t0", "t5"]))
def test_shares_and_interaction_sum_to_the_movement_exactly(
    before: list[int],
    linked: frozenset[tuple[int, int]],
    after: list[int],
    relinked: frozenset[tuple[int, int]],
    gone: str,
) -> None:
    was, now = drawn(before, linked), but(drawn(after, relinked), without=gone)
    result = movement(was, now)
    assert sum(share.minutes for share in result.shares) + result.interaction == result.minutes
    assert result.minutes == OFFICE.at(finish_of(now)) - OFFICE.at(finish_of(was))


@settings(max_examples=60)
@given(works, pairs, works, pairs)
def test_changes_do_not_depend_on_the_order_of_tasks(
    before: list[int],
    linked: frozenset[tuple[int, int]],
    after: list[int],
    relinked: frozenset[tuple[int, int]],
) -> None:
    was, now = drawn(before, linked), drawn(after, relinked)
    turned = dict(reversed(now[0].items())), now[1]
    assert {c.code for c in changes(was, turned)} == {c.code for c in changes(was, now)}
    assert len(changes(was, turned)) == len(changes(was, now))
