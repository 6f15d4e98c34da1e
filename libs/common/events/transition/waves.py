"""Waves: moved, live, rolled back."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event


class WaveRescheduled(Event):
    headline = "Wave {wave} moved from {was} to {now}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    was: date
    now: date
    days: int
    reason: str


class WaveWentLive(Event):
    headline = "Wave {wave} live"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave_id: UUID
    wave: str
    processes: list[str]
    live_on: date


class WaveRolledBack(Event):
    headline = "Wave {wave} rolled back: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    wave_id: UUID
    wave: str
    rolled_back_on: date
    reason: str
