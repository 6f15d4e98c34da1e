"""What vendors measured."""

from datetime import date
from uuid import UUID

from pydantic import Field

from libs.common.events.base import Event, Part
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import Count


class Tally(Part):
    """One day of one service level: how many cases met the target, of how many that count."""

    service_level: Code
    taken_on: date
    met: Count
    total: Count
    excluded: Count = 0


class MeasurementsReported(Event):
    headline = "Vendor reports measurements"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    measurements: list[Tally] = Field(min_length=1, max_length=5000)
    reported_by: str = ""
