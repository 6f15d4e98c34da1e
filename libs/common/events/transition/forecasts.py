"""When the plan is expected to end."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.plans import PlannedWave


class ForecastMoved(OfPlan):
    """Facts moved the end, or a go-live. `waves`: those whose expected date is another now."""

    headline = "The transition is expected to end on {finishes_on} instead of {was}: {cause}"
    contract_id: UUID
    was: date
    finishes_on: date
    waves: list[PlannedWave] = []
    critical_path: list[str] = []
    "The first hundred critical tasks."
    cause: str = ""

    def told(self) -> str:
        """Of the go-lives, where the end stays."""
        if self.finishes_on != self.was or not self.waves:
            return super().told()
        live = ", ".join(
            f"{wave.code} is expected live on {wave.expected_on}" for wave in self.waves
        )
        return f"{live}: {self.cause}"


class FinishSimulated(OfPlan):
    headline = "{draws} draws: the transition ends by {p50} in one of two, by {p80} in four of five"
    simulation_id: UUID
    draws: int
    planned: date
    p50: date
    p80: date
    promised_on: date
    on_time: Decimal | None = None
    "Share of the draws that keep the promised date."
