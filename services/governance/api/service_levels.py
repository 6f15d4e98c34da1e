"""Service levels: where each is in its life, and whether misses give a right to leave."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from sqlmodel import select

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import refused
from libs.common.routers import router_of
from services.governance.api.callers import Reader
from services.governance.models import ServiceLevel
from services.governance.relief import spans_of
from services.governance.sla_phase import Phase
from services.governance.termination_right import TerminationRight

router = router_of("governance", "/service-levels", tags=["service levels"])


class ServiceLevelView(View):
    """`expected` and `minimum` in per cent, shares 0 to 1, `phase` as of today."""

    id: UUID
    contract_id: UUID
    programme_id: UUID
    vendor_id: UUID
    code: str
    title: str
    expected: Decimal
    minimum: Decimal
    wave: str
    pool_share: Decimal
    allocation: Decimal
    report_only_from: date | None
    credit_bearing_from: date | None
    live_on: date | None
    run_by: str | None
    "Who runs it since the handover of its wave."
    run_from: date | None
    phase: Phase
    termination: TerminationRight

    @classmethod
    def of(cls, level: ServiceLevel, today: date) -> "ServiceLevelView":
        more = {"live_on": level.live_on, "phase": level.phase_on(today)}
        return cls.model_validate(level.model_dump() | more)


class ReliefView(View):
    """From the day after `from_on` up to and with `until_on`; none while it goes on."""

    relief_id: UUID
    number: int
    version: int
    from_on: date
    until_on: date | None
    cause: str
    agreed_by: str
    agreed_on: date


@router.get("")
async def list_service_levels(
    db: Session,
    actor: Reader,
    contract: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ServiceLevelView]:
    """Of one contract, or of all that the caller may see; a vendor sees its own."""
    query = select(ServiceLevel)
    if contract:
        query = query.where(ServiceLevel.contract_id == contract)
    view = partial(ServiceLevelView.of, today=db.today)
    return await page(db, query, ServiceLevel, actor, view, limit, after)


@router.get("/{id}")
async def read_service_level(id: UUID, db: Session, actor: Reader) -> ServiceLevelView:
    """404 for another's service level."""
    return ServiceLevelView.of(await db.seen(ServiceLevel, id, actor), db.today)


@router.get("/{id}/relief")
async def list_relief(id: UUID, db: Session, actor: Reader) -> list[ReliefView]:
    """Periods in which the vendor is relieved of it, as agreed now. Their days are left out of the
    months that are closed from then on; a closed month stays as it was closed."""
    spans = await spans_of(db, await db.seen(ServiceLevel, id, actor))
    return [ReliefView.model_validate(span) for span in spans]


@router.get("/{id}/phase/explanation")
async def explain_phase(id: UUID, db: Session, actor: Reader) -> Explanation:
    """Why it is planned, baselining, report-only or credit-bearing today."""
    return (await db.seen(ServiceLevel, id, actor)).phase_explained(db.today)


@router.get("/{id}/termination-right/explanation")
async def explain_termination(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How misses were counted at the last closing; 409 before the first."""
    level = await db.seen(ServiceLevel, id, actor)
    if level.termination_explanation is None:
        raise refused("not-closed", f"No month of {level.code} has been closed.")
    return level.termination_explanation
