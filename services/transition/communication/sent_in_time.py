"""Which part of the communication plan was kept.

Choices: what was due up to and including the day, and what was sent before; cancelled items do not
count; sent late is not kept. Where nothing was due there is no share.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up


class PlannedItem(BaseModel):
    """`due_on`: as it stands; of what was sent or missed, as it stood then."""

    model_config = ConfigDict(frozen=True)
    code: str
    due_on: date
    sent_on: date | None
    is_cancelled: bool = False

    def counts(self, on: date) -> bool:
        fell_due = self.sent_on is not None or self.due_on < on
        return fell_due and not self.is_cancelled


class SentInTime(BaseModel):
    """`share` 0 to 1, to 0.0001; none where nothing was due."""

    model_config = ConfigDict(frozen=True)
    counted: int
    in_time: int
    late: list[str]
    missing: list[str]
    share: Decimal | None


@rule("communication_sent_in_time", version=1)
def sent_in_time(explain: Explain, items: Sequence[PlannedItem], on: date) -> SentInTime:
    due = [item for item in items if item.counts(on)]
    missing = explain("due and not sent", [item.code for item in due if item.sent_on is None])
    sent = [(item.code, item.sent_on > item.due_on) for item in due if item.sent_on is not None]
    late = explain("sent late", [code for code, is_late in sent if is_late])
    in_time = explain("sent in time", len(sent) - len(late))
    share = half_up(Decimal(in_time) / len(due), 4) if due else None
    return SentInTime(
        counted=explain("due or sent", len(due)),
        in_time=in_time,
        late=late,
        missing=missing,
        share=explain("share = in time / due or sent", share),
    )
