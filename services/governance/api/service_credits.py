"""Service credits: read, contested by the vendor, agreed or withdrawn by the client."""

from uuid import UUID

from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.governance.api.callers import Contester, Reader, Reason, Settler
from services.governance.models import Contract, Credit, CreditState
from services.governance.months import Month

router = router_of("governance", tags=["credits"])


class Contest(Body):
    reason: Reason
    evidence: list[Digest] = Field(min_length=1, max_length=50)
    "Digests of files."


class Agree(Body):
    credit_note_month: Month = Field(examples=["2026-03"])
    "Against whose invoice the credit note is made."


class Withdraw(Body):
    reason: Reason


class CreditView(View):
    """`amount` is what is owed after the month's cap, `before_cap` without it."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    service_level_id: UUID
    code: str
    month: str
    amount: Money = Field(validation_alias="money")
    before_cap: Money = Field(validation_alias="uncapped")
    contract_version: int
    rule_version: int
    state: CreditState
    proposed_by: str
    contest_reason: str | None
    contested_by: str | None
    evidence: list[str]
    agreed_by: str | None
    credit_note_month: str | None
    withdrawn_by: str | None
    withdrawal_reason: str | None


@router.get("/contracts/{id}/credits")
async def list_credits(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[CreditView]:
    """All credits of a contract, whatever their state; the vendor sees its own."""
    await db.seen(Contract, id, actor)
    query = select(Credit).where(Credit.contract_id == id)
    return await page(db, query, Credit, actor, CreditView.model_validate, limit, after)


@router.get("/credits/{id}")
async def read_credit(id: UUID, db: Session, actor: Reader) -> CreditView:
    """404 for another's credit."""
    return CreditView.model_validate(await db.seen(Credit, id, actor))


@router.get("/credits/{id}/explanation")
async def explain_credit(id: UUID, db: Session, actor: Reader) -> Explanation:
    """Each factor in order, then what the cap left; half-up to the currency's minor unit."""
    return (await db.seen(Credit, id, actor)).explanation


@router.post("/credits/{id}/contest")
async def contest(id: UUID, body: Contest, db: Session, actor: Contester) -> CreditView:
    """By the vendor, with evidence, while it is proposed; 409 afterwards."""
    credit = await db.locked(Credit, id, actor)
    publish(db, credit.contest(actor, body.reason, body.evidence))
    return CreditView.model_validate(credit)


@router.post("/credits/{id}/agree")
async def agree(id: UUID, body: Agree, db: Session, actor: Settler) -> CreditView:
    """Settles it against a later invoice; after a contest not by who closed the month."""
    credit = await db.locked(Credit, id, actor)
    publish(db, credit.agree(actor, body.credit_note_month))
    return CreditView.model_validate(credit)


@router.post("/credits/{id}/withdraw")
async def withdraw(id: UUID, body: Withdraw, db: Session, actor: Settler) -> CreditView:
    """Gives it up, with a reason; after a contest not by who closed the month."""
    credit = await db.locked(Credit, id, actor)
    publish(db, credit.withdraw(actor, body.reason))
    return CreditView.model_validate(credit)
