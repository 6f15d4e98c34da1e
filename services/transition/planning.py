"""Makes plans: from a contract, for more processes later, and for the way back at an exit."""

from collections.abc import Sequence
from itertools import count
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.vendor import ContractSigned
from libs.common.held import Early
from libs.common.outbox import publish
from services.transition.contract_calendar import today_in
from services.transition.loading import Laid, laid, waves_of
from services.transition.models import Gate, Plan, Wave
from services.transition.plan_template import PlanDraft, WaveToPlan, plan_template


async def plan_contract(event: ContractSigned, db: Db) -> None:
    waves = [
        WaveToPlan(
            code=wave.code, title=wave.title, processes=wave.processes, planned_on=wave.planned_on
        )
        for wave in event.waves
    ]
    draft = plan_template.explained(event.starts_on, event.country, waves)
    plan = Plan(
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        contract_id=event.contract_id,
        title=event.title,
        country=event.country,
        acceptance_days=event.acceptance_days,
        starts_on=event.starts_on,
        baseline_finishes_on=event.starts_on,
        finishes_on=event.starts_on,
        template=draft.explanation,
        warnings=draft.value.warnings,
    )
    lay(db, plan, draft.value, waves)


async def plan_exit(event: ExitTriggered, db: Db) -> None:
    """Brings back all that the contract's waves took over, by the day of leaving."""
    contract = await _plan_of(db, event.contract_id)
    waves = await waves_of(db, contract.id)
    processes = [process for wave in waves for process in wave.processes]
    back = WaveToPlan(
        code=_free("exit", await _wave_codes(db, event.contract_id)),
        title="Return of the work",
        processes=list(dict.fromkeys(processes)),
        planned_on=event.leave_on,
    )
    starts_on = max(contract.starts_on, today_in(contract.country, db.now))
    draft = plan_template.explained(starts_on, contract.country, [back], is_exit=True)
    plan = Plan(
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        contract_id=event.contract_id,
        title=f"Exit: {contract.title}",
        country=contract.country,
        acceptance_days=contract.acceptance_days,
        starts_on=starts_on,
        baseline_finishes_on=starts_on,
        finishes_on=starts_on,
        template=draft.explanation,
        warnings=draft.value.warnings,
        is_exit=True,
    )
    lay(db, plan, draft.value, [back])


async def add_wave(event: ScalingRequested, db: Db) -> None:
    contract = await _plan_of(db, event.contract_id)
    plan, tasks, waves = await laid(db, contract.id)
    more = WaveToPlan(
        code=_free("scaling", [wave.code for wave in waves]),
        title=event.title,
        processes=event.processes,
        planned_on=event.planned_on,
    )
    starts_on = max(plan.starts_on, today_in(plan.country, db.now))
    draft = plan_template(starts_on, plan.country, [more], before=_latest(waves))
    wave = _wave(plan, more, source_id=event.scaling_id)
    added = [plan.task(task) for task in draft.tasks]
    Laid(plan, [*tasks, *added], [*waves, wave]).place()
    db.add_all([*added, wave, _gate(wave)])
    publish(db, plan.extended(wave))


def lay(db: Db, plan: Plan, draft: PlanDraft, waves: Sequence[WaveToPlan]) -> None:
    """Keeps the plan with its tasks, waves and gates, placed for the first time: the baseline."""
    tasks = [plan.task(task) for task in draft.tasks]
    planned = [_wave(plan, wave) for wave in waves]
    plan.place(tasks, planned)
    plan.baseline_finishes_on = plan.finishes_on
    plan.warnings = [*plan.warnings, *_rushed(plan, planned)]
    db.add_all([plan, *tasks, *planned, *map(_gate, planned)])
    publish(db, plan.planned(planned))


def _rushed(plan: Plan, waves: Sequence[Wave]) -> list[str]:
    return [
        f"{wave.code} is rushed: planned on {wave.planned_on}, possible from {wave.expected_on}."
        for wave in waves
        if plan.is_late(wave)
    ]


def _wave(plan: Plan, wave: WaveToPlan, source_id: UUID | None = None) -> Wave:
    return Wave(
        **plan.ours,
        contract_id=plan.contract_id,
        **dict(wave),
        first_planned_on=wave.planned_on,
        source_id=source_id,
    )


def _gate(wave: Wave) -> Gate:
    return Gate(**wave.ours, wave_id=wave.id, wave=wave.code)


def _latest(waves: Sequence[Wave]) -> str:
    return max(waves, key=lambda wave: (wave.planned_on, wave.id)).code


def _free(name: str, taken: Sequence[str]) -> str:
    """The first of name-1, name-2, … that no wave has."""
    return next(code for n in count(1) if (code := f"{name}-{n}") not in taken)


async def _wave_codes(db: Db, contract_id: UUID) -> list[str]:
    query = select(Wave).where(Wave.contract_id == contract_id)
    return [wave.code for wave in await db.all(query)]


async def _plan_of(db: Db, contract_id: UUID) -> Plan:
    query = select(Plan).where(Plan.contract_id == contract_id, col(Plan.is_exit).is_(False))
    if not (found := await db.all(query)):
        raise Early(f"the plan of contract {contract_id}")
    plan: Plan = found[0]
    return plan
