"""Closes a month of a service level: judged, credited under the cap, escalated where needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.events import Event
from libs.common.events.governance import SlaBreached
from libs.common.explain import Explained, Explanation
from libs.common.money import Money
from libs.common.problems import refused
from services.governance.attainment import Attainment, Counts, attainment
from services.governance.models import (
    Contract,
    ContractVersion,
    Credit,
    CreditState,
    DailyTally,
    Escalation,
    ServiceLevel,
    ServiceLevelMonth,
    Source,
)
from services.governance.models.escalation import TERMINATION
from services.governance.monthly_cap import monthly_cap
from services.governance.months import first_day, last_day
from services.governance.relief import spans_of
from services.governance.relieved_days import relieved_days
from services.governance.service_credit import service_credit
from services.governance.sla_phase import Phase
from services.governance.termination_right import termination_right
from services.governance.terms_in_force import in_force


@dataclass(frozen=True)
class Measured:
    """A month's tallies, by whom they were measured."""

    days: dict[Source, list[DailyTally]]
    relieved: list[date]
    "Days on which the vendor is relieved of the level, as it is agreed now."

    @property
    def measurer(self) -> Source | None:
        """The vendor where it reported anything, else the client."""
        return next((source for source in Source if self.days[source]), None)

    def counts(self, source: Source | None) -> list[Counts]:
        return [Counts.model_validate(day) for day in self.days[source]] if source else []

    def attained(self, source: Source | None) -> Attainment | None:
        return attainment(self.counts(source), self.relieved)

    def explained(self, source: Source | None) -> Explained[Attainment | None]:
        return attainment.explained(self.counts(source), self.relieved)


async def measured(db: Db, level: ServiceLevel, month: str) -> Measured:
    first, last = first_day(month), last_day(month)
    query = select(DailyTally).where(
        DailyTally.service_level_id == level.id, col(DailyTally.taken_on).between(first, last)
    )
    days: dict[Source, list[DailyTally]] = {source: [] for source in Source}
    for day in await db.all(query.order_by(col(DailyTally.taken_on))):
        days[day.source].append(day)
    return Measured(days, relieved_days(await spans_of(db, level), first, last))


async def closed_month(db: Db, level: ServiceLevel, month: str) -> ServiceLevelMonth | None:
    query = select(ServiceLevelMonth).where(
        ServiceLevelMonth.service_level_id == level.id, ServiceLevelMonth.month == month
    )
    return (await db.scalars(query)).one_or_none()


async def close_month(
    db: Db, level: ServiceLevel, month: str, source: Source | None, by: Actor
) -> tuple[ServiceLevelMonth, list[Event]]:
    """The contract is locked meanwhile: the cap goes by the order of closing."""
    contract = await db.find(Contract, level.contract_id, lock=True)
    assert contract  # noqa: S101
    if await closed_month(db, level, month):
        raise refused("already-closed", f"{month} of {level.code} is closed already.")
    tallies = await measured(db, level, month)
    source = source or tallies.measurer
    closed = level.close(month, source, tallies.explained(source), by, db.today)
    db.add(closed)
    events: list[Event] = list(closed.judged())
    events += await _credited(db, contract, level, closed)
    events += _escalated(db, level, closed)
    events += await _termination(db, level, closed)
    return closed, events


async def _credited(
    db: Db, contract: Contract, level: ServiceLevel, closed: ServiceLevelMonth
) -> Sequence[Event]:
    if not closed.bears_credit:
        return []
    query = select(ContractVersion).where(ContractVersion.contract_id == contract.id)
    version = in_force(await db.all(query), closed.month)
    full = service_credit.explained(version.fee, level.credit_terms(contract))
    if not full.value.amount:
        return []
    before = await _credited_before(db, contract, closed.month, version.currency)
    capped = monthly_cap.explained(full.value, before, version.at_risk(contract))
    explanation = _one(full.explanation, capped.explanation, closed.relieved_days)
    credit = Credit.of(closed, full.value, capped.value, version.version, explanation)
    closed.credit_id = credit.id
    db.add(credit)
    return list(credit.proposed())


async def _credited_before(db: Db, contract: Contract, month: str, currency: str) -> Money:
    query = select(Credit).where(
        Credit.contract_id == contract.id,
        Credit.month == month,
        Credit.state != CreditState.WITHDRAWN,
    )
    return sum((credit.money for credit in await db.all(query)), Money.zero(currency))


def _one(credit: Explanation, cap: Explanation, relieved: list[date]) -> Explanation:
    """The credit and its cap read as one account; under the rule and version of the credit.
    Relieved days had been left out of the attainment that brought it."""
    left_out = {"relieved_days": [str(day) for day in relieved]} if relieved else {}
    return Explanation(
        rule=credit.rule,
        version=credit.version,
        inputs={**credit.inputs, **left_out, cap.rule: {"version": cap.version, **cap.inputs}},
        steps=[*credit.steps, *cap.steps],
        result=cap.result,
    )


def _escalated(db: Db, level: ServiceLevel, closed: ServiceLevelMonth) -> list[Event]:
    if not closed.is_breach:
        return []
    said = f"{closed.percent} % in {closed.month}, minimum {level.minimum} %"
    return _escalate(db, level, closed, SlaBreached.type, f"{level.title}: {said}")


async def _termination(db: Db, level: ServiceLevel, closed: ServiceLevelMonth) -> list[Event]:
    query = select(ServiceLevelMonth).where(
        ServiceLevelMonth.service_level_id == level.id,
        ServiceLevelMonth.phase == Phase.CREDIT_BEARING,
    )
    missed = {month.month: month.missed for month in await db.all(query)}
    if not level.judge_termination(termination_right.explained(missed)):
        return []
    right = level.termination
    said = f"{right.consecutive} misses in a row, {right.of_twelve} in twelve months"
    return _escalate(db, level, closed, TERMINATION, f"{level.title}: {said}")


def _escalate(
    db: Db, level: ServiceLevel, closed: ServiceLevelMonth, cause: str, subject: str
) -> list[Event]:
    escalation = Escalation(
        programme_id=level.programme_id,
        vendor_id=level.vendor_id,
        subject=subject,
        cause=cause,
        raised_by=closed.closed_by,
        raised_on=closed.closed_on,
    )
    db.add(escalation)
    return list(escalation.raised())
