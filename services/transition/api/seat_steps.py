"""The steps of a seat: hired, screened, access, trained, certified; and the ways back."""

from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.problems import forbidden, invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Lead
from services.transition.api.members import Keeper
from services.transition.api.ramp_views import FallBack, Hire, Prove, SeatView, TakeSeatStep
from services.transition.models import Plan
from services.transition.models.plan_items import Deed
from services.transition.models.seats import Seat, SeatStep
from services.transition.plan.items import day_of, party
from services.transition.ramp.filling import measured, requests_of, waits_for
from services.transition.ramp.finding import known, member_of
from services.transition.ramp.outlook import ramp_moved
from services.transition.ramp.own_side import must_be_of
from services.transition.ramp.seat_validity import watch_validity

router = router_of("transition", tags=["ramp"])
NOTHING_TO_ADD = TakeSeatStep()
Found = tuple[Plan, Seat]


@router.post("/seats/{id}/hire")
async def hire(id: UUID, body: Hire, db: Session, actor: Keeper) -> SeatView:
    """A team member of the seat's own side, who holds no other seat."""
    plan, seat = await _own(db, id, actor)
    holder = await known(db, plan.id, body.holder, "/holder")
    if holder.side is not seat.side:
        raise invalid("/holder", f"{holder.code} is of the {holder.side}'s team.")
    if holder.seat is not None:
        raise refused("holds-a-seat", f"{holder.code} holds {holder.seat} already.")
    publish(db, seat.hire(_deed(db, plan, actor, body), holder.code))
    holder.seat = seat.code
    return await _moved(db, actor, plan, seat, "was hired for")


@router.post("/seats/{id}/screen")
async def screen(id: UUID, body: Prove, db: Session, actor: Keeper) -> SeatView:
    """When it has expired the seat goes back to hired."""
    plan, seat = await _own(db, id, actor)
    publish(db, seat.screen(_deed(db, plan, actor, body), body.valid_until))
    await watch_validity(db, plan, seat)
    return await _moved(db, actor, plan, seat, "was screened for")


@router.post("/seats/{id}/fail-screening")
async def fail_screening(id: UUID, body: FallBack, db: Session, actor: Keeper) -> SeatView:
    """The seat is open again."""
    return await _open_again(db, id, actor, body, SeatStep.FAIL_SCREENING)


@router.post("/seats/{id}/give-access")
async def give_access(
    id: UUID, db: Session, actor: Keeper, body: TakeSeatStep = NOTHING_TO_ADD
) -> SeatView:
    """409 while access that is listed for the seat, its role or its holder is not granted."""
    plan, seat = await _own(db, id, actor)
    told = list(seat.give_access(_deed(db, plan, actor, body)))
    holder = await member_of(db, plan.id, seat.holder) if seat.holder else None
    waiting = waits_for(seat, holder, await requests_of(db, plan.id)) if holder else []
    if waiting:
        do = "Have the client grant it: POST /access-requests/{id}/grant."
        raise refused("access-not-granted", f"Not granted: {', '.join(waiting)}.", do=do)
    publish(db, told)
    return await _moved(db, actor, plan, seat, "has access for")


@router.post("/seats/{id}/train")
async def train(
    id: UUID, db: Session, actor: Keeper, body: TakeSeatStep = NOTHING_TO_ADD
) -> SeatView:
    """Measured on the seat's topics. Without topics the client's process owner or programme office
    answers for it, with a note."""
    plan, seat = await _changing(db, id, actor)
    found = await measured(db, seat)
    told = list(seat.train(_deed(db, plan, actor, body), found))
    if found is None:
        _must_answer(seat, actor, body)
    else:
        must_be_of(seat.side, actor, seat.code)
        if not found.value.met:
            known_ = f"{seat.holder} knows {found.value.share} of {seat.threshold}"
            raise refused("not-trained", f"{known_}; to learn: {', '.join(found.value.lacking)}.")
    publish(db, told)
    return await _moved(db, actor, plan, seat, "is trained for")


def _must_answer(seat: Seat, actor: Actor, body: TakeSeatStep) -> None:
    deciders = {Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE}
    if actor.is_vendor or not actor.roles_on(seat.programme_id) & deciders:
        raise forbidden(
            f"{seat.code} has no topics to measure: the client's process owner answers for it.",
            kind="answer-needed",
            do="List its topics, or ask the process owner.",
        )
    if not body.note:
        raise invalid("/note", "Say on what the answer rests.")


@router.post("/seats/{id}/certify")
async def certify(id: UUID, body: Prove, db: Session, actor: Lead) -> SeatView:
    """By the client, whichever side fills the seat; not by who answered for the training. When it
    has expired the seat goes back to trained."""
    plan, seat = await _changing(db, id, actor)
    told = list(seat.certify(_deed(db, plan, actor, body), body.valid_until))
    answered = next((c for c in reversed(seat.history) if c.step == SeatStep.TRAIN), None)
    if answered is not None and answered.explanation is None:
        actor.not_by(answered.by, "answered for the training")
    publish(db, told)
    await watch_validity(db, plan, seat)
    return await _moved(db, actor, plan, seat, "is certified for")


@router.post("/seats/{id}/renew-screening")
async def renew_screening(id: UUID, body: Prove, db: Session, actor: Keeper) -> SeatView:
    """Screened again before it expires."""
    return await _renew(db, actor, await _own(db, id, actor), body, SeatStep.RENEW_SCREENING)


@router.post("/seats/{id}/renew-certificate")
async def renew_certificate(id: UUID, body: Prove, db: Session, actor: Lead) -> SeatView:
    """Certified again before it expires."""
    found = await _changing(db, id, actor)
    return await _renew(db, actor, found, body, SeatStep.RENEW_CERTIFICATE)


async def _renew(db: Session, actor: Actor, found: Found, body: Prove, step: SeatStep) -> SeatView:
    plan, seat = found
    publish(db, seat.renew(step, _deed(db, plan, actor, body), body.valid_until))
    await watch_validity(db, plan, seat)
    return SeatView.to(party(actor), seat)


@router.post("/seats/{id}/fail-certification")
async def fail_certification(id: UUID, body: FallBack, db: Session, actor: Lead) -> SeatView:
    """The holder is to be trained again."""
    plan, seat = await _changing(db, id, actor)
    publish(db, seat.fall_back(SeatStep.FAIL_CERTIFICATION, _deed(db, plan, actor, body)))
    return await _moved(db, actor, plan, seat, "failed the certification for", setback=True)


@router.post("/seats/{id}/vacate")
async def vacate(id: UUID, body: FallBack, db: Session, actor: Keeper) -> SeatView:
    """The holder stays in the team, on another seat or on none."""
    return await _open_again(db, id, actor, body, SeatStep.VACATE)


@router.post("/seats/{id}/withdraw")
async def withdraw(id: UUID, body: FallBack, db: Session, actor: Lead) -> SeatView:
    """Not needed any more: it counts nowhere. Its holder stays in the team."""
    plan, seat = await _changing(db, id, actor)
    holder = seat.holder
    publish(db, seat.withdraw(_deed(db, plan, actor, body)))
    await _free(db, plan, holder)
    await watch_validity(db, plan, seat)
    await ramp_moved(db, plan, seat.wave, f"{seat.code} was withdrawn")
    return SeatView.to(party(actor), seat)


async def _open_again(
    db: Session, id: UUID, actor: Actor, body: FallBack, step: SeatStep
) -> SeatView:
    plan, seat = await _own(db, id, actor)
    holder = seat.holder
    publish(db, seat.fall_back(step, _deed(db, plan, actor, body)))
    await _free(db, plan, holder)
    await watch_validity(db, plan, seat)
    await ramp_moved(db, plan, seat.wave, f"{seat.code} is open again", is_setback=True)
    return SeatView.to(party(actor), seat)


async def _free(db: Session, plan: Plan, person: str | None) -> None:
    member = await member_of(db, plan.id, person) if person else None
    if member is not None:
        member.seat = None


async def _moved(
    db: Session, actor: Actor, plan: Plan, seat: Seat, what: str, *, setback: bool = False
) -> SeatView:
    cause = f"{seat.holder} {what} {seat.code}"
    await ramp_moved(db, plan, seat.wave, cause, is_setback=setback)
    return SeatView.to(party(actor), seat)


async def _own(db: Session, id: UUID, actor: Actor) -> Found:
    plan, seat = await _changing(db, id, actor)
    must_be_of(seat.side, actor, seat.code)
    return plan, seat


async def _changing(db: Session, id: UUID, actor: Actor) -> Found:
    """The plan first: one seat after the other moves the forecast."""
    seen = await db.seen(Seat, id, actor)
    plan = await db.locked(Plan, seen.plan_id, actor)
    return plan, await db.locked(Seat, id, actor)


def _deed(db: Session, plan: Plan, actor: Actor, body: TakeSeatStep | Prove | FallBack) -> Deed:
    note = body.reason if isinstance(body, FallBack) else body.note
    return Deed(day_of(plan, body.on, db.now), actor.id, db.now, note, body.evidence)
