"""Key people of both sides, and until when something is agreed that keeps them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.routers import router_of
from services.transition.api.retention import Insider
from services.transition.communication.planned import live_on, must_be_wave, waves_by_code
from services.transition.models import Plan
from services.transition.ramp.key_people import key_people_of

router = router_of("transition", tags=["retention"])


class KeyPersonView(View):
    """`is_kept`: by an agreement that lasts until the day that was asked for."""

    code: str
    name: str
    side: Party
    leaving_on: date | None
    kept_until: date | None
    is_kept: bool


class KeyPeopleView(View):
    until: date
    people: list[KeyPersonView]


@router.get("/plans/{id}/key-people")
async def read_key_people(
    id: UUID, db: Session, actor: Insider, wave: Annotated[Code | None, Query()] = None
) -> KeyPeopleView:
    """Who of them is kept until today, or until a wave is live, as its gate counts them. What keeps
    the client's people is not shown to a vendor: it sees its own."""
    plan = await db.seen(Plan, id, actor)
    waves = await waves_by_code(db, id)
    must_be_wave(waves, wave)
    today = plan.today(db.now)
    until = max(today, live_on(waves[wave])) if wave else today
    people = [
        KeyPersonView.model_validate(each._asdict())
        for each in await key_people_of(db, id, until)
        if each.side is Party.VENDOR or not actor.is_vendor
    ]
    return KeyPeopleView(until=until, people=people)
