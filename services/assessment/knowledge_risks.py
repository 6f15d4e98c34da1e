"""Knowledge that only one person holds stands among the programme's risks until others know it."""

from uuid import UUID

from sqlmodel import select

from libs.common.db import Db
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    KnowledgeSecured,
)
from libs.common.held import Early
from libs.common.outbox import publish
from services.assessment.models import Programme, Risk, RiskState


async def note_the_risk(event: KnowledgeAtRisk | KnowledgeRiskWorsened, db: Db) -> None:
    title = f"{event.topic_code}, {event.title}: {event.why}"
    if risk := await _open(db, event.programme_id, _thing(event)):
        publish(db, risk.worsen(title, event.level))
        return
    programme = await db.find(Programme, event.programme_id)
    if programme is None:
        raise Early(f"programme {event.programme_id}")
    risk = Risk(
        programme_id=event.programme_id,
        title=title,
        currency=programme.currency,
        owner="",
        noted_by=event.topic,
        thing=_thing(event),
        level=event.level,
        raised_on=db.today,
    )
    db.add(risk)
    publish(db, risk.raised(event.level))


async def close_the_risk(event: KnowledgeSecured, db: Db) -> None:
    """Several know it, or it need not be known any more."""
    if risk := await _open(db, event.programme_id, _thing(event)):
        known = f"{', '.join(event.known_by)} know it" if event.known_by else "it is withdrawn"
        publish(db, risk.close(db.today, known))


def _thing(event: KnowledgeAtRisk | KnowledgeRiskWorsened | KnowledgeSecured) -> str:
    return f"{event.plan_id}/topic/{event.topic_code}"


async def _open(db: Db, programme_id: UUID, thing: str) -> Risk | None:
    query = select(Risk).where(
        Risk.programme_id == programme_id, Risk.thing == thing, Risk.state == RiskState.OPEN
    )
    risk: Risk | None = (await db.scalars(query.with_for_update())).one_or_none()
    return risk
