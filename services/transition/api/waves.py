"""Waves: moved, taken live, stabilised, rolled back in an emergency."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Lead, Planner, Reader, Reason
from services.transition.models import Plan, Wave, WaveState
from services.transition.models.waves import WaveStep
from services.transition.plan.items import day_of
from services.transition.plan.loading import Laid, freezes_of, plan_of
from services.transition.readiness.outlook import look, outlook
from services.transition.roll_out.cutting_over import complete_cutover
from services.transition.roll_out.going_back import (
    emergency,
    must_have_none_open,
    plan_anew,
    take_back,
)
from services.transition.roll_out.hypercare_exit import must_be_stable
from services.transition.roll_out.laid_wave import laid_wave
from services.transition.roll_out.rescheduling import move_wave, must_be_clear
from services.transition.roll_out.turn import must_be_in_turn
from services.transition.roll_out.watching import begin_hypercare, stop_watching
from services.transition.roll_out.wave_date import wave_date

router = router_of("transition", tags=["waves"])


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
    stabilised_on: date | None
    handed_over_on: date | None
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


class Stabilise(Body):
    on: Day | None = None
    "Today, unless stated."


STABLE_TODAY = Stabilise()


class RollBackAtOnce(Body):
    on: Day | None = None
    "Today, unless stated."
    reason: Reason
    caused_by: Party | None = None
    "The side on whose account it is, where that is plain already."


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
    """Moves a wave that is not live, and opens its gate again. One that was rolled back is planned
    anew: 409 while nobody has noted what that taught.

    A date that is stated must not have passed nor lie in a freeze; one that is computed leaves
    hypercare clear of freezes and a settling week behind them.
    """
    found, wave, gate = await laid_wave(db, id, actor)
    wave.after(WaveStep.RESCHEDULE)
    to, why = await _new_date(body, db, wave, found)
    publish(db, move_wave(found, wave, gate, to, body.reason, why))
    await plan_anew(db, wave, found.plan.today(db.now))
    await outlook(db, wave.plan_id, wave.code)
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
    day, and still so; outside freezes; after the waves that the plan puts before it; with its
    cutover worked off, where one is listed. Its service levels begin their baselining, its
    hypercare begins."""
    found, wave, gate = await laid_wave(db, id, actor)
    on = day_of(found.plan, body.live_on, db.now, "/live_on")
    await look(db, gate)
    publish(db, wave.go_live(on, gate, await freezes_of(db, wave.plan_id)))
    must_be_in_turn(found, wave)
    await plan_anew(db, wave, on)
    await complete_cutover(db, wave, on)
    found.live_task(wave).done_on = on
    publish(db, found.forecast(f"{wave.code} went live"))
    await begin_hypercare(db, found.plan, wave)
    return WaveView.model_validate(wave)


@router.post("/waves/{id}/stabilise")
async def stabilise(id: UUID, db: Session, actor: Lead, body: Stabilise = STABLE_TODAY) -> WaveView:
    """Ends hypercare, by what it shows on that day. 409 while an exit criterion is not met that the
    sponsor has not accepted, or an incident of severity 1 is open. By somebody who neither set the
    criteria nor took one of them as it is (403 `four-eyes`)."""
    wave = await db.locked(Wave, id, actor)
    plan = await plan_of(db, wave)
    on = day_of(plan, body.on, db.now)
    wave.after(WaveStep.STABILISE)
    await must_have_none_open(db, wave)
    found = await must_be_stable(db, plan, wave, on, actor)
    publish(db, wave.stabilise(on, actor.id, found.accepted, found.shown))
    await stop_watching(db, wave)
    return WaveView.model_validate(wave)


@router.post("/waves/{id}/roll-back")
async def roll_back(id: UUID, body: RollBackAtOnce, db: Session, actor: Planner) -> WaveView:
    """The emergency: takes the work back to the old team at once, and is told as such. Where there
    is time it is proposed and decided: POST …/roll-backs. Going live again takes a new decision at
    the gate."""
    laid = await laid_wave(db, id, actor)
    wave = laid.wave
    on = day_of(laid.found.plan, body.on, db.now)
    wave.after(WaveStep.ROLL_BACK)
    wave.must_be_live_by("/on", on)
    why = await emergency(db, wave, actor, body.reason, on, body.caused_by)
    await take_back(db, laid, why, on, actor.id)
    return WaveView.model_validate(wave)
