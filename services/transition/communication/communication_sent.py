"""Whether what people must know before a wave goes live was sent: for its gate.

Choices: of the wave and of the whole plan, what is due before the go-live; cancelled items do not
count. What is not due yet on the day holds nothing up. Sent late is sent. Where nothing has fallen
due a person must answer.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.communication.sent_in_time import PlannedItem


class CommunicationSentBefore(BaseModel):
    """`value`: the part of what fell due that was sent, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


def due_before(items: Sequence[PlannedItem], live_on: date, on: date) -> list[PlannedItem]:
    return [item for item in items if item.due_on < live_on and item.counts(on)]


def falls_due(items: Sequence[PlannedItem], live_on: date) -> list[date]:
    """The days from which those count that were not sent."""
    waiting = (item for item in items if item.sent_on is None and not item.is_cancelled)
    return [item.due_on + timedelta(days=1) for item in waiting if item.due_on < live_on]


@rule("communication_sent", version=2)
def communication_sent(explain: Explain, due: int, sent: int) -> CommunicationSentBefore:
    """`due`: how many have fallen due before the go-live, at least one; `sent`: of them. Numbers
    alone: what is said to whom is the client's, and vendors see gates."""
    value = explain("share = sent / due", Decimal(sent) / due)
    return CommunicationSentBefore(met=sent == due, value=value, note=f"{sent} of {due} sent")
