"""What is made good, by which event: its escalation is then resolved by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from libs.common.events import Event
from libs.common.events.transition.blockers import BlockerResolved
from libs.common.events.transition.claims import (
    ClaimConditionMet,
    ClaimDecided,
    ClaimReplaced,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.events.transition.gate_waivers import WaiverExtended, WaiverMadeGood
from libs.common.events.transition.hypercare import HypercareExtended
from libs.common.events.transition.meetings import (
    MeetingHeld,
    MeetingSeriesEnded,
    MeetingSeriesResumed,
)
from libs.common.events.transition.members import MemberStays
from libs.common.events.transition.relief import ObligationMet, ObligationWaived
from libs.common.events.transition.retention import RetentionAgreed
from libs.common.events.transition.waves import WaveRolledBack, WaveStabilised


@dataclass(frozen=True)
class Remedy:
    thing: str
    "As in the causes; all that stands under it too."
    when: Callable[[Any], bool] = lambda _: True


CLAIM = "{plan_id}/claim/{claim_id}"
WAVE = "{plan_id}/wave/{wave}"
MEETINGS = "{plan_id}/meetings/{series_id}"
OBLIGATION = "{plan_id}/obligation/{obligation_id}"

REMEDIES: dict[type[Event], Remedy] = {
    MilestoneAccepted: Remedy(f"{CLAIM}/silence"),
    MilestoneAcceptedInPart: Remedy(f"{CLAIM}/silence"),
    MilestoneDisputed: Remedy(f"{CLAIM}/silence"),
    DisputeAnswered: Remedy(f"{CLAIM}/silence"),
    ClaimDecided: Remedy(f"{CLAIM}/silence"),
    ClaimWithdrawn: Remedy(CLAIM),
    ClaimReplaced: Remedy(CLAIM),
    ClaimConditionMet: Remedy(f"{CLAIM}/condition/{{condition_id}}"),
    WaiverExtended: Remedy(f"{WAVE}/waiver/{{criterion}}"),
    WaiverMadeGood: Remedy(f"{WAVE}/waiver/{{criterion}}"),
    HypercareExtended: Remedy(f"{WAVE}/hypercare"),
    WaveStabilised: Remedy(f"{WAVE}/hypercare"),
    WaveRolledBack: Remedy(WAVE),
    BlockerResolved: Remedy("{plan_id}/blocker/{blocker_id}"),
    ObligationMet: Remedy(OBLIGATION),
    ObligationWaived: Remedy(OBLIGATION),
    MeetingHeld: Remedy(MEETINGS),
    MeetingSeriesResumed: Remedy(MEETINGS),
    MeetingSeriesEnded: Remedy(MEETINGS),
    MemberStays: Remedy("{plan_id}/person/{code}"),
    RetentionAgreed: Remedy("{plan_id}/person/{person}"),
    ExitTimeEstimated: Remedy("{contract_id}/exit-time", when=lambda event: event.is_enough),
}
