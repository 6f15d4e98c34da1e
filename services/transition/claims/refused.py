"""Reports of a vendor's that count for nothing, kept in sight until they are made good.

Choices: the newest fifty of a plan are kept. One is out of sight once a report of its type on the
same thing is taken, or after thirty days. One that a newer report has overtaken needs nothing and
is not kept. It should be made good within the business days in which the vendor answers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict

MOST_KEPT = 50
IN_SIGHT = timedelta(days=30)
NEEDS_NOTHING = "superseded"


class RefusedReport(BaseModel):
    """`of`: the milestone, blocker or topic that it speaks of. `kind`, `reason`: as its receipt
    says. `report_type`: of its event; empty where it was not kept."""

    model_config = ConfigDict(frozen=True)
    report_id: UUID
    of: str
    report_type: str = ""
    kind: str
    reason: str
    refused_at: datetime
    due_at: datetime

    def in_sight(self, now: datetime) -> bool:
        return now < self.refused_at + IN_SIGHT


def with_refused(kept: Sequence[RefusedReport], new: RefusedReport) -> list[RefusedReport]:
    if new.kind == NEEDS_NOTHING:
        return list(kept)
    return [*kept, new][-MOST_KEPT:]


def without(kept: Iterable[RefusedReport], of: str, report_type: str) -> list[RefusedReport]:
    """Progress on a milestone does not make good the claim of it that was refused."""
    return [each for each in kept if each.of != of or each.report_type not in ("", report_type)]
