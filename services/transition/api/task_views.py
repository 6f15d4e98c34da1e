"""A task as it is told: what is planned, what is known, and the dates that follow."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.bodies import View
from services.transition.exchange.plan_document import (
    Demand,
    PlannedConstraint,
    Predecessor,
    Responsibility,
)
from services.transition.models import Plan, Task
from services.transition.plan.network import PlanNetwork, first_day, last_day
from services.transition.scheduling.work_time import moment

MONEY = ("budget", "actual_cost")
"For the client alone."


class Times(View):
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float_minutes: int
    free_float_minutes: int


class TaskView(View):
    """Dates are the first and the last day of work; `times` the same to the minute on the wall of
    the plan's place. Work and floats in working days (half-up to the hundredth) and in minutes.
    Without its own float a task is critical: it moves the end. `driven_by`: the task that sets
    its start. `breaks`: a date that must be kept puts it before a task that it waits for. What it
    costs is for the client alone.
    """

    id: UUID
    code: str
    title: str
    parent: str | None
    is_summary: bool
    wave: str
    days: Decimal
    minutes: int
    elapsed: bool
    calendar: str | None
    milestone: str | None
    predecessors: tuple[Predecessor, ...]
    constraint: PlannedConstraint | None
    deadline: datetime | None
    responsibilities: tuple[Responsibility, ...]
    demands: tuple[Demand, ...]
    optimistic: int | None
    pessimistic: int | None
    budget: Decimal | None
    actual_cost: Decimal | None
    note: str
    started_at: datetime | None
    finished_at: datetime | None
    percent: int
    slipped_to: date | None
    reported_on: date | None
    done_on: date | None
    accepted: bool
    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    times: Times
    total_float: Decimal
    free_float: Decimal
    critical: bool
    driven_by: str | None
    breaks: bool

    @classmethod
    def of(cls, plan: Plan, network: PlanNetwork, actor: Actor, task: Task) -> "TaskView":
        at = network[task.code]
        facts = {name: getattr(task, name) for name in cls.model_fields if hasattr(task, name)}
        return cls(
            **facts | (dict.fromkeys(MONEY) if actor.is_vendor else {}),
            is_summary=network.is_summary(task.code),
            days=plan.days(task.minutes),
            early_start=first_day(at.early_start),
            early_finish=last_day(at.early_finish),
            late_start=first_day(at.late_start),
            late_finish=last_day(at.late_finish),
            times=Times(
                start=moment(at.start),
                finish=moment(at.finish),
                early_start=moment(at.early_start),
                early_finish=moment(at.early_finish),
                late_start=moment(at.late_start),
                late_finish=moment(at.late_finish),
                total_float_minutes=at.total_float,
                free_float_minutes=at.free_float,
            ),
            total_float=plan.days(at.total_float),
            free_float=plan.days(at.free_float),
            critical=at.critical,
            driven_by=at.driven_by,
            breaks=at.breaks,
        )
