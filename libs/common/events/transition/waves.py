"""Waves: moved, live, stabilised, handed over, rolled back."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party


class WaveRescheduled(OfPlan):
    headline = "Wave {wave} moved from {was} to {now}: {reason}"
    wave_id: UUID
    wave: str
    was: date
    now: date
    days: int
    reason: str


class WaveWentLive(OfPlan):
    headline = "Wave {wave} live"
    contract_id: UUID
    wave_id: UUID
    wave: str
    processes: list[str]
    live_on: date


class WaveRolledBack(OfPlan):
    headline = "Wave {wave} rolled back{event.how}: {reason}"
    contract_id: UUID
    wave_id: UUID
    wave: str
    rolled_back_on: date
    reason: str
    roll_back_id: UUID | None = None
    emergency: bool = False
    "By the programme office at once, without proposal and decision."
    caused_by: Party | None = None
    "The side on whose account it is; none where that is not said yet."

    @property
    def how(self) -> str:
        return " as an emergency" if self.emergency else ""


class ExitShown(Part):
    """What an exit criterion came to; none where nothing was recorded."""

    criterion: str
    met: bool
    value: Decimal | None = None
    note: str = ""


class WaveStabilised(OfPlan):
    """`accepted`: exit criteria that were not met, and that the sponsor accepted."""

    headline = "Wave {wave} stabilised"
    contract_id: UUID
    wave_id: UUID
    wave: str
    live_on: date
    stabilised_on: date
    stabilised_by: str
    accepted: list[str] = []
    shown: list[ExitShown] = []
    "What it was decided on."


class WaveHandedOver(OfPlan):
    """From the transition to those who run it. `service_levels`: codes of those in force."""

    headline = "Wave {wave} handed over to {run_by}"
    contract_id: UUID
    wave_id: UUID
    wave: str
    handover_id: UUID
    handed_over_by: str
    accepted_by: str
    accepted_on: date
    run_by: str
    service_levels: list[str] = []
    open_actions: int = 0
