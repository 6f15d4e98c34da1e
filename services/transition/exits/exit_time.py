"""How long it would take to bring the work back, against the notice that the contract gives.

Source: PERT, mean (O + 4M + P)/6 and σ (P − O)/6 of each task on the critical path of the reverse
template.

Choices: the way ends when the work is back, not when hypercare ends. Tasks do not vary apart: with
the correlation ρ = 0.3 the variance of the path is (1 − ρ)·Σσ² + ρ·(Σσ)². P50 is the mean, P80 the
mean + 0.8416·σ, rounded up to working days of the contract's country, from the day after. Paths
beside the critical one are not looked at, so the figures are rather early than late. Notice is
enough where P80 lies within it.
"""

from collections.abc import Sequence
from datetime import date
from math import ceil, sqrt
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.exchange.plan_document import DAY, PlannedTask
from services.transition.plan.contract_calendar import calendar_of
from services.transition.scheduling.network import Activity
from services.transition.scheduling.schedule import place
from services.transition.scheduling.work_time import ELAPSED
from services.transition.templates.timing import links_among

CORRELATION = 0.3
Z80 = 0.8416


class ExitTime(BaseModel):
    """`likely`: P50, `late`: P80; in working days and as the day on which the work is back.
    `late_days`: calendar days until then. `shortfall`: those that the notice lacks."""

    model_config = ConfigDict(frozen=True)
    likely: int
    late: int
    likely_on: date
    late_on: date
    late_days: int
    notice_days: int
    is_enough: bool
    shortfall: int


class Length(NamedTuple):
    """Working days of the path: its mean and its standard deviation."""

    mean: float
    deviation: float


@rule("exit_time", version=1)
def exit_time(
    explain: Explain,
    today: date,
    country: str,
    notice_days: int,
    tasks: Sequence[PlannedTask],
) -> ExitTime:
    """`tasks`: the leaves of the way back, of which one puts the work back (`live`)."""
    path = explain("critical path", critical_path(tasks))
    length = _length(tasks, path)
    explain("mean and σ of the path, working days", [round(each, 2) for each in length])
    likely = explain("P50, working days", ceil(length.mean))
    late = explain(
        "P80 = mean + 0.8416 σ, working days", ceil(length.mean + Z80 * length.deviation)
    )
    calendar = calendar_of(country)
    likely_on = calendar.add_business_days(today, likely)
    late_on = explain("P80 falls on", calendar.add_business_days(today, late))
    late_days = explain("calendar days until then", (late_on - today).days)
    shortfall = explain("days that the notice lacks", max(0, late_days - notice_days))
    return ExitTime(
        likely=likely,
        late=late,
        likely_on=likely_on,
        late_on=late_on,
        late_days=late_days,
        notice_days=notice_days,
        is_enough=not shortfall,
        shortfall=shortfall,
    )


def critical_path(tasks: Sequence[PlannedTask]) -> list[str]:
    """Codes, from the first to the one that puts the work back, by most likely lengths."""
    placed = place([Activity(t.code, t.minutes, ELAPSED) for t in tasks], links_among(tasks), 0)
    code: str | None = next(task.code for task in tasks if task.live)
    path: list[str] = []
    while code is not None:
        path.append(code)
        code = placed[code].driven_by
    return path[::-1]


def _length(tasks: Sequence[PlannedTask], path: Sequence[str]) -> Length:
    """What the path takes by its links, and by how much its tasks are longer than most likely."""
    by_code = {task.code: task for task in tasks}
    placed = place([Activity(t.code, t.minutes, ELAPSED) for t in tasks], links_among(tasks), 0)
    most_likely = placed[path[-1]].finish
    points = [_points(by_code[code]) for code in path]
    drift = sum((o + 4 * m + p) / 6 - m for o, m, p in points)
    deviations = [(p - o) / 6 for o, _, p in points]
    variance = (1 - CORRELATION) * sum(d * d for d in deviations)
    variance += CORRELATION * sum(deviations) ** 2
    return Length((most_likely + drift) / DAY, sqrt(variance) / DAY)


def _points(task: PlannedTask) -> tuple[int, int, int]:
    shortest = task.minutes if task.optimistic is None else task.optimistic
    longest = task.minutes if task.pessimistic is None else task.pessimistic
    return shortest, task.minutes, longest
