"""Whether the milestones before a wave's go-live are reached.

Source: each is claimed by the vendor and accepted by the client. Choices: the client's own are
reached once they are finished; each counts the same, and all are wanted; where there is none,
nothing is waited for.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class MilestoneBeforeLive(BaseModel):
    model_config = ConfigDict(frozen=True)
    milestone: str
    reached: bool


class MilestonesAccepted(BaseModel):
    model_config = ConfigDict(frozen=True)
    met: bool
    note: str


@rule("milestones_accepted", version=1)
def milestones_accepted(
    explain: Explain, milestones: Sequence[MilestoneBeforeLive]
) -> MilestonesAccepted:
    """Whole milestones are counted: nothing is rounded, and there is no share."""
    waiting = explain("not reached", [one.milestone for one in milestones if not one.reached])
    note = f"waiting for {', '.join(waiting)}" if waiting else f"{len(milestones)} accepted"
    return MilestonesAccepted(met=explain("met", not waiting), note=note)
