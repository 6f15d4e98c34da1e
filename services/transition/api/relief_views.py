"""The relief ledger as it is shown."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from libs.common.bodies import View
from libs.common.events.transition.party import Party
from libs.common.money import Money
from services.transition.models import Relief, ReliefState
from services.transition.models.day_rates import Per
from services.transition.models.plan_items import ItemChange
from services.transition.models.relief_terms import ReliefSource, Version
from services.transition.relief.deadlines import Relieved
from services.transition.relief.delay_shares import Shares
from services.transition.relief.ledger import Ledger
from services.transition.relief.movements import Movement

MOST_SHOWN = 200
"Entries, and deadlines, in the ledger's first answer."


class ReliefRow(View):
    """`side`: for whom it was stated; the other decides. `delays`: the task that stands for what
    was owed. `days`: business days, so far where it goes on."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    number: int
    source: ReliefSource
    source_id: UUID | None
    source_code: str
    delays: str | None
    caused_by: Party
    from_on: date
    until_on: date | None
    cause: str
    tasks: list[str]
    milestones: list[str]
    waves: list[str]
    service_levels: list[str]
    evidence: list[str]
    side: Party
    version: int
    state: ReliefState
    decided_by: str | None


class ReliefView(ReliefRow):
    """With all that was said of it."""

    versions: list[Version]
    history: list[ItemChange]


class EntryView(View):
    """`end_days`: how far it moved the end by itself; `float_used`: what float took in of it. Not
    tried of what does not count, nor beyond the 25 longest, of plans beyond 4,000 tasks fewer."""

    id: UUID
    number: int
    source: ReliefSource
    source_code: str
    caused_by: Party
    from_on: date
    until_on: date | None
    cause: str
    state: ReliefState
    days: int
    end_days: Decimal | None
    float_used: Decimal | None


class PartsView(View):
    """client + vendor + concurrent + rest is the movement; later is positive."""

    movement: Decimal
    client: Decimal
    vendor: Decimal
    concurrent: Decimal
    rest: Decimal


class MovementView(View):
    """Of the plan's end, or of a wave's go-live. `days`: working days of the plan, half-up to the
    hundredth; `calendar_days`: between the dates."""

    wave: str | None
    agreed: date
    stands: date
    days: PartsView
    calendar_days: PartsView


class DeadlineView(View):
    """`agreed` stays what was agreed. `relieved`: until when it is to be done, with the days that
    the other side took."""

    task: str
    milestone: str | None
    wave: str
    relieves: Party
    agreed: date
    relieved: date


class CostView(View):
    """What the other side's people or savings lose by it."""

    rate: str
    title: str
    side: Party
    wave: str | None
    days: Decimal
    per: Per
    amount: Money


class LedgerView(View):
    """`costs`: by rate. `owed`: their sum by the side that caused it. Concurrent days cost neither
    side anything. To a vendor the client's own rates are not told. `entries` and `deadlines`: the
    first 200, of so many in all; `/entries` and `/deadlines` page through all."""

    plan_id: UUID
    as_of: date
    baseline: int
    entries: list[EntryView]
    entries_in_all: int
    movements: list[MovementView]
    deadlines: list[DeadlineView]
    deadlines_in_all: int
    costs: list[CostView]
    owed: dict[Party, Money]


class EntriesView(View):
    """By number. `next`: `after` of the following page, absent on the last one."""

    items: list[EntryView]
    next: int | None


class DeadlinesView(View):
    """By side, in outline order. `next`: `after` of the following page, absent on the last one."""

    items: list[DeadlineView]
    next: int | None


def entries_view(ledger: Ledger, limit: int, after: int) -> EntriesView:
    """`after`: the number of the last on the page before."""
    rows = [row for row in ledger.rows if row.number > after]
    return EntriesView(
        items=[_entry(ledger, row) for row in rows[:limit]],
        next=rows[limit - 1].number if len(rows) > limit else None,
    )


def deadlines_view(ledger: Ledger, limit: int, after: int) -> DeadlinesView:
    """`after`: how many stand on the pages before."""
    there = after + limit
    return DeadlinesView(
        items=[_deadline(each) for each in ledger.relieved[after:there]],
        next=there if len(ledger.relieved) > there else None,
    )


def ledger_view(ledger: Ledger) -> LedgerView:
    return LedgerView(
        plan_id=ledger.plan.id,
        as_of=ledger.today,
        baseline=ledger.agreed.number,
        entries=[_entry(ledger, row) for row in ledger.rows[:MOST_SHOWN]],
        entries_in_all=len(ledger.rows),
        movements=[_movement(ledger, each) for each in ledger.movements],
        deadlines=[_deadline(each) for each in ledger.relieved[:MOST_SHOWN]],
        deadlines_in_all=len(ledger.relieved),
        costs=[
            CostView(
                rate=each.rate.code,
                title=each.rate.title,
                side=each.rate.side,
                wave=each.rate.wave,
                days=each.days,
                per=each.rate.per,
                amount=Money.of(each.amount.value, each.rate.currency),
            )
            for each in ledger.costs
        ],
        owed={
            side: Money.of(ledger.cost_of(side), ledger.plan.currency)
            for side in Party
            if any(each.rate.side is side for each in ledger.costs)
        },
    )


def _entry(ledger: Ledger, row: Relief) -> EntryView:
    alone = ledger.alone.get(row.number)
    facts: dict[str, Any] = {
        name: getattr(row, name) for name in EntryView.model_fields if hasattr(row, name)
    }
    return EntryView(
        **facts,
        days=ledger.days[row.number].value,
        end_days=alone and alone.end,
        float_used=alone and alone.float_used,
    )


def _deadline(each: Relieved) -> DeadlineView:
    return DeadlineView(
        task=each.task,
        milestone=each.milestone,
        wave=each.wave,
        relieves=each.relieves,
        agreed=each.agreed,
        relieved=each.deadline.value,
    )


def _movement(ledger: Ledger, each: Movement) -> MovementView:
    return MovementView(
        wave=each.wave,
        agreed=each.agreed,
        stands=each.stands,
        days=_parts(each.minutes.value, ledger),
        calendar_days=PartsView(**each.calendar.value.model_dump()),
    )


def _parts(shares: Shares, ledger: Ledger) -> PartsView:
    """The rest takes what rounding leaves, so that the parts are the movement."""
    days = {name: ledger.working(value) for name, value in shares.model_dump().items()}
    days["rest"] = days["movement"] - days["client"] - days["vendor"] - days["concurrent"]
    return PartsView(**days)
