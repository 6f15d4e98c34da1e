"""Roles affected, and what becomes of people: by count, for the client alone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.people import Fate
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, Reason, Text
from services.transition.api.of_client import (
    Note,
    People,
    PeopleReader,
    begin,
    deed,
    of_plan,
)
from services.transition.communication.planned import must_be_wave, waves_by_code
from services.transition.models import AffectedRole, Plan
from services.transition.models.affected_roles import (
    Group,
    PlacementState,
)
from services.transition.models.plan_items import ItemChange
from services.transition.people.counting import (
    by_state,
    counted,
    of_wave,
    offered,
    placements_of,
    roles_of,
    severance_lines,
    standings,
)
from services.transition.people.headcount_agrees import headcount_agrees
from services.transition.people.people_settled import people_settled
from services.transition.people.severance import Severance, severance
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["people"])
Heads = Annotated[int, Field(ge=1, le=1_000_000)]


class PlanGroup(Body):
    """Those of a role to whom the same happens. `severance`: for all of them."""

    fate: Fate
    headcount: Heads
    from_on: Day
    plan: Note = ""
    severance: Money | None = None


Groups = Annotated[list[PlanGroup], Field(max_length=50)]


class ListRole(Body):
    """A role, by its title: no names."""

    code: Code
    title: Text
    process: Text
    wave: Code | None = None
    headcount: Heads
    groups: Groups = []
    on: Day | None = None
    "Today, unless stated."


class ReviseRole(Body):
    """What is left out stays as it is; groups are replaced together."""

    title: Text | None = None
    headcount: Heads | None = None
    groups: Groups | None = None
    on: Day | None = None
    "Today, unless stated."
    reason: Reason


class AffectedRoleView(View):
    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    title: str
    process: str
    wave: str | None
    headcount: int
    groups: list[Group]
    history: list[ItemChange]


class PeopleView(View):
    """What becomes of people, added up. `differences`: where the counts do not agree."""

    headcount: int
    by_fate: dict[Fate, int]
    agrees: bool
    differences: list[str]
    placements: dict[PlacementState, int]
    severance: Severance


class PeopleExplanation(View):
    headcount: Explanation
    severance: Explanation


@router.post("/plans/{id}/affected-roles", status_code=201)
async def enlist(
    id: UUID, body: ListRole, db: Session, actor: People, response: Response
) -> AffectedRoleView:
    """409 where the code is taken. Counts that do not agree are taken, and named on reading."""
    plan = await begin(db, AffectedRole, id, body.code, actor)
    must_be_wave(await waves_by_code(db, id), body.wave)
    facts = body.model_dump(exclude={"on", "groups"})
    role = AffectedRole(**of_plan(plan, AffectedRole), **facts, groups=_groups(body.groups))
    publish(db, role.enlist(deed(plan, body, db, actor)))
    db.add(role)
    await outlook(db, id, role.wave)
    response.headers["Location"] = f"/transition/v1/affected-roles/{role.id}"
    return AffectedRoleView.model_validate(role)


@router.get("/plans/{id}/affected-roles")
async def list_affected_roles(
    id: UUID, db: Session, actor: PeopleReader, limit: Limit = 50, after: After = None
) -> Page[AffectedRoleView]:
    await db.seen(Plan, id, actor)
    query = select(AffectedRole).where(AffectedRole.plan_id == id)
    view = AffectedRoleView.model_validate
    return await page(db, query, AffectedRole, actor, view, limit, after)


@router.get("/affected-roles/{id}")
async def read_affected_role(id: UUID, db: Session, actor: PeopleReader) -> AffectedRoleView:
    return AffectedRoleView.model_validate(await db.seen(AffectedRole, id, actor))


@router.post("/affected-roles/{id}/revise")
async def revise(id: UUID, body: ReviseRole, db: Session, actor: People) -> AffectedRoleView:
    role = await db.locked(AffectedRole, id, actor)
    changes: dict[str, Any] = body.model_dump(exclude_none=True, exclude={"on", "reason", "groups"})
    if body.groups is not None:
        changes["groups"] = _groups(body.groups)
    publish(db, role.revise(changes, deed(await plan_of(db, role), body, db, actor)))
    await outlook(db, role.plan_id, role.wave)
    return AffectedRoleView.model_validate(role)


def _groups(planned: list[PlanGroup]) -> list[Group]:
    return [Group(**dict(group)) for group in planned]


@router.get("/plans/{id}/people")
async def read_people(id: UUID, db: Session, actor: PeopleReader) -> PeopleView:
    await db.seen(Plan, id, actor)
    roles, placements = await roles_of(db, id), await placements_of(db, id)
    found = headcount_agrees(counted(roles), offered(placements))
    cost = severance(severance_lines(roles))
    return PeopleView(**dict(found), placements=by_state(placements), severance=cost)


@router.get("/plans/{id}/people/explanation")
async def explain_people(id: UUID, db: Session, actor: PeopleReader) -> PeopleExplanation:
    await db.seen(Plan, id, actor)
    roles, placements = await roles_of(db, id), await placements_of(db, id)
    found = headcount_agrees.explained(counted(roles), offered(placements))
    cost = severance.explained(severance_lines(roles))
    return PeopleExplanation(headcount=found.explanation, severance=cost.explanation)


@router.get("/plans/{id}/people/settled")
async def explain_settled(
    id: UUID, db: Session, actor: PeopleReader, wave: Annotated[Code | None, Query()] = None
) -> Explanation:
    """Of how many it is settled what becomes of them, role by role; of one wave, with the roles of
    no wave, as its gate counts them."""
    await db.seen(Plan, id, actor)
    must_be_wave(await waves_by_code(db, id), wave)
    roles = of_wave(await roles_of(db, id), wave)
    return people_settled.explained(standings(roles, await placements_of(db, id))).explanation
