"""A blocker that a vendor's system raises: taken, or refused with a reason."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.transition.blockers import BlockerOpened
from libs.common.events.transition.party import Party
from libs.common.events.vendor.milestones import BlockerRaised
from libs.common.outbox import publish
from libs.common.problems import Problem
from libs.common.reactions import Told
from libs.common.timers import start_timers
from services.transition.claims.open_at_once import FULL, MOST_OPEN, open_of
from services.transition.claims.refusing import Refusing
from services.transition.models import Plan, Task, Wave
from services.transition.models.blockers import Blocker
from services.transition.models.plan_items import Deed
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.moving import Refusal, must_be_near, plans_of
from services.transition.readiness.outlook import outlook


async def note_blockers(told: Sequence[Told[BlockerRaised]], db: Db) -> None:
    raised = await _raised(db, told)
    refusing = Refusing(db, raised.plans)
    for each in told:
        where = raised.plan_of(each.event)
        try:
            publish(db, raised.take(each.envelope, each.event))
            refusing.took(each.event, each.event.code, where)
        except Refusal as refusal:
            refusing.refuse(each.envelope, each.event, each.event.code, refusal, where)
    db.add_all(raised.new)
    await start_timers(db, Blocker.timer, {each.id: each.due_at for each in raised.new})
    for plan_id, waves in sorted(raised.waves.items()):
        await outlook(db, plan_id, *sorted(waves))


class _Raised:
    """What a batch of them must know of its plans."""

    def __init__(
        self,
        plans: Sequence[Plan],
        waves: Sequence[Wave],
        tasks: Sequence[Task],
        taken: set[str],
        open_: Counter[UUID],
    ) -> None:
        self.plans = plans
        self._plans = {plan.id: plan for plan in plans}
        self._waves = {(wave.contract_id, wave.code): wave for wave in waves}
        self._tasks = {(task.contract_id, task.milestone): task for task in tasks}
        self._taken, self._open = taken, open_
        self.new: list[Blocker] = []
        self.waves: dict[UUID, set[str]] = {}
        "By plan, those that something stands in the way of."

    def take(self, envelope: Envelope, report: BlockerRaised) -> Sequence[BlockerOpened]:
        """Raises `Refusal`."""
        plan, wave = self._place(report)
        if f"{plan.id} {report.code}" in self._taken:
            raise Refusal("code-taken", f"The plan has a blocker {report.code} already.")
        if self._open[plan.id] >= MOST_OPEN:
            raise Refusal("blockers-full", FULL.format(MOST_OPEN, Party.VENDOR))
        must_be_near(report.needed_by, plan)
        blocker = _blocker(envelope, report, plan, wave)
        deed = Deed(
            blocker.raised_on, report.reported_by, envelope.time, report.note, report.evidence
        )
        try:
            opened = list(blocker.open(deed))
        except Problem as problem:
            raise Refusal(problem.kind, problem.detail) from None
        self._taken.add(f"{plan.id} {report.code}")
        self._open[plan.id] += 1
        self.new.append(blocker)
        self.waves.setdefault(plan.id, set()).add(wave)
        return opened

    def plan_of(self, report: BlockerRaised) -> UUID | None:
        """None where no plan has what it stands in the way of."""
        task = self._tasks.get((report.contract_id, report.milestone))
        found = task or self._waves.get((report.contract_id, report.wave or ""))
        return None if found is None else found.plan_id

    def _place(self, report: BlockerRaised) -> tuple[Plan, str]:
        """The plan and the wave that it stands in the way of."""
        if (report.wave is None) == (report.milestone is None):
            raise Refusal("unclear", "A blocker names a milestone or a wave, and not both.")
        if report.milestone is not None:
            task = self._tasks.get((report.contract_id, report.milestone))
            if task is None:
                why = f"The plan has no milestone {report.milestone}."
                raise Refusal("unknown-milestone", why)
            return self._plans[task.plan_id], task.wave
        wave = self._waves.get((report.contract_id, report.wave or ""))
        if wave is None:
            raise Refusal("unknown-wave", f"The plan has no wave {report.wave}.")
        return self._plans[wave.plan_id], wave.code


def _blocker(envelope: Envelope, report: BlockerRaised, plan: Plan, wave: str) -> Blocker:
    return Blocker(
        **plan.ours,
        contract_id=plan.contract_id,
        code=report.code,
        title=report.title,
        severity=report.severity,
        wave=wave,
        milestone=report.milestone,
        raised_by_side=Party.VENDOR,
        raised_by=report.reported_by,
        raised_on=plan.today(envelope.time),
        must_act=report.must_act,
        owner=report.owner,
        needed_by=report.needed_by,
        due_at=end_of_day(plan.country, report.needed_by),
        report_id=envelope.id,
    )


async def _raised(db: Db, told: Sequence[Told[BlockerRaised]]) -> _Raised:
    """Raises `Early` where a contract has no plan yet."""
    plans = await plans_of(db, {each.event.contract_id for each in told})
    waves = await db.all(select(Wave).where(col(Wave.plan_id).in_(plans)))
    milestones = {each.event.milestone for each in told if each.event.milestone}
    tasks = select(Task).where(col(Task.plan_id).in_(plans), col(Task.milestone).in_(milestones))
    codes = {each.event.code for each in told}
    known = select(Blocker).where(col(Blocker.plan_id).in_(plans), col(Blocker.code).in_(codes))
    taken = {f"{blocker.plan_id} {blocker.code}" for blocker in await db.all(known)}
    open_ = await open_of(db, plans, Party.VENDOR)
    return _Raised(list(plans.values()), waves, await db.all(tasks), taken, open_)
