"""When drafted tasks would lie: in working days by themselves, or on the calendar of a country."""

from collections.abc import Sequence
from datetime import date, datetime, time

from services.transition.exchange.plan_document import DAY, PlannedTask
from services.transition.plan.clock import clock_of, office_calendar
from services.transition.scheduling.network import Activity, Constraint, Link
from services.transition.scheduling.schedule import Schedule, place
from services.transition.scheduling.work_time import ELAPSED, Clock, instant


def lead_time(tasks: Sequence[PlannedTask]) -> int:
    """Working days from the start of a wave to its go-live, by its own links alone."""
    placed = place([Activity(t.code, t.minutes, ELAPSED) for t in tasks], links_among(tasks), 0)
    return next(placed[task.code].start for task in tasks if task.live) // DAY


def placed_on(country: str, starts_on: date, tasks: Sequence[PlannedTask]) -> Schedule:
    """Leaves as early as links and constraints allow; links to tasks of other plans are left."""
    clock = clock_of(office_calendar(country))
    starts_at = instant(datetime.combine(starts_on, time.min))
    return place([_activity(task, clock) for task in tasks], links_among(tasks), starts_at)


def links_among(tasks: Sequence[PlannedTask]) -> list[Link]:
    own = {task.code for task in tasks}
    return [
        Link(p.task, task.code, p.kind, p.lag, p.elapsed)
        for task in tasks
        for p in task.predecessors
        if p.task in own
    ]


def _activity(task: PlannedTask, clock: Clock) -> Activity:
    bound = None
    if task.constraint is not None and task.constraint.at is not None:
        bound = Constraint(task.constraint.kind, instant(task.constraint.at))
    return Activity(task.code, task.minutes, clock, bound)
