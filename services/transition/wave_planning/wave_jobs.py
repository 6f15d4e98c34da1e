"""Long searches: which processes go live together, and when tasks have the people they need."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from libs.common.db import Db
from libs.common.jobs import Effect, Job
from libs.common.outbox import publish
from libs.common.problems import refused
from services.transition.exchange.plan_document import Resource
from services.transition.jobs import jobs
from services.transition.levelling.heuristic import first_plan
from services.transition.levelling.levelled_plan import LevelledPlan, levelled_plan
from services.transition.levelling.levelling_plan import ToLevel
from services.transition.levelling.plan import levelled
from services.transition.models import Levelling, Plan, WaveProposal
from services.transition.models.wave_proposals import WaveThen
from services.transition.plan.loading import tasks_of
from services.transition.plan.networks import network_of
from services.transition.solving.child import solve
from services.transition.solving.messages import Improvement, SolverFailed
from services.transition.wave_planning.greedy import propose
from services.transition.wave_planning.problem import LiveOn, WaveProblem
from services.transition.wave_planning.proposal import Contradiction, Proposal, proposal

PROBLEM: TypeAdapter[WaveProblem] = TypeAdapter(WaveProblem)
WAVES: TypeAdapter[tuple[WaveThen, ...]] = TypeAdapter(tuple[WaveThen, ...])
EASY = 1_000_000
"Processes² × dates that are planned without a search in about a second."
TICK = 1.0
"Seconds between reports."


@jobs("wave_proposal")
async def propose_waves(job: Job) -> Effect:
    """First a plan without a search, where there are few processes; then the search."""
    problem = PROBLEM.validate_python(job.input["problem"])
    watch = Watch(job, job.input["seconds"], _waves_so_far)
    first = await _first_waves(problem)
    if first is not None:
        watch.begins_with(proposal(problem, first))
    found: Proposal | Contradiction
    note = ""
    try:
        async with watch.telling():
            found = await solve(problem, seconds=watch.seconds, on_progress=watch.better)
    except SolverFailed as failed:
        if first is None:
            do = "Give the search more seconds, or leave constraints out."
            raise refused("nothing-found", str(failed), do=do) from failed
        found, note = proposal(problem, first), f"{failed} This plan was found without a search."
    return partial(_keep_waves, job, problem, found, note)


async def _first_waves(problem: WaveProblem) -> LiveOn | None:
    if len(problem.processes) ** 2 * len(problem.dates) > EASY:
        return None
    return await asyncio.to_thread(propose, problem)


async def _keep_waves(
    job: Job, problem: WaveProblem, found: Proposal | Contradiction, note: str, db: Db
) -> object:
    plan = await _plan(job, db)
    contradiction = found.sentences if isinstance(found, Contradiction) else ()
    kept = WaveProposal(
        **plan.ours,
        made_at=db.now,
        made_by=job.input["by"],
        seconds=job.input["seconds"],
        problem=problem,
        waves=WAVES.validate_python(job.input["waves"]),
        found=None if isinstance(found, Contradiction) else found,
        contradiction=contradiction,
        note=note,
    )
    db.add(kept)
    publish(db, kept.told())
    return {"wave_proposal_id": kept.id}


@jobs("levelling")
async def level_plan(job: Job) -> Effect:
    capacities: dict[str, int] = job.input["capacities"]
    async with job.read() as db:
        plan = await _plan(job, db)
        today = date.fromisoformat(job.input["today"])
        asked = await to_level(db, plan, capacities, today)
    watch = Watch(job, job.input["seconds"], _end_so_far)
    problem = await asyncio.to_thread(lambda: asked.problem)
    notes = []
    try:
        async with watch.telling():
            found = await solve(problem, seconds=watch.seconds, on_progress=watch.better)
    except SolverFailed as failed:
        notes.append(f"{failed} This plan was found without a search.")
        found = await asyncio.to_thread(lambda: levelled(problem, first_plan(problem)))
    came_to = await asyncio.to_thread(levelled_plan, asked, found, *notes)
    return partial(_keep_levelling, job, plan, capacities, came_to)


async def to_level(db: Db, plan: Plan, capacities: Mapping[str, int], today: date) -> ToLevel:
    """`capacities`: in place of the plan's own."""
    return ToLevel(
        network=await network_of(db, plan),
        demands={task.code: task.demands for task in await tasks_of(db, plan.id)},
        resources=tuple(_with_capacity(resource, capacities) for resource in plan.resources),
        minutes_per_day=plan.minutes_per_day,
        today=today,
    )


def _with_capacity(resource: Resource, capacities: Mapping[str, int]) -> Resource:
    capacity = capacities.get(resource.code, resource.capacity)
    return resource.model_copy(update={"capacity": capacity})


async def _keep_levelling(
    job: Job, plan: Plan, capacities: dict[str, int], came_to: LevelledPlan, db: Db
) -> object:
    kept = Levelling(
        **plan.ours,
        revision=plan.revision,
        made_at=db.now,
        made_by=job.input["by"],
        seconds=job.input["seconds"],
        capacities=capacities,
        levelled=came_to,
    )
    db.add(kept)
    publish(db, kept.told())
    return {"levelling_id": kept.id}


class Watch:
    """Tells about once a second how far a search is: by time, and what it found so far."""

    def __init__(
        self, job: Job, seconds: int, details: Callable[[Improvement], Mapping[str, Any]]
    ) -> None:
        self._job, self.seconds, self._details = job, seconds, details
        self._told: Mapping[str, Any] = {}
        self._began = asyncio.get_running_loop().time()

    def begins_with(self, found: Proposal) -> None:
        self._told = {
            "objective": found.objective_number,
            "bound": None,
            "gap": None,
            "seconds": 0.0,
            "waves": len(set(found.live_on.values())),
        }
        self._report()

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Time passes even where nothing better is found."""
        ticking = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            ticking.cancel()

    def better(self, found: Improvement) -> None:
        numbers = found.model_dump(include={"objective", "bound", "gap", "seconds"})
        self._told = {**numbers, **self._details(found)}
        self._report()

    async def _tick(self) -> None:
        while True:
            self._report()
            await asyncio.sleep(TICK)

    def _report(self) -> None:
        passed = asyncio.get_running_loop().time() - self._began
        message = "Improving the best so far" if self._told else "Searching"
        self._job.report(min(passed / self.seconds, MOST_SHARE), message, **self._told)


MOST_SHARE = 0.99


def _waves_so_far(found: Improvement) -> Mapping[str, Any]:
    return {"waves": len(set(found.best.values()))}


def _end_so_far(found: Improvement) -> Mapping[str, Any]:
    return {"late": found.late}


async def _plan(job: Job, db: Db) -> Plan:
    plan = await db.find(Plan, UUID(job.input["plan_id"]))
    assert plan  # noqa: S101
    return plan
