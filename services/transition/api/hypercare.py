"""Hypercare: planned with exit criteria, judged, extended, accepted."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.problems import invalid, not_found, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Lead, Planner, Reader, Reason, Text
from services.transition.models import Hypercare, Wave, WaveState
from services.transition.models.hypercare import AcceptedCriterion, Extension
from services.transition.models.plan_items import Deed
from services.transition.models.waves import WAVE_LIFE
from services.transition.plan.loading import plan_of
from services.transition.roll_out.exit_criteria import Bound, ExitCriterion, ExitResult, How
from services.transition.roll_out.hypercare_exit import exit_of, hypercare_of
from services.transition.roll_out.watching import begin_hypercare, watch

router = router_of("transition", tags=["hypercare"])
Sponsor = Annotated[Actor, needs(Role.SPONSOR)]
Value = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=6)]
Days = Annotated[int, Field(ge=1, le=120)]


class StatedCriterion(Body):
    """`how`: the total of the days, the worst of them, or of so many the share. `days`: the working
    days looked at. The threshold of a share is 0 to 1."""

    code: Code
    title: Text
    how: How
    bound: Bound
    threshold: Value
    days: Days


class PlanHypercare(Body):
    working_days: Days
    "From go-live on."
    criteria: Annotated[list[StatedCriterion], Field(min_length=1, max_length=20)]


class Extend(Body):
    to: Day
    reason: Reason


class AcceptCriterion(Body):
    criterion: Text
    reason: Reason


class ExitView(View):
    """`stable`: the wave can be stabilised today."""

    stable: bool
    results: list[ExitResult]
    blockers: list[str]
    accepted: list[str]


class HypercareView(View):
    wave_id: UUID
    wave: str
    working_days: int
    ends_on: date | None
    overran: bool
    criteria: list[ExitCriterion]
    extensions: list[Extension]
    accepted: list[AcceptedCriterion]
    exit: ExitView


@router.post("/waves/{id}/hypercare", status_code=201)
async def plan_hypercare(
    id: UUID, body: PlanHypercare, db: Session, actor: Lead, response: Response
) -> HypercareView:
    """What a wave must show until it is stable, and how long that is planned to take. Before
    go-live, or after it. Who says so does not call the wave stable. 409 where it is planned
    already."""
    wave = await db.locked(Wave, id, actor)
    must_go_on(wave)
    if await hypercare_of(db, id):
        raise refused("hypercare-planned", f"The hypercare of {wave.code} is planned already.")
    _must_be_sound(body.criteria)
    hypercare = Hypercare(
        **wave.ours,
        wave_id=id,
        wave=wave.code,
        working_days=body.working_days,
        planned_by=actor.id,
        criteria=[ExitCriterion(**each.model_dump()) for each in body.criteria],
    )
    db.add(hypercare)
    publish(db, hypercare.planned(actor.id))
    await db.flush()
    await begin_hypercare(db, await plan_of(db, wave), wave)
    response.headers["Location"] = f"/transition/v1/waves/{id}/hypercare"
    return await view_of(db, wave, hypercare)


@router.get("/waves/{id}/hypercare")
async def read_hypercare(id: UUID, db: Session, actor: Reader) -> HypercareView:
    """With each exit criterion as it stands today."""
    wave = await db.seen(Wave, id, actor)
    return await view_of(db, wave, await planned_for(db, wave))


@router.get("/waves/{id}/hypercare/explanation")
async def explain_exit(id: UUID, db: Session, actor: Reader) -> list[Explanation]:
    """One for each criterion and parallel run."""
    wave = await db.seen(Wave, id, actor)
    hypercare = await planned_for(db, wave)
    return (await exit_of(db, await plan_of(db, wave), wave, hypercare)).explanations


@router.post("/waves/{id}/hypercare/extend")
async def extend(id: UUID, body: Extend, db: Session, actor: Planner) -> HypercareView:
    """A later planned end, with the reason. 422 for one that has passed or is not later."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await planned_for(db, wave), await plan_of(db, wave)
    must_go_on(wave)
    today = plan.today(db.now)
    if body.to < today:
        raise invalid("/to", f"{body.to} has passed.")
    publish(db, hypercare.extend(body.to, Deed(today, actor.id, db.now, body.reason)))
    await watch(db, plan, hypercare)
    return await view_of(db, wave, hypercare)


@router.post("/waves/{id}/hypercare/accept")
async def accept(id: UUID, body: AcceptCriterion, db: Session, actor: Sponsor) -> HypercareView:
    """The sponsor, who did not set the criteria, takes one as it is, with the reason, for this
    go-live. 409 for one that is met; incidents of severity 1 and blockers cannot be accepted."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await planned_for(db, wave), await plan_of(db, wave)
    actor.not_by(hypercare.planned_by or "", f"set when {wave.code} is stable")
    if wave.live_on is None:
        raise refused("not-live", f"{wave.code} is not live.")
    must_go_on(wave)
    found = await exit_of(db, plan, wave, hypercare)
    result = next((r for r in found.results if r.criterion == body.criterion), None)
    if result is None:
        known = ", ".join(r.criterion for r in found.results)
        raise invalid("/criterion", f"{body.criterion} is no exit criterion: {known} are.")
    if result.met:
        raise refused("criterion-met", f"{body.criterion} is met: {result.note}.")
    deed = Deed(plan.today(db.now), actor.id, db.now, body.reason)
    publish(db, hypercare.accept(body.criterion, deed))
    return await view_of(db, wave, hypercare)


def _must_be_sound(criteria: list[StatedCriterion]) -> None:
    codes = [each.code for each in criteria]
    for n, each in enumerate(criteria):
        if each.code in codes[:n]:
            raise invalid(f"/criteria/{n}/code", f"Two criteria are called {each.code}.")
        if each.how is How.SHARE and each.threshold > 1:
            raise invalid(f"/criteria/{n}/threshold", "A share is between 0 and 1.")


def must_go_on(wave: Wave) -> None:
    """Refuses what is told of a hypercare that has ended."""
    if wave.state in (WaveState.STABILISED, WaveState.HANDED_OVER):
        said = f"{wave.code} is stable since {wave.stabilised_on}."
        raise refused(WAVE_LIFE.kind(wave.state), said)


async def planned_for(db: Session, wave: Wave) -> Hypercare:
    found = await hypercare_of(db, wave.id)
    if found is None:
        raise not_found("hypercare", wave.id)
    return found


async def view_of(db: Session, wave: Wave, hypercare: Hypercare) -> HypercareView:
    found = await exit_of(db, await plan_of(db, wave), wave, hypercare)
    return HypercareView(
        **hypercare.model_dump(include=set(HypercareView.model_fields)),
        exit=ExitView(
            stable=found.is_stable and wave.live_on is not None,
            results=found.results,
            blockers=found.blockers,
            accepted=found.accepted,
        ),
    )
