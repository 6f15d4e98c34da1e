"""Makes plans: from a contract, for more processes later, and for the way back at an exit."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import count
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.explain import Explained, Explanation
from libs.common.held import Early
from libs.common.outbox import publish
from services.transition.claims.terms import ClaimTerms
from services.transition.exchange.plan_document import Resource
from services.transition.exits.estimating import shape_today, watch_exit
from services.transition.exits.handing_over import lead_on, take_over_exits
from services.transition.exits.knowledge_back import list_what_comes_back
from services.transition.forecasting.baselining import baseline_of
from services.transition.models import ExitTie, Gate, Plan, Task, Wave
from services.transition.plan.clock import office_calendar
from services.transition.plan.contract_calendar import today_in
from services.transition.plan.loading import Laid, laid, waves_of
from services.transition.plan.networks import of_plan
from services.transition.templates.plan_template import (
    PlanDraft,
    TransitionKind,
    WaveToPlan,
    plan_template,
)


async def plan_contract(event: ContractSigned, db: Db) -> None:
    waves = [
        WaveToPlan(
            code=wave.code, title=wave.title, processes=wave.processes, planned_on=wave.planned_on
        )
        for wave in event.waves
    ]
    draft = plan_template.explained(event.starts_on, event.country, waves)
    plan = _plan(event, event.title, event.country, event.starts_on, draft)
    plan.acceptance_days, plan.notice_days = event.acceptance_days, event.notice_days
    plan.claim_terms = ClaimTerms.model_validate(event, from_attributes=True)
    lay(db, plan, draft.value, waves)
    await watch_exit(db, plan, db.now)
    await take_over_exits(db, plan)


async def plan_exit(event: ExitTriggered, db: Db) -> None:
    """Brings back all that the contract's waves took over, by the day of leaving: to the client, or
    on to another vendor, to whose plan it is tied. As long as what would have to be taught back
    today asks for."""
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
    shape = await shape_today(db, contract, starts_on)
    draft = plan_template.explained(
        *(starts_on, contract.country, [back]),
        kind=TransitionKind.REVERSE,
        shapes={back.code: shape.value},
    )
    title = (
        f"Exit: {contract.title}" if event.to_vendor_id is None else f"Hand-over: {contract.title}"
    )
    plan = _plan(event, title, contract.country, starts_on, draft)
    plan.acceptance_days, plan.is_exit = contract.acceptance_days, True
    plan.claim_terms = contract.claim_terms
    plan.notice_days = contract.notice_days
    lay(db, plan, draft.value, [back])
    await list_what_comes_back(db, contract, plan, back.code, back.processes, starts_on)
    await lead_on(db, _tie(event, plan, back, shape.explanation))


async def add_wave(event: ScalingRequested, db: Db) -> None:
    contract = await _plan_of(db, event.contract_id)
    found = await laid(db, contract.id)
    plan = found.plan
    more = WaveToPlan(
        code=_free("scaling", [wave.code for wave in found.waves]),
        title=event.title,
        processes=event.processes,
        planned_on=event.planned_on,
    )
    starts_on = max(plan.starts_on, today_in(plan.country, db.now))
    draft = plan_template(starts_on, plan.country, [more], before=_latest(found.waves))
    added = [plan.task(task, len(found.tasks) + n) for n, task in enumerate(draft.tasks)]
    wave = _wave(plan, more, added, source_id=event.scaling_id)
    plan.resources = merged(plan.resources, draft.resources)
    found.tasks += added
    found.waves.append(wave)
    publish(db, found.rebuild(f"{wave.code} was added"))
    db.add_all([*added, wave, _gate(wave)])
    publish(db, plan.extended(wave))
    await take_over_exits(db, plan)


def lay(db: Db, plan: Plan, draft: PlanDraft, waves: Sequence[WaveToPlan]) -> None:
    """Keeps the plan with its tasks, waves and gates, placed for the first time: the baseline."""
    tasks = [plan.task(task, n) for n, task in enumerate(draft.tasks)]
    planned = [_wave(plan, wave, tasks) for wave in waves]
    found = Laid(plan, of_plan(plan, tasks), planned, tasks)
    list(found.rebuild("planned"))
    plan.baseline_finishes_on = plan.finishes_on
    db.add_all([plan, *tasks, *planned, *map(_gate, planned)])
    db.add(baseline_of(found, 1, "As first planned", "", db.now, "baton"))
    publish(db, plan.planned(planned, found.milestones.before_live(planned)))


def _plan(
    event: ContractSigned | ExitTriggered,
    title: str,
    country: str,
    starts_on: date,
    draft: Explained[PlanDraft],
) -> Plan:
    calendar = office_calendar(country)
    return Plan(
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        contract_id=event.contract_id,
        title=title,
        country=country,
        acceptance_days=0,
        starts_at=datetime.combine(starts_on, time.min),
        baseline_finishes_on=starts_on,
        finishes_on=starts_on,
        calendar=calendar.code,
        calendars=(calendar,),
        resources=draft.value.resources,
        template=draft.explanation,
        warnings=draft.value.warnings,
    )


def _tie(event: ExitTriggered, plan: Plan, back: WaveToPlan, shape: Explanation) -> ExitTie:
    return ExitTie(
        programme_id=plan.programme_id,
        plan_id=plan.id,
        contract_id=plan.contract_id,
        leave_on=event.leave_on,
        processes=back.processes,
        shape=shape,
        to_vendor_id=event.to_vendor_id,
    )


def merged(kept: Sequence[Resource], more: Sequence[Resource]) -> tuple[Resource, ...]:
    """Those that there are, as they are, and those that come on top."""
    known = {resource.code for resource in kept}
    return (*kept, *(resource for resource in more if resource.code not in known))


def _wave(
    plan: Plan, wave: WaveToPlan, tasks: Sequence[Task], source_id: UUID | None = None
) -> Wave:
    its = (task.code for task in tasks if task.live and task.wave == wave.code)
    return Wave(
        **plan.ours,
        contract_id=plan.contract_id,
        **dict(wave),
        first_planned_on=wave.planned_on,
        live_task=next(its, None),
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
