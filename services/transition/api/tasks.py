"""Tasks: added, planned otherwise, taken out, and how far the client's own have come."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, ValidationError, model_validator

from libs.common.bodies import Body
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader, Reason
from services.transition.api.task_views import TaskView
from services.transition.exchange.plan_document import (
    Amount,
    Demand,
    Minutes,
    Name,
    Note,
    PlannedConstraint,
    PlannedTask,
    Predecessor,
    Responsibility,
    Title,
    Wall,
    WaveCode,
)
from services.transition.models import Plan, Task
from services.transition.plan.editing import add_task, change_task, note_progress, remove_task
from services.transition.plan.loading import Laid, laid
from services.transition.plan.networks import network_of

router = router_of("transition", tags=["tasks"])
Days = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=4)]
Clearable = Literal[
    "parent", "calendar", "constraint", "deadline", "optimistic", "pessimistic", "budget"
]
PLANNED = PlannedTask.model_fields.keys() - {"minutes"}


class TaskWork(Body):
    """`days`: working days of the plan, half-up to the minute; or `minutes`. Neither: a milestone,
    or a summary."""

    days: Days | None = None
    minutes: Minutes | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.days is not None and self.minutes is not None:
            raise ValueError("state days or minutes, not both")
        return self

    def work(self, minutes_per_day: int) -> int | None:
        if self.days is not None:
            return int((self.days * minutes_per_day).to_integral_value(ROUND_HALF_UP))
        return self.minutes


class NewTask(TaskWork):
    """`after_task`: the code of the task behind which it stands in the outline; last, unless
    stated. Lags are working minutes of the task after."""

    code: Name
    title: Title
    parent: Name | None = None
    after_task: Name | None = None
    wave: WaveCode = ""
    elapsed: bool = False
    calendar: Name | None = None
    milestone: Name | None = None
    predecessors: Annotated[tuple[Predecessor, ...], Field(max_length=1000)] = ()
    constraint: PlannedConstraint | None = None
    deadline: Wall | None = None
    responsibilities: Annotated[tuple[Responsibility, ...], Field(max_length=50)] = ()
    demands: Annotated[tuple[Demand, ...], Field(max_length=50)] = ()
    optimistic: Minutes | None = None
    pessimistic: Minutes | None = None
    budget: Amount | None = None
    note: Note = ""


class ChangedTask(TaskWork):
    """What is left out stays. `clear`: fields to be empty from now on."""

    reason: Reason
    title: Title | None = None
    parent: Name | None = None
    elapsed: bool | None = None
    calendar: Name | None = None
    predecessors: Annotated[tuple[Predecessor, ...], Field(max_length=1000)] | None = None
    constraint: PlannedConstraint | None = None
    deadline: Wall | None = None
    responsibilities: Annotated[tuple[Responsibility, ...], Field(max_length=50)] | None = None
    demands: Annotated[tuple[Demand, ...], Field(max_length=50)] | None = None
    optimistic: Minutes | None = None
    pessimistic: Minutes | None = None
    budget: Amount | None = None
    note: Note | None = None
    clear: tuple[Clearable, ...] = ()


class Progress(Body):
    """What is left out stays as it is. A milestone that the vendor claims is not finished here.
    `clear`: what was stated by mistake."""

    started_at: Wall | None = None
    finished_at: Wall | None = None
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    actual_cost: Amount | None = None
    clear: tuple[Literal["started_at", "finished_at", "actual_cost"], ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.started_at and self.finished_at and self.finished_at < self.started_at:
            raise ValueError("finished_at lies before started_at")
        if any(getattr(self, name) is not None for name in self.clear):
            raise ValueError("state a fact or clear it, not both")
        return self

    @property
    def stated(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True, exclude={"clear"}) | dict.fromkeys(self.clear)


@router.get("/tasks/{id}")
async def read_task(id: UUID, db: Session, actor: Reader) -> TaskView:
    task = await db.seen(Task, id, actor)
    plan = await db.seen(Plan, task.plan_id, actor)
    return TaskView.of(plan, await network_of(db, plan), actor, task)


@router.post("/plans/{id}/tasks", status_code=201)
async def add(id: UUID, body: NewTask, db: Session, actor: Planner, response: Response) -> TaskView:
    """A piece of work, a milestone or a summary. 422 where links would wait for each other."""
    await db.locked(Plan, id, actor)
    found = await laid(db, id)
    work = body.work(found.plan.minutes_per_day) or 0
    stated = {name: getattr(body, name) for name in body.model_fields_set}
    drafted = _drafted({n: v for n, v in stated.items() if n in PLANNED} | {"minutes": work})
    task = add_task(found, drafted, body.after_task)
    db.add(task)
    publish(db, found.rebuild(f"{task.code} was added"))
    response.headers["Location"] = f"/transition/v1/tasks/{task.id}"
    return TaskView.of(found.plan, found.network, actor, task)


@router.post("/tasks/{id}/change")
async def change(id: UUID, body: ChangedTask, db: Session, actor: Planner) -> TaskView:
    """Plans it otherwise, and says why. Other tasks move with it."""
    found, task = await _found(id, db, actor)
    work = body.work(found.plan.minutes_per_day)
    named = {n: getattr(body, n) for n in body.model_fields_set - {"days", "reason", "clear"}}
    given = {name: value for name, value in named.items() if value is not None}
    if work is not None:
        given["minutes"] = work
    given |= dict.fromkeys(body.clear)
    if not given:
        raise invalid("", "Nothing to change was stated.")
    task = change_task(found, task.code, given)
    publish(db, found.rebuild(f"{task.code} was changed: {body.reason}"))
    return TaskView.of(found.plan, found.network, actor, task)


@router.post("/tasks/{id}/remove", status_code=204)
async def remove(id: UUID, db: Session, actor: Planner) -> None:
    """Takes it out, with its links. 409 where it began, holds parts, or puts a wave live."""
    found, task = await _found(id, db, actor)
    gone = remove_task(found, task.code)
    publish(db, found.rebuild(f"{task.code} was taken out"))
    await db.delete(gone)


@router.post("/tasks/{id}/progress")
async def progress(id: UUID, body: Progress, db: Session, actor: Planner) -> TaskView:
    """How far work has come that no vendor claims."""
    found, task = await _found(id, db, actor, Task.id == id)
    note_progress(found, task, body.stated, db.now)
    publish(db, found.forecast(f"{task.code} made progress"))
    return TaskView.of(found.plan, found.network, actor, task)


async def _found(id: UUID, db: Session, actor: Planner, *which: Any) -> tuple[Laid, Task]:
    """Locked as everywhere: the plan first. Then the task is read anew: another may have changed
    it, or taken it out, since it was looked up."""
    seen = await db.seen(Task, id, actor)
    db.expunge(seen)
    found = await laid(db, seen.plan_id, *which)
    task = next((task for task in found.tasks if task.id == id), None)
    if task is None:
        raise not_found("task", id)
    return found, task


def _drafted(stated: dict[str, Any]) -> PlannedTask:
    """Refuses (422) estimates out of order, which take the plan's day to compare."""
    try:
        return PlannedTask(**stated)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        field = "".join(f"/{part}" for part in first["loc"])
        raise invalid(field, first["msg"].removeprefix("Value error, ")) from fault
