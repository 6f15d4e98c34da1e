"""Wave plans: proposed, explained, tried out, adopted."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path
from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.edge import Session
from libs.common.jobs import JobView, start_job
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import not_found, refused
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.api.wave_bodies import NewWaveProposal, WaveCheck, WhatIf
from services.transition.api.wave_proposal_views import (
    ObjectiveView,
    ViolationView,
    WaveCheckView,
    WaveExplanationView,
    WaveProposalView,
    WhatIfView,
)
from services.transition.models import Plan, Task, Wave, WaveProposal
from services.transition.models.wave_proposals import snapshot
from services.transition.plan.loading import freezes_of, laid, waves_of
from services.transition.readiness.outlook import outlook
from services.transition.roll_out.laid_wave import gates_of
from services.transition.roll_out.rescheduling import move_wave, must_be_clear
from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.explaining import explain_wave
from services.transition.wave_planning.objective import wave_objective
from services.transition.wave_planning.what_if import what_if

router = router_of("transition", tags=["wave proposals"])


@router.post("/plans/{id}/wave-proposals", status_code=202)
async def propose(id: UUID, body: NewWaveProposal, db: Session, actor: Planner) -> JobView:
    """Searches for the best wave plan that keeps all constraints; or tells which of them
    contradict each other. The job's result names the proposal; nothing of the plan moves."""
    plan = await db.seen(Plan, id, actor)
    waves = await waves_of(db, id)
    problem = body.problem(plan, waves, await freezes_of(db, id), plan.today(db.now))
    input = {
        "plan_id": id,
        "by": actor.id,
        "seconds": body.seconds,
        "problem": problem,
        "waves": snapshot(waves),
    }
    return await start_job(db, "wave_proposal", input, actor, programme_id=plan.programme_id)


@router.post("/plans/{id}/wave-checks", status_code=200)
async def check(id: UUID, body: WaveCheck, db: Session, actor: Planner) -> WaveCheckView:
    """Everything that these dates break, at once. Touches nothing."""
    plan = await db.seen(Plan, id, actor)
    waves, freezes = await waves_of(db, id), await freezes_of(db, id)
    problem = body.problem(plan, waves, freezes, plan.today(db.now))
    known = {process.code for process in problem.processes}
    planned = {code: day for code, day in body.live_on.items() if code in known}
    found = await asyncio.to_thread(check_waves, problem, body.live_on)
    return WaveCheckView(
        violations=[ViolationView.model_validate(violation) for violation in found],
        objective=ObjectiveView.of(wave_objective(problem, planned)),
    )


@router.get("/plans/{id}/wave-proposals")
async def list_proposals(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[WaveProposalView]:
    await db.seen(Plan, id, actor)
    query = select(WaveProposal).where(WaveProposal.plan_id == id)
    return await page(db, query, WaveProposal, actor, WaveProposalView.of, limit, after)


@router.get("/wave-proposals/{id}")
async def read_proposal(id: UUID, db: Session, actor: Reader) -> WaveProposalView:
    return WaveProposalView.of(await db.seen(WaveProposal, id, actor))


@router.get("/wave-proposals/{id}/processes/{code}/explanation")
async def explain(
    id: UUID, code: Annotated[str, Path(max_length=200)], db: Session, actor: Reader
) -> WaveExplanationView:
    """Why it goes live when it does: of each earlier date and each other wave, what forbids it or
    what it would cost."""
    kept = await db.seen(WaveProposal, id, actor)
    live_on = kept.must_be_found().live_on
    if code not in live_on:
        raise not_found("process", code)
    found = await asyncio.to_thread(explain_wave, kept.problem, live_on, code)
    return WaveExplanationView.of(found)


@router.post("/wave-proposals/{id}/what-if", status_code=200)
async def try_out(id: UUID, body: WhatIf, db: Session, actor: Planner) -> WhatIfView:
    """What a change would break, mend and cost. Touches nothing."""
    kept = await db.seen(WaveProposal, id, actor)
    change = body.change(kept.problem)
    live_on = kept.must_be_found().live_on
    return WhatIfView.of(await asyncio.to_thread(what_if, kept.problem, live_on, change))


@router.post("/wave-proposals/{id}/adopt")
async def adopt(id: UUID, db: Session, actor: Planner) -> WaveProposalView:
    """Moves each wave that is not live to the day on which all its processes go live, and opens
    its gate again. Refused where processes would change waves, where the plan's waves are others
    than it was proposed for, and where a day has passed or is frozen by now."""
    kept = await db.seen(WaveProposal, id, actor)
    await db.locked(Plan, kept.plan_id, actor)
    kept = await db.seen(WaveProposal, id, actor)
    await db.locked(Plan, kept.plan_id, actor)
    kept = await db.locked(WaveProposal, id, actor)
    waves = await _locked_waves(db, kept.plan_id)
    moves = kept.moves(waves)
    gates = await gates_of(db, kept.plan_id)
    found = await laid(db, kept.plan_id, col(Task.code).in_([w.live_task for w, _ in moves]))
    freezes, today = await freezes_of(db, kept.plan_id), found.plan.today(db.now)
    publish(db, kept.adopt([wave for wave, _ in moves], actor.id, db.now))
    for wave, to in moves:
        if to < today:
            raise refused("date-passed", f"{to}, when {wave.code} would go live, has passed.")
        must_be_clear(to, freezes)
        publish(db, move_wave(found, wave, gates[wave.id], to, "As proposed for all waves"))
    await outlook(db, kept.plan_id, *(wave.code for wave, _ in moves))
    return WaveProposalView.of(kept)


async def _locked_waves(db: Db, plan_id: UUID) -> Sequence[Wave]:
    query = select(Wave).where(Wave.plan_id == plan_id).order_by(col(Wave.id))
    return await db.all(as_it_is(query))
