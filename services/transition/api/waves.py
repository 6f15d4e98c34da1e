"""Waves: moved, taken live, rolled back."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, model_validator
from sqlmodel import col, or_, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Edge, Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from services.transition.api.common import Day, Planner, Reader, Reason
from services.transition.loading import Laid, freezes_of, gate_of, laid
from services.transition.models import Gate, Plan, Task, Wave, WaveState
from services.transition.rescheduling import move_wave, must_be_clear
from services.transition.wave_date import wave_date

router = APIRouter(tags=["waves"], route_class=Edge)


class WaveView(View):
    """`expected_on`: when the way there lets it go live, on the planned date or later."""

    id: UUID
    plan_id: UUID
    contract_id: UUID
    code: str
    title: str
    processes: list[str]
    first_planned_on: date
    planned_on: date
    expected_on: date
    state: WaveState
    live_on: date | None
    rolled_back_on: date | None


class Reschedule(Body):
    """With `to` it moves there. Without, to the first date that rework and freezes leave.

    Rework is `rework_days` business days from the planned date, or from today if that is later;
    or it ends by `not_before`, where that is known.
    """

    reason: Reason
    to: Day | None = None
    not_before: Day | None = None
    rework_days: Annotated[int, Field(ge=0, le=500)] | None = None
    "Unless stated: reverse shadowing, gate and cut-over once more, as long as the plan has them."

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.to, self.not_before, self.rework_days)) > 1:
            raise ValueError("state one of to, not_before and rework_days")
        return self


class GoLive(Body):
    live_on: Day | None = None
    "Today, unless stated."


TODAY = GoLive()


class RollBack(Body):
    on: Day | None = None
    "Today, unless stated."
    reason: Reason


@router.get("/plans/{id}/waves")
async def list_waves(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[WaveView]:
    await db.seen(Plan, id, actor)
    query = select(Wave).where(Wave.plan_id == id)
    return await page(db, query, Wave, actor, WaveView.model_validate, limit, after)


@router.get("/waves/{id}")
async def read_wave(id: UUID, db: Session, actor: Reader) -> WaveView:
    return WaveView.model_validate(await db.seen(Wave, id, actor))


@router.get("/waves/{id}/explanation")
async def explain_wave(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How its date was found when it was last moved. 409 where it was never moved by the rule."""
    wave = await db.seen(Wave, id, actor)
    if wave.explanation is None:
        raise refused("not-computed", f"The date of {wave.code} was stated, not computed.")
    return wave.explanation


@router.post("/waves/{id}/reschedule")
async def reschedule(id: UUID, body: Reschedule, db: Session, actor: Planner) -> WaveView:
    """Moves a wave that is not live, and opens its gate again.

    A date that is stated must not have passed nor lie in a freeze; one that is computed leaves
    hypercare clear of freezes and a settling week behind them.
    """
    found, wave, gate = await _locked(db, id, actor)
    wave.must_not_be_live()
    to, why = await _new_date(body, db, wave, found)
    publish(db, move_wave(found, wave, gate, to, body.reason, why))
    return WaveView.model_validate(wave)


async def _new_date(
    body: Reschedule, db: Session, wave: Wave, found: Laid
) -> tuple[date, Explanation | None]:
    freezes = await freezes_of(db, wave.plan_id)
    today = found.plan.today(db.now)
    if body.to is None:
        rework = found.rework_days(wave) if body.rework_days is None else body.rework_days
        computed = wave_date.explained(
            found.plan.country,
            max(wave.planned_on, today),
            rework,
            body.not_before and max(body.not_before, today),
            freezes,
        )
        return computed.value, computed.explanation
    if body.to < today:
        raise invalid("/to", f"{body.to} has passed.")
    must_be_clear(body.to, freezes)
    return body.to, None


@router.post("/waves/{id}/go-live")
async def go_live(id: UUID, db: Session, actor: Planner, body: GoLive = TODAY) -> WaveView:
    """Takes it live: with a gate decided GO, or CONDITIONAL with waivers that hold, before that
    day, and outside freezes. Its service levels begin their baselining."""
    found, wave, gate = await _locked(db, id, actor)
    on = body.live_on or found.plan.today(db.now)
    found.plan.must_not_be_ahead("/live_on", on, db.now)
    publish(db, wave.go_live(on, gate, await freezes_of(db, wave.plan_id)))
    found.live_task(wave).done_on = on
    publish(db, found.forecast(f"{wave.code} went live"))
    return WaveView.model_validate(wave)


@router.post("/waves/{id}/roll-back")
async def roll_back(id: UUID, body: RollBack, db: Session, actor: Planner) -> WaveView:
    """Takes the work back to the old team. Going live again takes a new decision at the gate."""
    found, wave, gate = await _locked(db, id, actor)
    on = body.on or found.plan.today(db.now)
    found.plan.must_not_be_ahead("/on", on, db.now)
    publish(db, wave.roll_back(on, body.reason, gate))
    publish(db, found.undo_live(wave, db.now))
    return WaveView.model_validate(wave)


async def _locked(db: Session, id: UUID, actor: Actor) -> tuple[Laid, Wave, Gate]:
    """The plan first, as everybody locks who moves it; with the wave's tasks."""
    wave = await db.seen(Wave, id, actor)
    its = or_(col(Task.wave) == wave.code, col(Task.code) == wave.live_task)
    found = await laid(db, wave.plan_id, its)
    wave = await db.locked(Wave, id, actor)
    return found, wave, await gate_of(db, wave)
