"""From a plan's facts to its dates: tasks, links and constraints on the contract's calendar.

Facts alone decide: whatever the order in which they came, the same facts make the same dates.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from libs.common.calendars import BusinessCalendar
from libs.common.explain import Explained
from services.transition.critical_path import critical_path, place
from services.transition.network import Activity, Link, Network
from services.transition.plan_template import Predecessor


class Facts(Protocol):
    """What is known of a task. `slipped_to`: reported not to be reached before that date."""

    code: str
    days: int
    predecessors: list[Predecessor]
    not_before: date | None
    finish_by: date | None
    slipped_to: date | None
    done_on: date | None


class WorkingDays:
    """Numbers for dates: 0 is the first business day from the plan's start on."""

    def __init__(self, calendar: BusinessCalendar, starts_on: date) -> None:
        self._calendar = calendar
        self._first = calendar.add_business_days(starts_on, 0)

    def number(self, day: date) -> int:
        """Of the first business day from that date on."""
        business_day = self._calendar.add_business_days(day, 0)
        return self._calendar.business_days_between(self._first, business_day)

    def after(self, day: date) -> int:
        """Of the first business day that follows the date: where a task that ends on it ends."""
        business_day = self._calendar.add_business_days(day, 1)
        return self._calendar.business_days_between(self._first, business_day)

    def day(self, number: int) -> date:
        return self._calendar.add_business_days(self._first, number)

    def last_date(self, start: int, end: int) -> date:
        """The last day of work that ends before `end`; a task of no days ends where it starts."""
        return self.day(end - 1) if end > start else self.day(end)


def place_tasks(tasks: Sequence[Facts], on: WorkingDays) -> Network:
    return place([_activity(task, on) for task in tasks], list(_links(tasks)))


def explain_tasks(tasks: Sequence[Facts], on: WorkingDays) -> Explained[Network]:
    return critical_path.explained([_activity(task, on) for task in tasks], list(_links(tasks)))


def _activity(task: Facts, on: WorkingDays) -> Activity:
    starts = [on.number(task.not_before)] if task.not_before else []
    if task.slipped_to:
        starts.append(on.number(task.slipped_to) + 1 - task.days)
    return Activity(
        code=task.code,
        days=task.days,
        not_before=max([0, *starts]),
        finish_by=on.after(task.finish_by) if task.finish_by else None,
        finished=on.after(task.done_on) if task.done_on else None,
    )


def _links(tasks: Iterable[Facts]) -> Iterable[Link]:
    return (Link(p.task, task.code, p.kind, p.lag) for task in tasks for p in task.predecessors)
