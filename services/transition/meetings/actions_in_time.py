"""Whether what meetings asked for is done in time, or not due yet.

Choices: dropped actions do not count; an action is late from the day after the one on which it was
due; one that was done late is done. Actions of all meetings of the plan count, as meetings belong
to no wave.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule


class LateAction(BaseModel):
    model_config = ConfigDict(frozen=True)
    what: str
    owner: str
    side: Party
    due_on: date


class ActionsInTime(BaseModel):
    """`value`: the part that is not late, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


@rule("actions_in_time", version=1)
def actions_in_time(explain: Explain, agreed: int, late: Sequence[LateAction]) -> ActionsInTime:
    """`agreed`: how many were, without those dropped, at least one; `late`: still to be done."""
    explain("late", list(late))
    value = explain("share = (agreed − late) / agreed", Decimal(agreed - len(late)) / agreed)
    whose = ", ".join(f"{one.owner}, due {one.due_on}" for one in late[:MOST_NAMED])
    more = f" and {len(late) - MOST_NAMED} more" if len(late) > MOST_NAMED else ""
    note = f"late: {whose}{more}" if late else f"none of {agreed} is late"
    return ActionsInTime(met=not late, value=value, note=note)


MOST_NAMED = 5
