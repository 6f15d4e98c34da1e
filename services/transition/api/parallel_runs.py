"""Parallel runs: begun, compared day by day, explained, ended."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, model_validator
from sqlmodel import col, select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.explain import Explained, Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Lead, Reader, Reason, Text
from services.transition.models import ParallelDay, ParallelRun, Plan, Wave
from services.transition.models.parallel_runs import RunState, RunStep
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new, plan_of
from services.transition.roll_out.parallel_exit import explainers, results_of
from services.transition.roll_out.parallel_result import ParallelResult

router = router_of("transition", tags=["parallel runs"])
Value = Annotated[Decimal, Field(ge=-(10**15), le=10**15, decimal_places=6)]
MOST_DAYS = 400
"Calendar days of a run, the first and the last included."
Note = Annotated[str, Field(max_length=2000)]


class BeginRun(Body):
    """`unit`: what is counted, or a currency. With `tolerance_is_share` the tolerance is a share of
    the old value, 0 to 1. `in_a_row`: the working days within that it must show; `share`: of all
    days, beside that."""

    code: Code
    title: Text
    process: Text
    unit: Text
    tolerance: Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=6)]
    tolerance_is_share: bool = False
    in_a_row: Annotated[int, Field(ge=1, le=250)]
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)] | None = None
    begins_on: Day
    until: Day

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.until < self.begins_on:
            raise ValueError("a run ends on or after the day it begins")
        if self.tolerance_is_share and self.tolerance > 1:
            raise ValueError("a share is between 0 and 1")
        return self


class Compared(Body):
    day: Day
    old: Value
    new: Value
    note: Note = ""


class ExplainDifference(Body):
    day: Day
    cause: Reason


class EndRun(Body):
    on: Day | None = None
    "Today, unless stated."


TODAY = EndRun()


class RunView(View):
    """`result`: as it stands now; once it has ended, as it ended."""

    id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    code: str
    title: str
    process: str
    unit: str
    tolerance: Decimal
    tolerance_is_share: bool
    in_a_row: int
    share: Decimal | None
    begins_on: date
    until: date
    state: RunState
    ended_on: date | None


class RunWithResult(RunView):
    result: ParallelResult


class ParallelDayView(View):
    day: date
    old: Decimal
    new: Decimal
    note: str
    reported_by: str
    cause: str
    explained_by: str | None


@router.post("/waves/{id}/parallel-runs", status_code=201)
async def begin_run(
    id: UUID, body: BeginRun, db: Session, actor: Lead, response: Response
) -> RunView:
    """Old and new side by side, for one process of the wave; its result counts among the exit
    criteria of hypercare. 409 where the plan has the code, and for more than 400 days."""
    wave = await db.locked(Wave, id, actor)
    if body.process not in wave.processes:
        known = ", ".join(wave.processes)
        raise invalid("/process", f"{wave.code} does not take over {body.process}, but {known}.")
    await must_be_new(db, ParallelRun, wave.plan_id, body.code)
    if (body.until - body.begins_on).days >= MOST_DAYS:
        said = f"A parallel run takes at most {MOST_DAYS} days, from its first to its last."
        raise refused("run-too-long", said, do="End it earlier, and begin another.")
    run = ParallelRun(
        **wave.ours, **body.model_dump(), wave_id=id, wave=wave.code, begun_by=actor.id
    )
    db.add(run)
    publish(db, run.begun(actor.id))
    response.headers["Location"] = f"/transition/v1/parallel-runs/{run.id}"
    return RunView.model_validate(run)


@router.get("/plans/{id}/parallel-runs")
async def list_runs(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RunView]:
    await db.seen(Plan, id, actor)
    query = select(ParallelRun).where(ParallelRun.plan_id == id)
    return await page(db, query, ParallelRun, actor, RunView.model_validate, limit, after)


@router.get("/parallel-runs/{id}")
async def read_run(id: UUID, db: Session, actor: Reader) -> RunWithResult:
    run = await db.seen(ParallelRun, id, actor)
    return await _view(db, run)


@router.get("/parallel-runs/{id}/explanation")
async def explain_run(id: UUID, db: Session, actor: Reader) -> Explanation:
    run = await db.seen(ParallelRun, id, actor)
    return run.explanation or (await _result(db, run)).explanation


@router.get("/parallel-runs/{id}/days")
async def list_days(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ParallelDayView]:
    await db.seen(ParallelRun, id, actor)
    query = select(ParallelDay).where(ParallelDay.run_id == id)
    view = ParallelDayView.model_validate
    return await page(db, query, ParallelDay, actor, view, limit, after)


@router.post("/parallel-runs/{id}/days")
async def compare(
    id: UUID,
    body: Annotated[list[Compared], Field(min_length=1, max_length=100)],
    db: Session,
    actor: EitherDoer,
) -> RunWithResult:
    """What both came to, by either side. A day told again takes the place of what was told, and is
    to be explained anew. 422 for a day ahead, before the run begins or 400 days after."""
    run = await db.locked(ParallelRun, id, actor)
    run.must_take(RunStep.RECORD)
    plan = await plan_of(db, run)
    for n, each in enumerate(body):
        plan.must_not_be_ahead(f"/{n}/day", each.day, db.now)
        if each.day < run.begins_on:
            raise invalid(f"/{n}/day", f"{run.code} begins on {run.begins_on}, after {each.day}.")
        if (each.day - run.begins_on).days >= MOST_DAYS:
            raise invalid(f"/{n}/day", f"A run takes at most {MOST_DAYS} days.")
        if each.day in [other.day for other in body[:n]]:
            raise invalid(f"/{n}/day", f"{each.day} is told twice.")
    there = await _there(db, run, [each.day for each in body])
    for each in body:
        day = there.get(each.day) or ParallelDay(
            **run.ours, run_id=id, day=each.day, old=each.old, new=each.new, reported_by=actor.id
        )
        day.old, day.new, day.note, day.reported_by = each.old, each.new, each.note, actor.id
        day.cause, day.explained_by = "", None
        db.add(day)
        publish(db, day.compared(run))
    await db.flush()
    return await _view(db, run)


@router.post("/parallel-runs/{id}/explain")
async def explain_difference(
    id: UUID, body: ExplainDifference, db: Session, actor: Lead
) -> RunWithResult:
    """The client's word for why a day differs: it counts as within. 409 where it does not."""
    run = await db.locked(ParallelRun, id, actor)
    run.must_take(RunStep.EXPLAIN)
    there = await _there(db, run, [body.day])
    if body.day not in there:
        raise invalid("/day", f"Nothing was told of {body.day}.")
    publish(db, there[body.day].explain(run, body.cause, actor.id))
    return await _view(db, run)


@router.post("/parallel-runs/{id}/end")
async def end_run(id: UUID, db: Session, actor: Lead, body: EndRun = TODAY) -> RunWithResult:
    """Passed or failed, as it stands; after that nothing is told of it. What failed is run again
    under another code. By somebody who neither set its tolerance nor explained a difference (403
    `four-eyes`)."""
    run = await db.locked(ParallelRun, id, actor)
    run.must_be_judged_by(actor, (await explainers(db, [run])).get(id, set()))
    on = day_of(await plan_of(db, run), body.on, db.now)
    if on < run.begins_on:
        raise invalid("/on", f"{run.code} begins on {run.begins_on}, after {on}.")
    publish(db, run.end(await _result(db, run), on, actor.id))
    return await _view(db, run)


async def _there(db: Session, run: ParallelRun, days: list[date]) -> dict[date, ParallelDay]:
    query = select(ParallelDay).where(ParallelDay.run_id == run.id, col(ParallelDay.day).in_(days))
    return {each.day: each for each in await db.all(query)}


async def _result(db: Session, run: ParallelRun) -> Explained[ParallelResult]:
    return (await results_of(db, await plan_of(db, run), [run]))[0]


async def _view(db: Session, run: ParallelRun) -> RunWithResult:
    result = (await _result(db, run)).value
    return RunWithResult(**RunView.model_validate(run).model_dump(), result=result)
