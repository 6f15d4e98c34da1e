"""Knowledge to hand over."""

from uuid import UUID

from libs.common.events.base import Event


class TopicsListed(Event):
    headline = "Topics of the knowledge transfer listed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    topics: list[str]
