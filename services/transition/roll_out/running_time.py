"""How long a cutover takes, against its plan.

Choice: items that wait for nothing run side by side, so that the plan is the longest way through
the checklist. What is done or skipped takes no more time; what has begun counts whole until it is
closed.
"""

from collections.abc import Sequence
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule

MINUTE = 60


class TimedItem(BaseModel):
    """`after`: the codes that it waits for. `closed`: done or skipped."""

    model_config = ConfigDict(frozen=True)
    code: str
    minutes: int
    after: list[str] = []
    closed: bool = False


class RunningTime(BaseModel):
    """Whole minutes. `running`: since it began. `expected`: in all, as it stands now. `late`: the
    minutes that it is expected to end after the plan; less than none where it is ahead."""

    model_config = ConfigDict(frozen=True)
    planned: int
    running: int
    remaining: int
    expected: int
    late: int


@rule("cutover_running_time", version=1)
def running_time(
    explain: Explain, items: Sequence[TimedItem], begun_at: datetime | None, now: datetime
) -> RunningTime:
    """Minutes, the started one not counted. Before it begins it is expected as planned."""
    planned = explain("planned = the longest way through the items", longest_way(items))
    seconds = 0.0 if begun_at is None else (now - begun_at).total_seconds()
    running = explain("running for", max(0, int(seconds // MINUTE)))
    still = [i.model_copy(update={"minutes": 0}) if i.closed else i for i in items]
    remaining = explain("the longest way through what is open", longest_way(still))
    expected = explain("expected = the two before together", running + remaining)
    late = explain("late = expected - planned", expected - planned)
    return RunningTime(
        planned=planned, running=running, remaining=remaining, expected=expected, late=late
    )


def longest_way(items: Sequence[TimedItem]) -> int:
    """Minutes. Raises `CycleError` where items wait for each other."""
    minutes = {item.code: item.minutes for item in items}
    after = {item.code: item.after for item in items}
    ends: dict[str, int] = {}
    for code in TopologicalSorter(after).static_order():
        ends[code] = max((ends[a] for a in after[code]), default=0) + minutes[code]
    return max(ends.values(), default=0)


def circle(items: Sequence[TimedItem]) -> list[str]:
    """The codes of items that wait for each other; empty where all can be done."""
    try:
        TopologicalSorter({item.code: item.after for item in items}).prepare()
    except CycleError as fault:
        return list(fault.args[1])
    return []
