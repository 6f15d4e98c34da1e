"""When it will be finished, how sure that is, and how the plan stands."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.jobs import JobView, start_job
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader
from services.transition.forecasting.baselining import baseline
from services.transition.forecasting.earned_schedule import EarnedSchedule
from services.transition.forecasting.health import Health
from services.transition.forecasting.monte_carlo import Distribution
from services.transition.forecasting.monte_carlo import Simulation as Draws
from services.transition.forecasting.plan_status import PlanStatus, explanations
from services.transition.forecasting.planned_value import Measure
from services.transition.jobs import most_critical
from services.transition.models import Plan, Simulation, Task
from services.transition.plan.contract_calendar import wall_in
from services.transition.plan.loading import waves_of
from services.transition.plan.network import last_day
from services.transition.plan.networks import network_of
from services.transition.plan.told_tasks import told_tasks
from services.transition.scheduling.work_time import moment

router = router_of("transition", tags=["forecasts"])


class NewSimulation(Body):
    """`correlation`: 0, tasks slip apart; 1, all as one. `promised_on`: the date to be held
    against; the end that the latest baseline has, unless stated."""

    draws: Annotated[int, Field(ge=100, le=20_000)] = 1000
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    distribution: Distribution = Distribution.BETA_PERT
    correlation: Annotated[float, Field(ge=0, le=1)] = 0.3
    promised_on: Day | None = None


USUAL = NewSimulation()


class Bar(View):
    """Draws that finish from the first day on and before `until`."""

    first: date
    until: date
    draws: int


class SimulationView(View):
    """Finishes as dates: half of the draws end by `p50`, four of five by `p80`. `on_time`: share
    of the draws that keep `promised_on`. `critical`: in which share of the draws a task drives the
    finish, largest first. `is_current`: whether the plan still has the facts it was drawn from."""

    id: UUID
    plan_id: UUID
    made_at: datetime
    made_by: str
    is_current: bool
    draws: Draws
    planned: date
    p10: date
    p50: date
    p80: date
    p90: date
    mean: date
    promised_on: date
    on_time: Decimal | None
    as_planned: Decimal
    histogram: list[Bar]
    critical: dict[str, Decimal]

    @classmethod
    def of(cls, plan: Plan, kept: Simulation) -> "SimulationView":
        found = kept.forecast
        days = {name: last_day(getattr(found, name)) for name in DATES}
        return cls(
            id=kept.id,
            plan_id=kept.plan_id,
            made_at=kept.made_at,
            made_by=kept.made_by,
            is_current=kept.revision == plan.revision,
            draws=found.simulation,
            promised_on=kept.promised_on,
            on_time=found.as_promised,
            as_planned=found.as_planned,
            histogram=[
                Bar(first=moment(bar.first).date(), until=moment(bar.end).date(), draws=bar.draws)
                for bar in found.histogram
            ],
            critical=dict(most_critical(found)),
            **days,
        )


DATES = ("planned", "p10", "p50", "p80", "p90", "mean")


class ExpectedWave(View):
    code: str
    title: str
    planned_on: date
    expected_on: date | None
    live_on: date | None


class ValueView(View):
    """As in `EarnedValue`. What is measured in money is for the client alone: others are told
    the pace of work (`spi`)."""

    measure: Measure
    bac: Decimal | None
    pv: Decimal | None
    ev: Decimal | None
    ac: Decimal | None
    spi: Decimal | None
    cpi: Decimal | None
    eac: Decimal | None
    eac_at_plan: Decimal | None
    eac_by_both: Decimal | None
    etc: Decimal | None
    vac: Decimal | None
    tcpi: Decimal | None
    unbudgeted: list[str]
    uncosted: list[str]

    @classmethod
    def of(cls, status: PlanStatus) -> "ValueView":
        value = status.value.value.model_dump()
        return cls(**value | (dict.fromkeys(AMOUNTS) if status.hides_amounts else {}))


AMOUNTS = (
    "bac",
    "pv",
    "ev",
    "ac",
    "cpi",
    "eac",
    "eac_at_plan",
    "eac_by_both",
    "etc",
    "vac",
    "tcpi",
)


class StatusView(View):
    """`finishes_on`: by the network; `finish_at_this_pace`: by the earned schedule; the range is
    that of the latest simulation. Indices below 1 are behind. Without data there is no score."""

    as_of: datetime
    baseline: int
    agreed_finish: date
    finishes_on: date
    finish_at_this_pace: date | None
    simulation: SimulationView | None
    waves: list[ExpectedWave]
    critical_path: list[str]
    earned_value: ValueView
    earned_schedule: EarnedSchedule
    path_length_index: Decimal | None
    baseline_execution_index: Decimal | None
    missed_deadlines: list[str]
    overdue_tasks: list[str]
    health: Health


@router.get("/plans/{id}/status")
async def read_status(
    id: UUID,
    db: Session,
    actor: Reader,
    against: Annotated[int | None, Query(alias="baseline", ge=1, le=1_000_000)] = None,
) -> StatusView:
    """How the plan stands now against a baseline, the latest unless stated."""
    status = await _status(db, id, actor, against)
    plan, simulated = status.plan, status.simulated
    return StatusView(
        as_of=db.now,
        baseline=status.agreed.number,
        agreed_finish=status.agreed.finishes_on,
        finishes_on=plan.finishes_on,
        finish_at_this_pace=status.finish_at_this_pace,
        simulation=None if simulated is None else SimulationView.of(plan, simulated),
        waves=[ExpectedWave.model_validate(wave) for wave in await waves_of(db, id)],
        critical_path=plan.critical_path,
        earned_value=ValueView.of(status),
        earned_schedule=status.schedule.value,
        path_length_index=status.path_length.value,
        baseline_execution_index=status.execution.value,
        missed_deadlines=status.missed_deadlines,
        overdue_tasks=status.overdue_tasks,
        health=status.health.value,
    )


@router.get("/plans/{id}/status/explanation")
async def explain_status(
    id: UUID,
    db: Session,
    actor: Reader,
    against: Annotated[int | None, Query(alias="baseline", ge=1, le=1_000_000)] = None,
) -> dict[str, Explanation]:
    """Of each measure the rule, its version, its inputs and each step."""
    return explanations(await _status(db, id, actor, against))


@router.post("/plans/{id}/simulations", status_code=202)
async def simulate(id: UUID, db: Session, actor: Planner, body: NewSimulation = USUAL) -> JobView:
    """Draws when the plan will be finished. The job's result names the simulation."""
    plan = await db.seen(Plan, id, actor)
    agreed = await baseline(db, id, None)
    drawing = Draws.model_validate(body.model_dump(exclude={"promised_on"}))
    input = {
        "plan_id": id,
        "by": actor.id,
        "promised_on": body.promised_on or agreed.finishes_on,
        "simulation": drawing,
    }
    return await start_job(db, "simulation", input, actor, programme_id=plan.programme_id)


@router.get("/plans/{id}/simulations")
async def list_simulations(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[SimulationView]:
    plan = await db.seen(Plan, id, actor)
    query = select(Simulation).where(Simulation.plan_id == id)
    return await page(db, query, Simulation, actor, partial(SimulationView.of, plan), limit, after)


@router.get("/simulations/{id}")
async def read_simulation(id: UUID, db: Session, actor: Reader) -> SimulationView:
    kept = await db.seen(Simulation, id, actor)
    return SimulationView.of(await db.seen(Plan, kept.plan_id, actor), kept)


TOLD = (
    *(Task.code, Task.deadline, Task.finished_at, Task.done_on, Task.reported_on),
    *(Task.percent, Task.actual_cost),
)


async def _status(db: Session, id: UUID, actor: Actor, number: int | None) -> PlanStatus:
    plan = await db.seen(Plan, id, actor)
    query = select(Simulation).where(Simulation.plan_id == plan.id)
    latest = await db.all(query.order_by(col(Simulation.id).desc()).limit(1))
    return PlanStatus(
        plan=plan,
        network=await network_of(db, plan),
        tasks=await told_tasks(db, plan.id, *TOLD),
        agreed=await baseline(db, plan.id, number),
        simulated=next(iter(latest), None),
        at=wall_in(plan.country, db.now).replace(second=0, microsecond=0),
        tells_money=not actor.is_vendor,
    )
