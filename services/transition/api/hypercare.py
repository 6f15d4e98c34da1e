"""Hypercare: planned with exit criteria, recorded by the day, judged, extended, accepted."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Edge, Session, needs
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, not_found, refused
from services.transition.api.common import Day, EitherDoer, Planner, Reader, Reason, Text
from services.transition.loading import must_be_new, plan_of
from services.transition.models import (
    Hypercare,
    HypercareIncident,
    HypercareRecord,
    Wave,
    WaveState,
)
from services.transition.models.hypercare import AcceptedCriterion, Extension, IncidentState
from services.transition.models.plan_items import Deed
from services.transition.models.waves import WAVE_LIFE
from services.transition.plan_items import day_of
from services.transition.roll_out.exit_criteria import Bound, ExitCriterion, ExitResult, How
from services.transition.roll_out.hypercare_exit import exit_of, hypercare_of
from services.transition.roll_out.watching import begin_hypercare, watch

router = APIRouter(tags=["hypercare"], route_class=Edge)
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


class Recorded(Body):
    """`total`: of how many, for a criterion that is a share."""

    criterion: Code
    day: Day
    value: Value
    total: Annotated[int, Field(ge=0, le=10**9)] | None = None


class Extend(Body):
    to: Day
    reason: Reason


class AcceptCriterion(Body):
    criterion: Text
    reason: Reason


class RaiseIncident(Body):
    """`severity` 1 is the worst. `side`: whose move it is."""

    code: Code
    title: Text
    severity: Annotated[int, Field(ge=1, le=4)]
    side: Party
    on: Day | None = None
    "Today, unless stated."


class SettleIncident(Body):
    reason: Reason
    "What resolved it, or why it is open again."
    on: Day | None = None
    "Today, unless stated."


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


class RecordView(View):
    criterion: str
    day: date
    value: Decimal
    total: int | None
    recorded_by: str


class IncidentView(View):
    id: UUID
    wave: str
    code: str
    title: str
    severity: int
    side: Party
    raised_on: date
    raised_by: str
    state: IncidentState
    since: date
    resolution: str


@router.post("/waves/{id}/hypercare", status_code=201)
async def plan_hypercare(
    id: UUID, body: PlanHypercare, db: Session, actor: Planner, response: Response
) -> HypercareView:
    """What a wave must show until it is stable, and how long that is planned to take. Before
    go-live, or after it. 409 where it is planned already."""
    wave = await db.locked(Wave, id, actor)
    _must_go_on(wave)
    if await hypercare_of(db, id):
        raise refused("hypercare-planned", f"The hypercare of {wave.code} is planned already.")
    _must_be_sound(body.criteria)
    hypercare = Hypercare(
        **wave.ours,
        wave_id=id,
        wave=wave.code,
        working_days=body.working_days,
        criteria=[ExitCriterion(**each.model_dump()) for each in body.criteria],
    )
    db.add(hypercare)
    publish(db, hypercare.planned(actor.id))
    await db.flush()
    await begin_hypercare(db, await plan_of(db, wave), wave)
    response.headers["Location"] = f"/transition/v1/waves/{id}/hypercare"
    return await _view(db, wave, hypercare)


@router.get("/waves/{id}/hypercare")
async def read_hypercare(id: UUID, db: Session, actor: Reader) -> HypercareView:
    """With each exit criterion as it stands today."""
    wave = await db.seen(Wave, id, actor)
    return await _view(db, wave, await _of(db, wave))


@router.get("/waves/{id}/hypercare/explanation")
async def explain_exit(id: UUID, db: Session, actor: Reader) -> list[Explanation]:
    """One for each criterion and parallel run."""
    wave = await db.seen(Wave, id, actor)
    hypercare = await _of(db, wave)
    return (await exit_of(db, await plan_of(db, wave), wave, hypercare)).explanations


@router.post("/waves/{id}/hypercare/records")
async def record(
    id: UUID,
    body: Annotated[list[Recorded], Field(min_length=1, max_length=200)],
    db: Session,
    actor: EitherDoer,
) -> HypercareView:
    """What the days showed, by either side. A day told again takes the place of what was told. 422
    for a day ahead or before go-live."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await _of(db, wave), await plan_of(db, wave)
    seen: set[tuple[str, date]] = set()
    for n, each in enumerate(body):
        plan.must_not_be_ahead(f"/{n}/day", each.day, db.now)
        wave.must_be_live_by(f"/{n}/day", each.day)
        _must_fit(n, each, hypercare.criterion(f"/{n}/criterion", each.criterion))
        if (each.criterion, each.day) in seen:
            raise invalid(f"/{n}/day", f"{each.criterion} of {each.day} is told twice.")
        seen.add((each.criterion, each.day))
    _must_go_on(wave)
    await _keep(db, hypercare, body, actor)
    return await _view(db, wave, hypercare)


@router.get("/waves/{id}/hypercare/records")
async def list_records(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RecordView]:
    await db.seen(Wave, id, actor)
    query = select(HypercareRecord).where(HypercareRecord.wave_id == id)
    view = RecordView.model_validate
    return await page(db, query, HypercareRecord, actor, view, limit, after)


@router.post("/waves/{id}/hypercare/extend")
async def extend(id: UUID, body: Extend, db: Session, actor: Planner) -> HypercareView:
    """A later planned end, with the reason. 422 for one that has passed or is not later."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await _of(db, wave), await plan_of(db, wave)
    _must_go_on(wave)
    today = plan.today(db.now)
    if body.to < today:
        raise invalid("/to", f"{body.to} has passed.")
    publish(db, hypercare.extend(body.to, Deed(today, actor.id, db.now, body.reason)))
    await watch(db, plan, hypercare)
    return await _view(db, wave, hypercare)


@router.post("/waves/{id}/hypercare/accept")
async def accept(id: UUID, body: AcceptCriterion, db: Session, actor: Sponsor) -> HypercareView:
    """The sponsor takes a criterion as it is, with the reason, for this go-live. 409 for one that
    is met; incidents of severity 1 and blockers cannot be accepted."""
    wave = await db.locked(Wave, id, actor)
    hypercare, plan = await _of(db, wave), await plan_of(db, wave)
    if wave.live_on is None:
        raise refused("not-live", f"{wave.code} is not live.")
    _must_go_on(wave)
    found = await exit_of(db, plan, wave, hypercare)
    result = next((r for r in found.results if r.criterion == body.criterion), None)
    if result is None:
        known = ", ".join(r.criterion for r in found.results)
        raise invalid("/criterion", f"{body.criterion} is no exit criterion: {known} are.")
    if result.met:
        raise refused("criterion-met", f"{body.criterion} is met: {result.note}.")
    deed = Deed(plan.today(db.now), actor.id, db.now, body.reason)
    publish(db, hypercare.accept(body.criterion, deed))
    return await _view(db, wave, hypercare)


@router.post("/waves/{id}/incidents", status_code=201)
async def raise_incident(
    id: UUID, body: RaiseIncident, db: Session, actor: EitherDoer, response: Response
) -> IncidentView:
    """What went wrong since go-live. While one of severity 1 is open the wave is not stable."""
    wave = await db.locked(Wave, id, actor)
    on = day_of(await plan_of(db, wave), body.on, db.now)
    wave.must_be_live_by("/on", on)
    await must_be_new(db, HypercareIncident, wave.plan_id, body.code)
    incident = HypercareIncident(
        **wave.ours,
        **body.model_dump(exclude={"on"}),
        wave_id=id,
        wave=wave.code,
        raised_on=on,
        since=on,
        raised_by=actor.id,
    )
    db.add(incident)
    publish(db, incident.raised())
    response.headers["Location"] = f"/transition/v1/waves/{id}/incidents"
    return IncidentView.model_validate(incident)


@router.get("/waves/{id}/incidents")
async def list_incidents(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[IncidentView]:
    await db.seen(Wave, id, actor)
    query = select(HypercareIncident).where(HypercareIncident.wave_id == id)
    view = IncidentView.model_validate
    return await page(db, query, HypercareIncident, actor, view, limit, after)


@router.post("/hypercare-incidents/{id}/resolve")
async def resolve(id: UUID, body: SettleIncident, db: Session, actor: EitherDoer) -> IncidentView:
    """With what resolved it."""
    incident = await db.locked(HypercareIncident, id, actor)
    on = day_of(await plan_of(db, incident), body.on, db.now)
    publish(db, incident.resolve(Deed(on, actor.id, db.now, body.reason)))
    return IncidentView.model_validate(incident)


@router.post("/hypercare-incidents/{id}/reopen")
async def reopen(id: UUID, body: SettleIncident, db: Session, actor: EitherDoer) -> IncidentView:
    """It was not resolved after all."""
    incident = await db.locked(HypercareIncident, id, actor)
    on = day_of(await plan_of(db, incident), body.on, db.now)
    publish(db, incident.reopen(Deed(on, actor.id, db.now, body.reason)))
    return IncidentView.model_validate(incident)


def _must_be_sound(criteria: list[StatedCriterion]) -> None:
    codes = [each.code for each in criteria]
    for n, each in enumerate(criteria):
        if each.code in codes[:n]:
            raise invalid(f"/criteria/{n}/code", f"Two criteria are called {each.code}.")
        if each.how is How.SHARE and each.threshold > 1:
            raise invalid(f"/criteria/{n}/threshold", "A share is between 0 and 1.")


def _must_fit(n: int, told: Recorded, criterion: ExitCriterion) -> None:
    is_share = criterion.how is How.SHARE
    if is_share != (told.total is not None):
        what = "is a share: say of how many" if is_share else "is no share: it has no total"
        raise invalid(f"/{n}/total", f"{told.criterion} {what}.")
    if told.total is not None and told.value > told.total:
        raise invalid(f"/{n}/value", f"{told.value} of {told.total} is more than all.")


def _must_go_on(wave: Wave) -> None:
    """Refuses what is told of a hypercare that has ended."""
    if wave.state in (WaveState.STABILISED, WaveState.HANDED_OVER):
        said = f"{wave.code} is stable since {wave.stabilised_on}."
        raise refused(WAVE_LIFE.kind(wave.state), said)


async def _keep(db: Session, hypercare: Hypercare, told: list[Recorded], actor: Actor) -> None:
    days = [each.day for each in told]
    query = select(HypercareRecord).where(
        HypercareRecord.wave_id == hypercare.wave_id, col(HypercareRecord.day).in_(days)
    )
    there = {(each.criterion, each.day): each for each in await db.all(query)}
    for each in told:
        was = there.get((each.criterion, each.day))
        row = was or HypercareRecord(
            **hypercare.ours,
            **each.model_dump(),
            wave_id=hypercare.wave_id,
            recorded_by=actor.id,
            recorded_at=db.now,
        )
        row.value, row.total = each.value, each.total
        row.recorded_by, row.recorded_at = actor.id, db.now
        db.add(row)
        publish(db, row.told(hypercare, corrected=was is not None))
    await db.flush()


async def _of(db: Session, wave: Wave) -> Hypercare:
    found = await hypercare_of(db, wave.id)
    if found is None:
        raise not_found("hypercare", wave.id)
    return found


async def _view(db: Session, wave: Wave, hypercare: Hypercare) -> HypercareView:
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
