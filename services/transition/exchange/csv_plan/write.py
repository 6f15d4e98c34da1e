"""A plan's tasks as CSV."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import StringIO

from services.transition.exchange import raci
from services.transition.exchange.csv_plan import cells, columns, links, spans
from services.transition.exchange.outline import outlined
from services.transition.exchange.plan_document import Dates, PlanDocument, PlannedTask


def write_csv(document: PlanDocument, dates: Mapping[str, Dates]) -> bytes:
    """UTF-8, commas, tasks in outline order. Days of work are told in `days` where four places
    say them exactly, in `minutes` else. Floats are rounded half-even to four places of a day.

    Raises `ValueError` for a plan whose outline is broken.
    """
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow([*columns.GIVEN, *columns.COMPUTED])
    for entry in outlined(document.tasks):
        given = _given(entry.task, document.minutes_per_day)
        row = [cells.guarded(given[name]) for name in columns.GIVEN]
        table.writerow([*row, *_computed(dates.get(entry.task.code), document.minutes_per_day)])
    return out.getvalue().encode()


def _given(task: PlannedTask, per_day: int) -> dict[str, str]:
    constraint = task.constraint
    return {
        "code": task.code,
        "title": task.title,
        "parent": task.parent or "",
        "wave": task.wave,
        **_work(task, per_day),
        "predecessors": links.told(task.predecessors, per_day),
        "constraint": constraint.kind if constraint else "",
        "constraint_date": cells.moment(constraint.at if constraint else None),
        "deadline": cells.moment(task.deadline),
        "calendar": task.calendar or "",
        "milestone": task.milestone or "",
        "live": "yes" if task.live else "",
        **_people(task),
        "demands": cells.joined([f"{each.resource} x{each.units}" for each in task.demands]),
        "optimistic_days": _estimate(task.optimistic, task, per_day),
        "pessimistic_days": _estimate(task.pessimistic, task, per_day),
        "budget": _amount(task.budget),
        "actual_cost": _amount(task.actual_cost),
        "started_at": cells.moment(task.started_at),
        "finished_at": cells.moment(task.finished_at),
        "percent": str(task.percent),
        "note": task.note,
        "uid": "" if task.uid is None else str(task.uid),
    }


def _work(task: PlannedTask, per_day: int) -> dict[str, str]:
    if task.elapsed:
        return {"days": spans.told(task.minutes, per_day, elapsed=True), "minutes": ""}
    days = spans.in_days(task.minutes, per_day)
    return {"days": days or "", "minutes": str(task.minutes) if days is None else ""}


def _estimate(minutes: int | None, task: PlannedTask, per_day: int) -> str:
    if minutes is None:
        return ""
    if task.elapsed:
        return spans.told(minutes, per_day, elapsed=True)
    return spans.in_days(minutes, per_day) or f"{minutes}m"


def _people(task: PlannedTask) -> dict[str, str]:
    return {
        name: "; ".join(raci.named(each) for each in task.responsibilities if each.role is role)
        for name, role in columns.RACI.items()
    }


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f").lstrip("-")


def _computed(dates: Dates | None, per_day: int) -> Iterator[str]:
    if dates is None:
        yield from ("" for _ in columns.COMPUTED)
        return
    for name in columns.COMPUTED[:6]:
        yield cells.moment(getattr(dates, name))
    yield _in_days(dates.total_float, per_day)
    yield _in_days(dates.free_float, per_day)
    yield "yes" if dates.critical else "no"


def _in_days(minutes: int, per_day: int) -> str:
    """A number, so no guard: below zero it must stay one."""
    days = round(Decimal(minutes) / per_day, 4)
    return format(days.normalize(), "f") if days else "0"
