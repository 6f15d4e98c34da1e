"""Programmes, and who has which role on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field, StringConstraints
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.assessment import RoleGranted, RoleRevoked
from libs.common.grants import grant, granted_on, revoke
from libs.common.money import Currency
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import refused
from libs.common.routers import router_of
from services.assessment.models import Phase, Programme

router = router_of("assessment", "/programmes", tags=["programmes"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Office = Annotated[Actor, needs(Role.PROGRAMME_OFFICE, Role.SPONSOR)]
Reader = Annotated[Actor, needs()]


class RegisterProgramme(Body):
    name: Name
    client: Name
    currency: Currency = "EUR"
    driver: Annotated[str, StringConstraints(min_length=1, max_length=100)] = "cost"
    "What drives it: cost, growth, missing skill, seasonal load, a new market, …"
    objectives: list[Name] = Field(default=[], max_length=20)


class ProgrammeView(View):
    id: UUID
    name: str
    client: str
    currency: str
    driver: str
    objectives: list[str]
    phase: Phase
    registered_by: str


class GrantRole(Body):
    person: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    "The `sub` of the person's tokens."
    role: Role


@router.post("", status_code=201)
async def register_programme(
    body: RegisterProgramme, db: Session, actor: Office, response: Response
) -> ProgrammeView:
    """Opens a programme. Needs the role for the whole tenant, as no programme is there yet."""
    actor.check(None)
    programme = Programme(**body.model_dump(), registered_by=actor.id)
    db.add(programme)
    publish(db, programme.registered())
    response.headers["Location"] = f"/assessment/v1/programmes/{programme.id}"
    return ProgrammeView.model_validate(programme)


@router.get("")
async def list_programmes(
    db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ProgrammeView]:
    mine = actor.programmes()
    query = (
        select(Programme) if mine is None else select(Programme).where(col(Programme.id).in_(mine))
    )
    return await page(db, query, Programme, actor, ProgrammeView.model_validate, limit, after)


@router.get("/{id}")
async def read_programme(id: UUID, db: Session, actor: Reader) -> ProgrammeView:
    return ProgrammeView.model_validate(await db.seen(Programme, id, actor))


@router.get("/{id}/roles")
async def list_roles(id: UUID, db: Session, actor: Reader) -> list[GrantRole]:
    """Roles granted here; those that come with people's tokens are not listed."""
    await db.seen(Programme, id, actor)
    return [GrantRole(person=person, role=role) for person, role in await granted_on(db, id)]


@router.post("/{id}/roles", status_code=201)
async def grant_role(
    id: UUID, body: GrantRole, db: Session, actor: Office, response: Response
) -> GrantRole:
    """Gives a person a role on this programme, in every service. Again changes nothing."""
    await db.locked(Programme, id, actor)
    actor.not_by(body.person, "would get the role")
    event = RoleGranted(programme_id=id, person=body.person, role=body.role)
    await grant(event, db)
    publish(db, event)
    response.headers["Location"] = f"/assessment/v1/programmes/{id}/roles"
    return body


@router.post("/{id}/roles/revoke")
async def revoke_role(id: UUID, body: GrantRole, db: Session, actor: Office) -> GrantRole:
    """Takes a role back that was granted here; roles of the person's token stay."""
    await db.locked(Programme, id, actor)
    if (body.person, body.role) not in await granted_on(db, id):
        raise refused("not-granted", f"{body.person} was not granted {body.role} here.")
    event = RoleRevoked(programme_id=id, person=body.person, role=body.role)
    await revoke(event, db)
    publish(db, event)
    return body
