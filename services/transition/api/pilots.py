"""Pilots: planned, measured, ended as computed, repeated; and what they taught."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import EitherDoer, Lead, Reader
from services.transition.api.pilot_bodies import (
    BatchView,
    DoLesson,
    EndPilot,
    LessonView,
    NoteLesson,
    PilotSummary,
    PilotView,
    PlanPilot,
    RepeatPilot,
    Standing,
    TellResults,
)
from services.transition.models import Pilot, PilotBatch, PilotLesson, Plan
from services.transition.models.pilots import PILOT_LIFE, Deed, PilotStep
from services.transition.pilots.batch import Batch
from services.transition.pilots.running import (
    forget_lesson,
    must_be_last_run,
    must_fit,
    stands,
    watch_lesson,
)
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import must_be_new, plan_of, waves_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["pilots"])
NOTHING_TO_ADD = EndPilot()


@router.post("/plans/{id}/pilots", status_code=201)
async def plan_pilot(
    id: UUID, body: PlanPilot, db: Session, actor: Lead, response: Response
) -> PilotView:
    """A part of a wave's work to be done by the new team, and what it must show.

    409 where the code is taken; 422 for a wave or a process that the plan does not have.
    """
    plan = await db.locked(Plan, id, actor)
    await _must_be_of_the_wave(db, body, id)
    await must_be_new(db, Pilot, id, body.code)
    pilot = Pilot(
        **plan.ours,
        **body.model_dump(exclude={"criteria"}),
        criteria=[asked.criterion for asked in body.criteria],
        planned_on=plan.today(db.now),
        planned_by=actor.id,
    )
    return await _planned(db, pilot, "", response)


@router.get("/plans/{id}/pilots")
async def list_pilots(
    id: UUID,
    db: Session,
    actor: Reader,
    wave: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PilotSummary]:
    await db.seen(Plan, id, actor)
    query = select(Pilot).where(Pilot.plan_id == id)
    query = query if wave is None else query.where(Pilot.wave == wave)
    return await page(db, query, Pilot, actor, PilotSummary.model_validate, limit, after)


@router.get("/pilots/{id}")
async def read_pilot(id: UUID, db: Session, actor: Reader) -> PilotView:
    """With what its results come to so far."""
    return await _view(db, await db.seen(Pilot, id, actor))


@router.get("/pilots/{id}/explanation")
async def explain_pilot(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How it came out; while it runs, what its results come to so far."""
    pilot = await db.seen(Pilot, id, actor)
    return pilot.explanation or (await stands(db, pilot)).explanation


@router.get("/pilots/{id}/results")
async def list_results(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[BatchView]:
    await db.seen(Pilot, id, actor)
    query = select(PilotBatch).where(PilotBatch.pilot_id == id)
    return await page(db, query, PilotBatch, actor, BatchView.model_validate, limit, after)


@router.post("/pilots/{id}/results")
async def tell_results(id: UUID, body: TellResults, db: Session, actor: EitherDoer) -> PilotView:
    """Results of some days, by the client or the plan's own vendor; all of them or none.

    One batch counts for a criterion and a day: the client's where it measured that day, or else the
    vendor's; told again, the last. 422 for days outside of the pilot, a day told twice at once, and
    what a criterion does not measure like that.
    """
    pilot = await db.locked(Pilot, id, actor)
    today = (await plan_of(db, pilot)).today(db.now)
    told: dict[str, Any] = {"told_by": party(actor), "reported_by": actor.id, "reported_at": db.now}
    batches: list[PilotBatch] = []
    for n, one in enumerate(body.results):
        if any((each.criterion, each.day) == (one.criterion, one.day) for each in batches):
            raise invalid(f"/results/{n}/day", f"{one.criterion} of {one.day} is told twice.")
        fields = one.model_dump()
        must_fit(pilot, n, one.criterion, Batch.model_validate(fields), today)
        batches.append(PilotBatch(**pilot.ours, pilot_id=pilot.id, **fields, **told))
    publish(db, pilot.report(batches))
    db.add_all(batches)
    return await _view(db, pilot)


@router.post("/pilots/{id}/end")
async def end(id: UUID, db: Session, actor: Lead, body: EndPilot = NOTHING_TO_ADD) -> PilotView:
    """Passed, failed or inconclusive, as its results come to: nobody states it. By somebody who did
    not set its criteria (403 `four-eyes`)."""
    pilot = await db.locked(Pilot, id, actor)
    pilot.must_be_ended_by(actor)
    on = day_of(await plan_of(db, pilot), body.on, db.now)
    publish(db, pilot.end(await stands(db, pilot), Deed(actor.id, on, body.note)))
    await outlook(db, pilot.plan_id, pilot.wave)
    return await _view(db, pilot)


@router.post("/pilots/{id}/repeat", status_code=201)
async def repeat(
    id: UUID, body: RepeatPilot, db: Session, actor: Lead, response: Response
) -> PilotView:
    """The next run, with a sample and criteria of its own. Only the last run is repeated."""
    last = await db.locked(Pilot, id, actor)
    PILOT_LIFE.after(last.named, last.state, PilotStep.REPEAT)
    await must_be_last_run(db, last)
    kept = last.model_dump(include={"wave", "code", "title", "processes"})
    pilot = Pilot(
        **last.ours,
        **kept,
        **body.model_dump(exclude={"criteria", "reason"}),
        run=last.run + 1,
        repeats=last.id,
        criteria=[asked.criterion for asked in body.criteria],
        planned_on=(await plan_of(db, last)).today(db.now),
        planned_by=actor.id,
    )
    return await _planned(db, pilot, body.reason, response)


@router.post("/pilots/{id}/lessons", status_code=201)
async def learn(
    id: UUID, body: NoteLesson, db: Session, actor: EitherDoer, response: Response
) -> LessonView:
    """What is to be done otherwise, by whom and until when."""
    pilot = await db.locked(Pilot, id, actor)
    today = (await plan_of(db, pilot)).today(db.now)
    if body.due_on < today:
        raise invalid("/due_on", f"{body.due_on} has passed.")
    named: dict[str, Any] = {"pilot_id": pilot.id, "wave": pilot.wave, "code": pilot.code}
    lesson = PilotLesson(**pilot.ours, **named, **body.model_dump())
    db.add(lesson)
    publish(db, lesson.learn(actor.id))
    await watch_lesson(db, lesson)
    response.headers["Location"] = f"/transition/v1/pilot-lessons/{lesson.id}"
    return LessonView.model_validate(lesson)


@router.get("/pilots/{id}/lessons")
async def list_lessons(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[LessonView]:
    await db.seen(Pilot, id, actor)
    query = select(PilotLesson).where(PilotLesson.pilot_id == id)
    return await page(db, query, PilotLesson, actor, LessonView.model_validate, limit, after)


@router.get("/pilot-lessons/{id}")
async def read_lesson(id: UUID, db: Session, actor: Reader) -> LessonView:
    return LessonView.model_validate(await db.seen(PilotLesson, id, actor))


@router.post("/pilot-lessons/{id}/do")
async def do_lesson(id: UUID, body: DoLesson, db: Session, actor: EitherDoer) -> LessonView:
    lesson = await db.locked(PilotLesson, id, actor)
    on = day_of(await plan_of(db, lesson), body.on, db.now)
    publish(db, lesson.do(Deed(actor.id, on, body.note), body.evidence))
    await forget_lesson(db, lesson)
    return LessonView.model_validate(lesson)


async def _must_be_of_the_wave(db: Session, body: PlanPilot, plan_id: UUID) -> None:
    wave = next((each for each in await waves_of(db, plan_id) if each.code == body.wave), None)
    if wave is None:
        raise invalid("/wave", f"The plan has no wave {body.wave}.")
    if others := sorted(set(body.processes) - set(wave.processes)):
        raise invalid("/processes", f"{body.wave} does not move {', '.join(others)}.")


async def _planned(db: Session, pilot: Pilot, why: str, response: Response) -> PilotView:
    db.add(pilot)
    publish(db, pilot.plan(why))
    await outlook(db, pilot.plan_id, pilot.wave)
    response.headers["Location"] = f"/transition/v1/pilots/{pilot.id}"
    return await _view(db, pilot)


async def _view(db: Session, pilot: Pilot) -> PilotView:
    found = (await stands(db, pilot)).value
    summary = dict(PilotSummary.model_validate(pilot))
    return PilotView(**summary, stands=Standing(**dict(found)))
