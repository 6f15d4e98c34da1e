"""Programmes, as the console knows them from their registration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.console.api.access import Follower, programme_seen
from services.console.models import Participation, Programme

router = router_of("console", "/programmes", tags=["programmes"])


class ProgrammeView(View):
    id: UUID
    name: str
    client: str
    currency: str
    registered_at: datetime


@router.get("")
async def list_programmes(
    db: Session, actor: Follower, limit: Limit = 50, after: After = None
) -> Page[ProgrammeView]:
    """Those on which the caller has a role, or, for vendors, those they have a contract in."""
    query = _of(actor)
    return await page(db, query, Programme, actor, ProgrammeView.model_validate, limit, after)


@router.get("/{id}")
async def read_programme(id: UUID, db: Session, actor: Follower) -> ProgrammeView:
    return ProgrammeView.model_validate(await programme_seen(db, id, actor))


def _of(actor: Actor) -> Any:
    if actor.is_vendor:
        mine = select(Participation.programme_id).where(Participation.vendor_id == actor.vendor)
        return select(Programme).where(col(Programme.id).in_(mine))
    roles_on = actor.programmes()
    query = select(Programme)
    return query if roles_on is None else query.where(col(Programme.id).in_(roles_on))
