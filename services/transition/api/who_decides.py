"""Who decides a matter, by the working agreement that holds."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.models import Plan, WorkingAgreement
from services.transition.working_agreement.in_force import in_force
from services.transition.working_agreement.who_decides import WhoDecides, who_decides

router = router_of("transition", tags=["working agreement"])
YEARS_BACK = timedelta(days=365 * 20)
"How far back a matter may have been raised."


class WhoDecidesView(View):
    """`version` of the agreement that says so."""

    version: int
    found: WhoDecides
    explanation: Explanation

    @classmethod
    def of(cls, agreement: WorkingAgreement, matter: str, raised_at: datetime) -> Self:
        found = who_decides.explained(agreement.terms, matter, raised_at)
        return cls(version=agreement.version, found=found.value, explanation=found.explanation)


@router.get("/plans/{id}/who-decides")
async def ask_who_decides(
    id: UUID,
    db: Session,
    actor: Reader,
    matter: Annotated[Code, Query()],
    raised_at: Annotated[AwareDatetime | None, Query()] = None,
) -> WhoDecidesView:
    """Who decides a matter, by when, what silence counts as, and who is asked after how many
    hours, by the agreement that holds. 404 where none does. `raised_at`: now, unless stated."""
    await db.seen(Plan, id, actor)
    agreement = await in_force(db, id)
    if agreement is None:
        raise not_found("working agreement in force for plan", id)
    return WhoDecidesView.of(agreement, matter, _raised(raised_at, db.now))


def _raised(raised_at: datetime | None, now: datetime) -> datetime:
    if raised_at is None:
        return now
    if not now - YEARS_BACK <= raised_at <= now:
        raise invalid("query/raised_at", f"{raised_at} lies ahead, or too far back.")
    return raised_at
