"""Handovers: from the transition to those who run the work. `WaveHandedOver` ends one."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event


class HandoverBegun(Event):
    headline = "Handover of {wave} begun"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    handover_id: UUID
    wave_id: UUID
    wave: str
    begun_by: str
    begun_on: date
    items: int


class HandoverItemAdded(Event):
    headline = "Handover of {wave}: {title} added"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    handover_id: UUID
    wave_id: UUID
    wave: str
    item: str
    kind: str
    title: str
    owner: str
    due: date | None
    added_by: str


class HandoverOffered(Event):
    headline = "Handover of {wave} offered by {offered_by}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    handover_id: UUID
    wave_id: UUID
    wave: str
    offered_by: str
    offered_on: date
    items: int


class HandoverReturned(Event):
    headline = "Handover of {wave} returned: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    handover_id: UUID
    wave_id: UUID
    wave: str
    returned_by: str
    returned_on: date
    reason: str


class HandoverWithdrawn(Event):
    headline = "Handover of {wave} withdrawn: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    handover_id: UUID
    wave_id: UUID
    wave: str
    withdrawn_by: str
    withdrawn_on: date
    reason: str
