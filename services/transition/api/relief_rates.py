"""What a day of delay of one side costs the other."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, StringConstraints, model_validator
from sqlmodel import col, select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader, Text
from services.transition.models import DayRate, Plan
from services.transition.models.day_rates import Per
from services.transition.plan.loading import waves_of
from services.transition.relief.rates import that_count

router = router_of("transition", tags=["relief"])


MOST_A_DAY = 10**9


class NewRate(Body):
    """A day costs amount × part ÷ whole ÷ over_days: of a year's saving, `over_days` 365."""

    code: Code
    title: Text
    side: Party
    "Whose delay it is a rate for."
    wave: Code | None = None
    "Counts days by which its go-live comes later; of the plan's end, unless stated."
    amount: Money
    part: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=20, decimal_places=6)] = Decimal(1)
    whole: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=20, decimal_places=6)] = Decimal(1)
    over_days: Annotated[Decimal, Field(gt=0, le=10**5, max_digits=12, decimal_places=6)] = Decimal(
        1
    )
    per: Per
    source: Annotated[str, StringConstraints(max_length=500)] = ""
    told: bool = False
    "Whether the vendor may know it."

    @model_validator(mode="after")
    def _of_a_day(self) -> Self:
        """At most 10⁹ a day, so that no delay costs more than can be written."""
        a_day = self.amount.amount * self.part / (self.whole * self.over_days)
        if not 0 < a_day <= MOST_A_DAY:
            raise ValueError("a day must cost more than nothing and at most 1,000,000,000")
        return self


class RateView(View):
    """`told`: whether the vendor may know it. `counts`: it is the one of its code that was stated
    last, whoever was told that."""

    id: UUID
    plan_id: UUID
    code: str
    title: str
    side: Party
    wave: str | None
    amount: Decimal
    currency: str
    part: Decimal
    whole: Decimal
    over_days: Decimal
    per: Per
    source: str
    stated_by: str
    told: bool
    counts: bool

    @classmethod
    def of(cls, rate: DayRate, latest: Collection[UUID]) -> Self:
        facts = {"told": rate.vendor_id is not None, "counts": rate.id in latest}
        return cls.model_validate({**rate.model_dump(), **facts})


@router.post("/plans/{id}/relief-rates", status_code=201)
async def state_rate(
    id: UUID, body: NewRate, db: Session, actor: Planner, response: Response
) -> RateView:
    """What a day of a side's delay costs the other. With the same code again, it takes the place
    of the one before, for both sides: of one that is not told, the vendor sees no costs."""
    plan = await db.locked(Plan, id, actor)
    if body.wave is not None:
        await must_be_waves(db, plan, "/wave", [body.wave])
    rate = DayRate(
        programme_id=plan.programme_id,
        vendor_id=plan.vendor_id if body.told else None,
        plan_id=plan.id,
        **body.model_dump(exclude={"amount", "told"}),
        amount=body.amount.amount,
        currency=body.amount.currency,
        stated_by=actor.id,
    )
    if rate.currency != plan.currency:
        raise invalid("/amount/currency", f"The plan counts in {plan.currency}.")
    db.add(rate)
    publish(db, rate.state())
    response.headers["Location"] = f"/transition/v1/relief-rates/{rate.id}"
    return RateView.of(rate, [rate.id])


@router.get("/plans/{id}/relief-rates")
async def list_rates(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RateView]:
    """All that were stated, the latest of a code last. To a vendor those that it may know, also
    where they count no longer."""
    await db.seen(Plan, id, actor)
    query = select(DayRate).where(col(DayRate.plan_id) == id)
    rates = await page(db, query, DayRate, actor, lambda rate: rate, limit, after)
    count = await that_count(db, [rate.id for rate in rates.items])
    return Page(items=[RateView.of(rate, count) for rate in rates.items], next=rates.next)


@router.get("/relief-rates/{id}")
async def read_rate(id: UUID, db: Session, actor: Reader) -> RateView:
    rate = await db.seen(DayRate, id, actor)
    return RateView.of(rate, await that_count(db, [rate.id]))


async def must_be_waves(db: Session, plan: Plan, field: str, names: list[str]) -> None:
    known = {wave.code for wave in await waves_of(db, plan.id)}
    for n, name in enumerate(names):
        if name not in known:
            at = field if field == "/wave" else f"{field}/{n}"
            raise invalid(at, f"The plan has no wave {name}.")
