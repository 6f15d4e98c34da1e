"""Handovers: from the transition to those who run the work. `WaveHandedOver` ends one."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan


class OfHandover(OfPlan, abstract=True):
    handover_id: UUID
    wave_id: UUID
    wave: str


class HandoverBegun(OfHandover):
    headline = "Handover of {wave} begun"
    begun_by: str
    begun_on: date
    items: int


class HandoverItemAdded(OfHandover):
    headline = "Handover of {wave}: {title} added"
    item: str
    kind: str
    title: str
    owner: str
    due: date | None
    added_by: str


class HandoverOffered(OfHandover):
    headline = "Handover of {wave} offered by {offered_by}"
    offered_by: str
    offered_on: date
    items: int


class HandoverReturned(OfHandover):
    headline = "Handover of {wave} returned: {reason}"
    returned_by: str
    returned_on: date
    reason: str


class HandoverWithdrawn(OfHandover):
    headline = "Handover of {wave} withdrawn: {reason}"
    withdrawn_by: str
    withdrawn_on: date
    reason: str
