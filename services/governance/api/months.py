"""Months of a service level: where they stand while they run, and how they were closed."""

from datetime import date
from decimal import Decimal
from typing import Self
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.governance.api.callers import Closer, Reader
from services.governance.attainment import Outcome, outcome
from services.governance.closing import Measured, close_month, closed_month, measured
from services.governance.models import DailyTally, ServiceLevel, ServiceLevelMonth, Source
from services.governance.months import Month, last_day
from services.governance.sla_phase import Phase

router = router_of("governance", "/service-levels", tags=["months"])


class CloseMonth(Body):
    month: Month = Field(examples=["2026-02"])
    source: Source | None = None
    "By whose measurements; the vendor's where it reported anything, else the client's."


class SourceView(View):
    """What one side measured, as of now. `percent` half-up to 0.1, without relieved days; none
    where nothing counts."""

    days: int
    met: int
    total: int
    excluded: int
    percent: Decimal | None
    told_again: int
    "How often a day was reported anew."

    @classmethod
    def of(cls, measured: Measured, source: Source) -> Self | None:
        days: list[DailyTally] = measured.days[source]
        if not days:
            return None
        score = measured.attained(source)
        return cls(
            days=len(days),
            met=sum(day.met for day in days),
            total=sum(day.total for day in days),
            excluded=sum(day.excluded for day in days),
            percent=score.percent if score else None,
            told_again=sum(day.reports - 1 for day in days),
        )


class ClosedMonthView(View):
    """How a month was closed. `percent` half-up to 0.1; judged on the exact value."""

    id: UUID
    service_level_id: UUID
    month: str
    phase: Phase
    source: Source | None
    outcome: Outcome
    expected: Decimal
    minimum: Decimal
    met: int
    counted: int
    percent: Decimal | None
    relieved_days: list[date]
    "Left out of the count."
    credit_id: UUID | None
    closed_by: str
    closed_on: date


class MonthView(View):
    """`percent` and `outcome` as closed, or as they stand while the month is open."""

    service_level_id: UUID
    month: str
    is_closed: bool
    phase: Phase
    "On the month's last day."
    source: Source | None
    percent: Decimal | None
    outcome: Outcome
    expected: Decimal
    minimum: Decimal
    vendor: SourceView | None
    client: SourceView | None
    difference: Decimal | None
    "Vendor's percentage less the client's, where both measured."
    relieved_days: list[date]
    "Left out of the percentage: as closed, or as agreed now while the month is open."
    credit_id: UUID | None
    closed: ClosedMonthView | None

    @classmethod
    def of(
        cls, level: ServiceLevel, month: str, tallies: Measured, closed: ServiceLevelMonth | None
    ) -> Self:
        vendor, client = (SourceView.of(tallies, source) for source in Source)
        now = tallies.attained(tallies.measurer)
        return cls(
            service_level_id=level.id,
            month=month,
            is_closed=closed is not None,
            phase=closed.phase if closed else level.phase_on(last_day(month)),
            source=closed.source if closed else tallies.measurer,
            percent=closed.percent if closed else (now and now.percent),
            outcome=closed.outcome if closed else outcome(now, level.expected, level.minimum),
            expected=level.expected,
            minimum=level.minimum,
            vendor=vendor,
            client=client,
            difference=_difference(vendor, client),
            relieved_days=closed.relieved_days if closed else tallies.relieved,
            credit_id=closed.credit_id if closed else None,
            closed=ClosedMonthView.model_validate(closed) if closed else None,
        )


def _difference(vendor: SourceView | None, client: SourceView | None) -> Decimal | None:
    if not (vendor and client) or vendor.percent is None or client.percent is None:
        return None
    return vendor.percent - client.percent


@router.post("/{id}/months", status_code=201)
async def close(
    id: UUID, body: CloseMonth, db: Session, actor: Closer, response: Response
) -> MonthView:
    """Judges a month that is over, once: breach, credit under the month's cap, escalation.

    409 where the month still runs, is closed already, or the wave was not live at its end. A
    month without data closes as no score. While baselining nothing is breached; credits only
    come where the level is credit-bearing on the month's last day, by the contract's version
    valid on its first.
    """
    level = await db.locked(ServiceLevel, id, actor)
    closed, events = await close_month(db, level, body.month, body.source, actor)
    publish(db, events)
    response.headers["Location"] = f"/governance/v1/service-levels/{id}/months/{body.month}"
    return MonthView.of(level, body.month, await measured(db, level, body.month), closed)


@router.get("/{id}/months")
async def list_closed_months(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ClosedMonthView]:
    """In the order in which they were closed."""
    await db.seen(ServiceLevel, id, actor)
    query = select(ServiceLevelMonth).where(ServiceLevelMonth.service_level_id == id)
    view = ClosedMonthView.model_validate
    return await page(db, query, ServiceLevelMonth, actor, view, limit, after)


@router.get("/{id}/months/{month}")
async def read_month(id: UUID, month: Month, db: Session, actor: Reader) -> MonthView:
    """Both measurers side by side as of now; what was closed stays as it was closed."""
    level = await db.seen(ServiceLevel, id, actor)
    closed = await closed_month(db, level, month)
    return MonthView.of(level, month, await measured(db, level, month), closed)


@router.get("/{id}/months/{month}/explanation")
async def explain_month(id: UUID, month: Month, db: Session, actor: Reader) -> Explanation:
    """How the percentage came about: as closed, or so far while the month is open."""
    level = await db.seen(ServiceLevel, id, actor)
    if closed := await closed_month(db, level, month):
        return closed.explanation
    tallies = await measured(db, level, month)
    return tallies.explained(tallies.measurer).explanation
