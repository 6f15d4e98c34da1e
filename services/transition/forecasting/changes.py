"""What changed since the baseline, task by task.

Choices: a change is a fact that someone stated, not a date that followed from others: added,
removed, longer, shorter, linked or constrained otherwise, reported later, started or finished
late. Beside it stands by how many working days it moved the task itself; whether that moved the
finish, `finish_movement` tells.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.money import half_up
from services.transition.forecasting.baseline import Now, Snapshot
from services.transition.scheduling.network import Link


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    LONGER = "longer"
    SHORTER = "shorter"
    LINKED_OTHERWISE = "linked otherwise"
    CONSTRAINED_OTHERWISE = "constrained otherwise"
    REPORTED_LATER = "reported later"
    STARTED_LATE = "started late"
    FINISHED_LATE = "finished late"


class Change(BaseModel):
    """`days`: working days of the task's own calendar, half-up to 0.01; later is positive."""

    model_config = ConfigDict(frozen=True)
    code: str
    kind: ChangeKind
    days: Decimal
    reason: str = ""


def what_changed(
    baseline: Mapping[str, Snapshot], now: Mapping[str, Now], minutes_per_day: int
) -> list[Change]:
    """By code, then in the order of `ChangeKind`.

    Of a task added or removed the days are its work, and its links come and go with it; of other
    links or another constraint, those by which the task starts later than in the baseline, for
    whatever reason.
    """
    both = baseline.keys() & now.keys()
    return [
        Change(
            code=code,
            kind=kind,
            days=half_up(Decimal(minutes) / minutes_per_day, 2),
            reason=now[code].reason if kind is ChangeKind.REPORTED_LATER else "",
        )
        for code in sorted(baseline.keys() | now.keys())
        for kind, minutes in _of_task(baseline.get(code), now.get(code), both)
    ]


def _of_task(
    was: Snapshot | None, now: Now | None, both: Set[str]
) -> Iterator[tuple[ChangeKind, int]]:
    if was is None or now is None:
        if now is not None:
            yield ChangeKind.ADDED, now.activity.work
        if was is not None:
            yield ChangeKind.REMOVED, -was.work
        return
    yield from _planned_otherwise(was, now, both)
    yield from _happened_late(was, now)


def _planned_otherwise(was: Snapshot, now: Now, both: Set[str]) -> Iterator[tuple[ChangeKind, int]]:
    more = now.activity.work - was.work
    if more:
        yield ChangeKind.LONGER if more > 0 else ChangeKind.SHORTER, more
    moved = _minutes_late(now, was.start, now.placed.start)
    if _between(both, now.links) != _between(both, was.links):
        yield ChangeKind.LINKED_OTHERWISE, moved
    if now.activity.constraint != was.constraint:
        yield ChangeKind.CONSTRAINED_OTHERWISE, moved


def _between(both: Set[str], links: Iterable[Link]) -> set[Link]:
    return {link for link in links if link.before in both}


def _happened_late(was: Snapshot, now: Now) -> Iterator[tuple[ChangeKind, int]]:
    task = now.activity
    for kind, planned, fact in (
        (ChangeKind.REPORTED_LATER, was.finish, None if task.finished else task.not_done_before),
        (ChangeKind.STARTED_LATE, was.start, task.started),
        (ChangeKind.FINISHED_LATE, was.finish, task.finished),
    ):
        late = 0 if fact is None else _minutes_late(now, planned, fact)
        if late > 0:
            yield kind, late


def _minutes_late(now: Now, planned: int, fact: int) -> int:
    return now.activity.clock.at(fact) - now.activity.clock.at(planned)
