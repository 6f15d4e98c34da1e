"""Team members of both sides: each side adds its own, and tells who leaves and who follows."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.edge import Session, either
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.api.member_views import (
    AddMember,
    AnnounceLeaving,
    ChangeMember,
    Leave,
    MemberView,
    NameSuccessor,
    TellMember,
)
from services.transition.knowledge.losing import lost_with
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan
from services.transition.models.members import MemberState, TeamMember
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import must_be_new
from services.transition.ramp.finding import known
from services.transition.ramp.leaving import announced, left, stays
from services.transition.ramp.own_side import must_be_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["team members"])
Keeper = Annotated[
    Actor,
    either(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE, Role.HR, Role.OPERATIONS, right=Right.REPORT),
]
"Of either side, for its own people."


NOTHING_TO_ADD = TellMember()
LEAVES_TODAY = Leave()


@router.post("/plans/{id}/members", status_code=201)
async def add_member(
    id: UUID, body: AddMember, db: Session, actor: Keeper, response: Response
) -> MemberView:
    """Somebody of the caller's own side. 409 where the code is taken."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, TeamMember, id, body.code)
    on = day_of(plan, body.joined_on, db.now, "/joined_on")
    facts = body.model_dump(include={"code", "name", "role", "is_key"})
    member = TeamMember(**plan.ours, **facts, side=party(actor), joined_on=on)
    publish(db, member.join(Deed(on, actor.id, db.now, body.note)))
    db.add(member)
    if member.is_key:
        await outlook(db, id)
    response.headers["Location"] = f"/transition/v1/members/{member.id}"
    return MemberView.to(party(actor), member)


@router.get("/plans/{id}/members")
async def list_members(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    side: Annotated[Party | None, Query()] = None,
    state: Annotated[MemberState | None, Query()] = None,
) -> Page[MemberView]:
    """Of both sides."""
    await db.seen(Plan, id, actor)
    query = select(TeamMember).where(TeamMember.plan_id == id)
    query = query if side is None else query.where(TeamMember.side == side)
    query = query if state is None else query.where(TeamMember.state == state)
    own = party(actor)
    return await page(
        db, query, TeamMember, actor, lambda member: MemberView.to(own, member), limit, after
    )


@router.get("/members/{id}")
async def read_member(id: UUID, db: Session, actor: Reader) -> MemberView:
    return MemberView.to(party(actor), await db.seen(TeamMember, id, actor))


@router.get("/members/{id}/knowledge-lost")
async def explain_lost_knowledge(id: UUID, db: Session, actor: Reader) -> Explanation:
    """Which topics lost the person, and by how much the share of knowledge transferred fell: by
    topic, process, wave and person, as it was told when they left. Of somebody who is there: what
    would be lost with them today."""
    member = await db.seen(TeamMember, id, actor)
    if member.knowledge_lost is not None:
        return member.knowledge_lost
    plan = await db.seen(Plan, member.plan_id, actor)
    return (await lost_with(db, member, plan.today(db.now))).explanation


@router.post("/members/{id}/change")
async def change_member(id: UUID, body: ChangeMember, db: Session, actor: Keeper) -> MemberView:
    plan, member = await _own(db, id, actor)
    stated = body.model_dump(include={"name", "role", "is_key"}, exclude_none=True)
    facts = {field: value for field, value in stated.items() if value != getattr(member, field)}
    if not facts:
        raise invalid("", f"Nothing of {member.code} would be other than it is.")
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.note)
    publish(db, member.change(deed, facts))
    if "is_key" in facts:
        await outlook(db, plan.id)
    return MemberView.to(party(actor), member)


@router.post("/members/{id}/announce-leaving")
async def announce_leaving(
    id: UUID, body: AnnounceLeaving, db: Session, actor: Keeper
) -> MemberView:
    """When the last day comes the person has left, unless it is moved or they stay. Where it is a
    key person and no agreement keeps them, that is told too."""
    plan, member = await _own(db, id, actor)
    await _must_be_able_to_follow(db, member, body.successor)
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.reason)
    must_be_to_come(plan, body.leaving_on, db)
    await announced(db, plan, member, deed, body.leaving_on, body.successor)
    return MemberView.to(party(actor), member)


def must_be_to_come(plan: Plan, leaving_on: date, db: Session) -> None:
    if leaving_on < plan.today(db.now):
        raise invalid("/leaving_on", f"{leaving_on} is over: tell that the person left.")


@router.post("/members/{id}/stay")
async def stay(
    id: UUID, db: Session, actor: Keeper, body: TellMember = NOTHING_TO_ADD
) -> MemberView:
    """After all."""
    plan, member = await _own(db, id, actor)
    on = day_of(plan, body.on, db.now)
    await stays(db, member, Deed(on, actor.id, db.now, body.note))
    return MemberView.to(party(actor), member)


@router.post("/members/{id}/name-successor")
async def name_successor(id: UUID, body: NameSuccessor, db: Session, actor: Keeper) -> MemberView:
    """Somebody who is there, of the same side."""
    plan, member = await _own(db, id, actor)
    await _must_be_able_to_follow(db, member, body.successor)
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.note)
    publish(db, member.name_successor(deed, body.successor))
    await reconsider(db, plan.id, f"{body.successor} follows on {member.name}")
    return MemberView.to(party(actor), member)


@router.post("/members/{id}/leave")
async def leave(id: UUID, db: Session, actor: Keeper, body: Leave = LEAVES_TODAY) -> MemberView:
    """The seat is open again, agreements are settled, knowledge and the ramp are looked at anew."""
    plan, member = await _own(db, id, actor)
    on = day_of(plan, body.left_on, db.now, "/left_on")
    await left(db, plan, member, Deed(on, actor.id, db.now, body.reason))
    return MemberView.to(party(actor), member)


async def _own(db: Session, id: UUID, actor: Actor) -> tuple[Plan, TeamMember]:
    """The plan first: whoever moves a person moves seats and knowledge with them."""
    seen = await db.seen(TeamMember, id, actor)
    plan = await db.locked(Plan, seen.plan_id, actor)
    member = await db.locked(TeamMember, id, actor)
    must_be_of(member.side, actor, member.code)
    return plan, member


async def _must_be_able_to_follow(db: Session, member: TeamMember, successor: str | None) -> None:
    if successor is None:
        return
    if successor == member.code:
        raise invalid("/successor", f"{successor} cannot follow on themselves.")
    follows = await known(db, member.plan_id, successor, "/successor")
    if follows.side is not member.side:
        raise invalid("/successor", f"{successor} is of the {follows.side}'s team.")
