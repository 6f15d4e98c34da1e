"""Real cases of shadowing and reverse shadowing, each counted once."""

from datetime import date
from uuid import UUID

from sqlmodel import UniqueConstraint

from libs.common.events.vendor.knowledge import TransferStep
from services.transition.models.base import Base, OfVendor


class ShadowedCase(OfVendor, Base, table=True):
    """`batch_id`: with which it came."""

    __tablename__ = "shadowed_case"
    __table_args__ = (UniqueConstraint("plan_id", "topic_code", "person", "step", "reference"),)

    batch_id: UUID
    topic_code: str
    person: str
    step: TransferStep
    reference: str
    handled_on: date
    unaided: bool
    seen_by: str
    reported_by: str
