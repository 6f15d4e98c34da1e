"""The savings ledger: what came true, and what came later than the business case said."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import select

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.assessment import SavingKind
from libs.common.explain import Explanation
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.assessment.api.programmes import Reader
from services.assessment.models import Programme, SavingsEntry

router = router_of("assessment", tags=["savings"])


class SavingsEntryView(View):
    """`amount` is negative for a deferral."""

    id: UUID
    line: str
    kind: SavingKind
    amount: Decimal
    currency: str
    starts_on: date
    ends_on: date | None
    explanation: Explanation | None


@router.get("/programmes/{id}/savings")
async def list_savings(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[SavingsEntryView]:
    await db.seen(Programme, id, actor)
    query = select(SavingsEntry).where(SavingsEntry.programme_id == id)
    return await page(db, query, SavingsEntry, actor, SavingsEntryView.model_validate, limit, after)
