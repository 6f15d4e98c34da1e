"""The plans that a batch of vendors' reports moves: locked, computed anew once, told of once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db, as_it_is
from libs.common.events.transition.plans import ScheduleSlipped
from libs.common.events.transition.reports import ReportRefused
from libs.common.held import Early
from libs.common.outbox import publish
from services.transition.models import Plan, Task, Wave
from services.transition.plan.gates_touched import touch_gates
from services.transition.plan.loading import Laid
from services.transition.plan.networks import networks_of

EARLIEST_ZONE = timedelta(hours=14)
"A date has begun somewhere on earth that long before it begins in UTC."


A_YEAR, FAR = timedelta(days=366), timedelta(days=366 * 15)


class Report(Protocol):
    """Of a contract's vendor."""

    type: ClassVar[str]

    @property
    def programme_id(self) -> UUID: ...
    @property
    def vendor_id(self) -> UUID: ...
    @property
    def contract_id(self) -> UUID: ...


class OfMilestone(Report, Protocol):
    @property
    def milestone(self) -> str: ...
    @property
    def as_of(self) -> datetime | None: ...


class Refusal(Exception):
    def __init__(self, kind: str, reason: str, claim_id: UUID | None = None) -> None:
        super().__init__(reason)
        self.kind, self.claim_id = kind, claim_id

    def of(
        self, report_id: UUID, report: Report, plan_id: UUID, of: str, due_at: datetime | None
    ) -> ReportRefused:
        """`of`: what the report speaks of. `due_at`: none where nothing has to be made good."""
        return ReportRefused(
            programme_id=report.programme_id,
            vendor_id=report.vendor_id,
            report_id=report_id,
            kind=self.kind,
            reason=str(self),
            claim_id=self.claim_id,
            contract_id=report.contract_id,
            plan_id=plan_id,
            of=of,
            report_type=report.type,
            due_at=due_at,
        )


def must_have_happened(on: date, envelope: Envelope) -> None:
    """By the date of the report where on earth it is latest: the vendor may be anywhere."""
    latest = (envelope.time + EARLIEST_ZONE).date()
    if on > latest:
        raise Refusal("in-the-future", f"{on} had not come when it was reported.")


def must_be_near(day: date | None, plan: Plan) -> None:
    """A date so far from the plan is a slip of the pen."""
    if day is not None and not plan.starts_on - A_YEAR <= day <= plan.starts_on + FAR:
        raise Refusal(
            "out-of-reach", f"{day} lies too far from the plan, which starts on {plan.starts_on}."
        )


def as_of(envelope: Envelope, report: OfMilestone) -> datetime:
    """When it was so: as stated, but no later than it was reported, whose clock is ours."""
    return envelope.time if report.as_of is None else min(report.as_of, envelope.time)


async def plans_of(db: Db, contracts: Collection[UUID]) -> dict[UUID, Plan]:
    """By id, locked. Raises `Early` where a contract has none yet."""
    query = select(Plan).where(col(Plan.contract_id).in_(contracts)).order_by(col(Plan.id))
    plans = await db.all(as_it_is(query))
    if missing := set(contracts) - {plan.contract_id for plan in plans}:
        raise Early(f"the plan of contract {min(missing)}")
    return {plan.id: plan for plan in plans}


@dataclass
class MovingPlans:
    """What a batch touches; `moved`: the tasks with new facts by plan, `causes`: the first."""

    plans: dict[UUID, Plan]
    tasks: dict[tuple[UUID, str], Task]
    laid: dict[UUID, Laid]
    moved: dict[UUID, dict[UUID, Task]] = field(default_factory=dict)
    causes: dict[UUID, str] = field(default_factory=dict)
    slipping: dict[UUID, dict[UUID, str]] = field(default_factory=dict)
    "By plan and task, why it was reported to be finished at another date."

    def named(self, report: OfMilestone) -> tuple[Laid, Task]:
        task = self.tasks.get((report.contract_id, report.milestone))
        if task is None:
            raise Refusal("unknown-milestone", f"The plan has no milestone {report.milestone}.")
        return self.laid[task.plan_id], task

    def plan_of(self, report: OfMilestone) -> UUID | None:
        """None where no plan has the milestone."""
        task = self.tasks.get((report.contract_id, report.milestone))
        return None if task is None else task.plan_id

    def note(self, task: Task, cause: str, slips: str | None = None) -> None:
        """Its facts are others now. `slips`: why it is to be finished at another date."""
        if slips is not None:
            self.slipping.setdefault(task.plan_id, {})[task.id] = slips
        self.moved.setdefault(task.plan_id, {})[task.id] = task
        self.causes.setdefault(task.plan_id, cause)

    def forecast(self, db: Db) -> None:
        """Once a plan, and once a task that slips, however many reports moved them."""
        for plan_id, tasks in self.moved.items():
            found, slipping = self.laid[plan_id], self.slipping.get(plan_id, {})
            was = {id: found.expected_on(tasks[id]) for id in slipping}
            found.tasks = list(tasks.values())
            publish(db, found.forecast(self.causes[plan_id]))
            publish(db, _slips(found, tasks, was, slipping))


def _slips(
    found: Laid, tasks: Mapping[UUID, Task], was: Mapping[UUID, date], why: Mapping[UUID, str]
) -> Iterator[ScheduleSlipped]:
    for id, before in was.items():
        now = found.expected_on(tasks[id])
        if now > before and not tasks[id].is_done:
            yield tasks[id].slipped(before, now, why[id] or "no reason stated")


async def moving_plans(db: Db, reports: Sequence[OfMilestone]) -> MovingPlans:
    """Raises `Early` where a contract has no plan yet."""
    plans = await plans_of(db, {report.contract_id for report in reports})
    networks = await networks_of(db, plans.values())
    waves: dict[UUID, list[Wave]] = {id: [] for id in plans}
    query = select(Wave).where(col(Wave.plan_id).in_(plans)).order_by(col(Wave.id))
    for wave in await db.all(query):
        waves[wave.plan_id].append(wave)
    laid = {id: Laid(plan, networks[id], waves[id], []) for id, plan in plans.items()}
    for id, found in laid.items():
        touch_gates(db, id, found.touched)
    return MovingPlans(plans, await _tasks(db, reports), laid)


async def _tasks(db: Db, reports: Sequence[OfMilestone]) -> dict[tuple[UUID, str], Task]:
    query = select(Task).where(
        col(Task.contract_id).in_({report.contract_id for report in reports}),
        col(Task.milestone).in_({report.milestone for report in reports}),
    )
    return {(task.contract_id, task.milestone): task for task in await db.all(query)}
