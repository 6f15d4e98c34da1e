"""Where what happens in a transition belongs."""

from uuid import UUID

from libs.common.events.base import Event


class OfPlan(Event, abstract=True):
    """Told to both sides of a plan."""

    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID


class OfClientsPlan(Event, abstract=True):
    """The client's own affair: no vendor reads it."""

    programme_id: UUID
    plan_id: UUID
