"""Whether what people must know before a wave goes live was sent: for its gate.

Choices: of the wave and of the whole plan, what is due before the go-live; cancelled items do not
count. What is not due yet on the day holds nothing up. Sent late is sent. Where nothing has fallen
due a person must answer.
"""

from collections.abc import Sequence
from datetime import date
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


@rule("communication_sent", version=1)
def communication_sent(explain: Explain, items: Sequence[PlannedItem]) -> CommunicationSentBefore:
    """`items`: those that have fallen due before the go-live; at least one."""
    waiting = explain("not sent", [item.code for item in items if item.sent_on is None])
    sent = explain("sent", len(items) - len(waiting))
    value = explain("share = sent / all", Decimal(sent) / len(items))
    note = f"{sent} of {len(items)} sent" + (f", not {', '.join(waiting)}" if waiting else "")
    return CommunicationSentBefore(met=not waiting, value=value, note=note)
