"""Keeps the ledger in step with what is late: opens a period where something came to be missing,
ends it when that is made good. Whoever tells it twice changes nothing."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, func, select

from libs.common.db import Db, as_it_is
from libs.common.outbox import publish
from services.transition.models import Claim, Obligation, Plan, Relief
from services.transition.models.access import AccessRequest
from services.transition.models.integrations import Integration
from services.transition.models.obligations import Lapse
from services.transition.models.plan_items import Deed, PlanItem
from services.transition.models.relief_terms import SYSTEM, ReliefSource, other
from services.transition.relief.clocks import keep_clocks
from services.transition.relief.delay_days import days_in
from services.transition.relief.lapses import lapses_of, lapses_of_claim
from services.transition.relief.pairing import pairs
from services.transition.relief.reach import Reach, reach_of


class Followed(NamedTuple):
    """What may be late. `task`: the one that stands for it in the plan; `blocks`: codes of those
    that wait for it."""

    source: ReliefSource
    id: UUID
    code: str
    title: str
    task: str | None
    blocks: list[str]
    wave: str | None
    lapses: list[Lapse]


async def follow_item(db: Db, plan: Plan, item: PlanItem) -> None:
    if not isinstance(item, AccessRequest | Integration):
        return
    is_access = isinstance(item, AccessRequest)
    source = ReliefSource.ACCESS if is_access else ReliefSource.INTEGRATION
    title = item.title if is_access else f"Integration {item.code}"
    lapses = lapses_of(item, plan.today(db.now))
    where = (item.task, item.blocks, item.wave)
    await follow(db, plan, Followed(source, item.id, item.code, title, *where, lapses))


async def follow_obligation(db: Db, plan: Plan, owed: Obligation) -> None:
    where = (owed.task, owed.blocks, owed.wave)
    source = ReliefSource.OBLIGATION
    await follow(db, plan, Followed(source, owed.id, owed.code, owed.title, *where, owed.lapses))


async def follow_claim(db: Db, plan: Plan, claim: Claim) -> None:
    """A word that did not come in time, until it is said or the plan is closed."""
    followed = Followed(
        source=ReliefSource.CLAIM,
        id=claim.id,
        code=claim.milestone,
        title=f"Word on the claim of {claim.milestone}",
        task=None,
        blocks=[claim.milestone],
        wave=None,
        lapses=[],
    )
    kept = await _kept(db, followed)
    lapses = lapses_of_claim(claim, kept, plan.country, plan.closed_on)
    await follow(db, plan, followed._replace(lapses=lapses))


async def follow(db: Db, plan: Plan, followed: Followed) -> None:
    """The plan is locked, so that numbers are given out one after the other."""
    rows = await _kept(db, followed)
    if not rows and not followed.lapses:
        return
    deed = Deed(plan.today(db.now), SYSTEM, db.now)
    kept, new = pairs(rows, followed.lapses)
    ended = [row for row, lapse in kept if _end(db, plan, row, lapse, deed)]
    opened = await _open(db, plan, followed, new, deed) if new else []
    await keep_clocks(db, *ended, *opened)


async def _open(
    db: Db, plan: Plan, followed: Followed, lapses: Sequence[Lapse], deed: Deed
) -> list[Relief]:
    reach, first = await reach_of(db, plan.id), await next_number(db, plan.id)
    opened = [_relief(plan, followed, each, reach, n) for n, each in enumerate(lapses, first)]
    db.add_all(opened)
    for row, lapse in zip(opened, lapses, strict=True):
        publish(db, row.open(deed))
        _end(db, plan, row, lapse, deed)
    return opened


def _relief(plan: Plan, followed: Followed, lapse: Lapse, reach: Reach, number: int) -> Relief:
    blocked = [code for name in followed.blocks if (code := reach.task_of(name))]
    tasks = reach.open_of(blocked)
    waves = [followed.wave] if followed.wave else reach.waves_of(blocked)
    return Relief(
        **plan.ours,
        contract_id=plan.contract_id,
        number=number,
        source=followed.source,
        source_id=followed.id,
        source_code=followed.code,
        delays=followed.task,
        caused_by=lapse.caused_by,
        from_on=lapse.from_on,
        cause=followed.title,
        tasks=tasks,
        milestones=reach.milestones_behind(tasks),
        waves=waves,
        service_levels=[],
        evidence=[],
        side=other(lapse.caused_by),
    )


def _end(db: Db, plan: Plan, row: Relief, lapse: Lapse | None, deed: Deed) -> bool:
    """Missing no more; or never was, as it turned out: then no day of it counts. Whether it ended
    now."""
    until = row.from_on if lapse is None else lapse.until_on
    if row.until_on is not None or until is None:
        return False
    until = max(until, row.from_on)
    publish(db, row.end(until, days_in(plan.country, row.from_on, until), deed))
    return True


async def _kept(db: Db, followed: Followed) -> list[Relief]:
    mine = (Relief.source == followed.source, Relief.source_id == followed.id)
    return await db.all(as_it_is(select(Relief).where(*mine).order_by(col(Relief.number))))


async def next_number(db: Db, plan_id: UUID) -> int:
    query = select(func.max(Relief.number)).where(Relief.plan_id == plan_id)
    latest: int | None = (await db.scalars(query)).one()
    return (latest or 0) + 1
