"""When the plan will be finished, if work turns out as uncertain as it is.

Source: Monte Carlo simulation of the network. Each draw gives every task a work of its own and
places them all; so finishes where paths meet come out later than the longest path alone would.

Choices, version 1:
- Work is drawn from a beta-PERT distribution (shapes 1 + 4(M − O)/(P − O) and
  1 + 4(P − M)/(P − O)), or a triangular one; rounded to the minute, half to even.
- Tasks do not vary apart: when one slips, others do. Task i of a draw lies at the quantile
  Φ(√ρ·Z + √(1 − ρ)·εᵢ) of its distribution, with Z common to the draw, εᵢ its own, both standard
  normal, and ρ the correlation: 0 for apart, 1 for all as one. The default, 0.3, is ours.
- A task that has begun varies in what remains, in the proportion of its whole; one that is
  finished does not.
- A date to start or finish on or by is not believed because it is written: it holds a task back,
  but never pulls it before those that it waits for. `dates_hold` keeps it as the schedule does.
- P80 is the earliest drawn finish that 80 of 100 draws do not exceed. The same seed gives the same
  forecast, whatever the order of the tasks; a task's draws depend on its code alone.
- A task is critical in a draw where it drives the finish, alone or together with others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from services.transition.forecasting.estimate import Estimate
from services.transition.scheduling.compiled import Compiled
from services.transition.scheduling.network import LOGIC, Activity, Convention, Link

VERSION = 1
DRAWS = 1_000


class Distribution(StrEnum):
    BETA_PERT = "beta-PERT"
    TRIANGULAR = "triangular"


class Simulation(BaseModel):
    """How to draw. `correlation`: ρ of the normal scores of any two tasks."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    draws: int = Field(default=DRAWS, ge=1, le=100_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    distribution: Distribution = Distribution.BETA_PERT
    correlation: float = Field(default=0.3, ge=0, le=1)
    dates_hold: bool = False


USUAL = Simulation()


class Bin(BaseModel):
    """Draws that finish from `first` on and before `end`, both midnights, as instants."""

    model_config = ConfigDict(frozen=True)
    first: int
    end: int
    draws: int


class FinishForecast(BaseModel):
    """Instants; `mean` half-up to the minute. `criticality`: by task, half-up to 0.0001."""

    model_config = ConfigDict(frozen=True)
    version: int = VERSION
    simulation: Simulation
    planned: int
    p10: int
    p50: int
    p80: int
    p90: int
    mean: int
    as_planned: Decimal
    "Share of the draws that finish no later than planned, half-up to 0.0001."
    as_promised: Decimal | None
    "The same for the date that was promised; None without one."
    histogram: list[Bin]
    criticality: dict[str, Decimal]


class Stopped(Exception):
    """The forecast was cancelled."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`stop` is asked, and `progress` told the share done (0 to 1), every few hundred tasks."""

    progress: Callable[[float], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False


def monte_carlo(
    activities: Sequence[Activity],
    links: Sequence[Link],
    estimates: Mapping[str, Estimate],
    starts_at: int,
    simulation: Simulation = USUAL,
    convention: Convention = LOGIC,
    promised: int | None = None,
    watch: Watch = Watch(),
) -> FinishForecast:
    """A task without an estimate takes the work that it has. `promised`: an instant.

    Raises `Cycle`, `UnknownTask`, `Ambiguous`, and `Stopped` where `watch` asks for it.
    """
    network = Compiled(activities, links, starts_at)
    return forecast(network, estimates, simulation, convention, promised, watch)


def forecast(
    network: Compiled,
    estimates: Mapping[str, Estimate],
    simulation: Simulation = USUAL,
    convention: Convention = LOGIC,
    promised: int | None = None,
    watch: Watch = Watch(),
) -> FinishForecast:
    """The same for a network made ready before."""
    from services.transition.forecasting.simulated import (  # noqa: PLC0415 - numpy loads slowly
        simulated,
    )

    return simulated(network, estimates, simulation, convention, promised, watch)
