"""The ramp board: seats of a wave, from open to certified, and when all of them will be."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.transition.ramp import SeatState
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, not_found, refused
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.api.members import Keeper
from services.transition.api.ramp_views import (
    AddSeat,
    RampCurve,
    RampView,
    SeatView,
    ramp_curve,
    ramp_view,
)
from services.transition.models import Plan, Wave
from services.transition.models.plan_items import Deed
from services.transition.models.seats import Seat
from services.transition.plan.items import party
from services.transition.plan.loading import waves_of
from services.transition.ramp.board import board_of, certified
from services.transition.ramp.filling import measured, requests_of, topics_of
from services.transition.ramp.finding import seats_of
from services.transition.ramp.outlook import ramp_moved
from services.transition.ramp.own_side import must_be_of

router = router_of("transition", tags=["ramp"])
OfWave = Annotated[Code | None, Query(description="Of one wave alone")]


@router.post("/plans/{id}/seats", status_code=201)
async def add_seats(
    id: UUID,
    body: Annotated[list[AddSeat], Field(min_length=1, max_length=200)],
    db: Session,
    actor: Keeper,
    response: Response,
) -> list[SeatView]:
    """All or none. The client adds seats of both sides, a vendor its own."""
    plan = await db.locked(Plan, id, actor)
    await _must_fit(db, plan, body, actor)
    deed = Deed(plan.today(db.now), actor.id, db.now)
    seats = [Seat(**plan.ours, **seat.model_dump()) for seat in body]
    for seat in seats:
        publish(db, seat.add(deed))
    db.add_all(seats)
    for wave in dict.fromkeys(seat.wave for seat in seats):
        await ramp_moved(db, plan, wave, "seats were added")
    response.headers["Location"] = f"/transition/v1/plans/{id}/seats"
    return [SeatView.to(party(actor), seat) for seat in seats]


async def _must_fit(db: Session, plan: Plan, body: Sequence[AddSeat], actor: Actor) -> None:
    await _must_be_new(db, plan, [seat.code for seat in body])
    waves = {wave.code: wave for wave in await waves_of(db, plan.id)}
    topics = await topics_of(db, plan.id, {code for seat in body for code in seat.topics})
    access = {request.code for request in await requests_of(db, plan.id)}
    for n, seat in enumerate(body):
        if actor.is_vendor:
            must_be_of(seat.side, actor, seat.code)
        _must_be_of_wave(n, seat, waves)
        _must_be_listed(f"/{n}/topics", "topic", seat.topics, {topic.code for topic in topics})
        _must_be_listed(f"/{n}/access", "access request", seat.access, access)


async def _must_be_new(db: Session, plan: Plan, codes: Sequence[str]) -> None:
    for n, code in enumerate(codes):
        if code in codes[:n]:
            raise invalid(f"/{n}/code", f"{code} is named twice.")
    query = select(Seat).where(Seat.plan_id == plan.id, col(Seat.code).in_(codes))
    if taken := [seat.code for seat in await db.all(query)]:
        raise refused("code-taken", f"The plan has these seats already: {', '.join(taken)}.")


def _must_be_of_wave(n: int, seat: AddSeat, waves: dict[str, Wave]) -> None:
    if seat.wave not in waves:
        raise invalid(f"/{n}/wave", f"The plan has no wave {seat.wave}.")
    if seat.process is not None and seat.process not in waves[seat.wave].processes:
        raise invalid(f"/{n}/process", f"{seat.wave} has no process {seat.process}.")


def _must_be_listed(field: str, what: str, named: Sequence[str], listed: set[str]) -> None:
    if unknown := [code for code in named if code not in listed]:
        raise invalid(field, f"The plan has no {what} {', '.join(unknown)}.")


@router.get("/plans/{id}/seats")
async def list_seats(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: OfWave = None,
    state: Annotated[SeatState | None, Query()] = None,
    side: Annotated[Party | None, Query()] = None,
) -> Page[SeatView]:
    """Withdrawn ones too."""
    await db.seen(Plan, id, actor)
    query = select(Seat).where(Seat.plan_id == id)
    query = query if wave is None else query.where(Seat.wave == wave)
    query = query if state is None else query.where(Seat.state == state)
    query = query if side is None else query.where(Seat.side == side)
    own = party(actor)
    return await page(db, query, Seat, actor, lambda s: SeatView.to(own, s), limit, after)


@router.get("/seats/{id}")
async def read_seat(id: UUID, db: Session, actor: Reader) -> SeatView:
    return SeatView.to(party(actor), await db.seen(Seat, id, actor))


@router.get("/seats/{id}/training")
async def explain_training(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How much of the seat's topics its holder knows today. 409 where nothing is measured."""
    seat = await db.seen(Seat, id, actor)
    found = await measured(db, seat)
    if found is None:
        raise refused("nothing-measured", f"{seat.code} has no topics, or nobody holds it.")
    return found.explanation


@router.get("/seats/{id}/lateness")
async def explain_lateness(id: UUID, db: Session, actor: Reader) -> Explanation:
    """Whether it is late or at risk today, and why."""
    seat = await db.seen(Seat, id, actor)
    board = await board_of(db, await db.seen(Plan, seat.plan_id, actor))
    likely = board.forecast(seat.wave).value.likely
    return board.lateness(seat, likely).explanation


@router.get("/plans/{id}/ramp")
async def read_ramp(id: UUID, db: Session, actor: Reader, wave: OfWave = None) -> RampView:
    """Per wave and for the plan: seats at each step, when all will be certified, what is late."""
    plan = await db.seen(Plan, id, actor)
    return ramp_view(await board_of(db, plan), await _waves(db, id, wave))


@router.get("/plans/{id}/ramp/curve")
async def read_curve(id: UUID, db: Session, actor: Reader, wave: OfWave = None) -> RampCurve:
    """Week by week: seats at each step, and those needed."""
    plan = await db.seen(Plan, id, actor)
    await _waves(db, id, wave)
    return ramp_curve(await board_of(db, plan), wave)


@router.get("/plans/{id}/ramp/explanation")
async def explain_ramp(id: UUID, db: Session, actor: Reader, wave: OfWave = None) -> Explanation:
    """How the forecast came about, for the plan or one wave."""
    plan = await db.seen(Plan, id, actor)
    await _waves(db, id, wave)
    return (await board_of(db, plan)).forecast(wave).explanation


@router.get("/plans/{id}/ramp/share/explanation")
async def explain_share(id: UUID, db: Session, actor: Reader, wave: OfWave = None) -> Explanation:
    """How the share of certified seats came about, for the plan or one wave."""
    await db.seen(Plan, id, actor)
    await _waves(db, id, wave)
    return certified(await seats_of(db, id, wave)).explanation


async def _waves(db: Session, plan_id: UUID, wave: str | None) -> list[str]:
    codes = [each.code for each in await waves_of(db, plan_id)]
    if wave is not None and wave not in codes:
        raise not_found("wave", wave)
    return [code for code in codes if wave in (None, code)]
