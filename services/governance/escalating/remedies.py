"""What is made good, by which event: its escalation is then resolved by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from libs.common.events import Event
from libs.common.events.transition.blockers import BlockerHandedOver, BlockerResolved
from libs.common.events.transition.claim_conditions import (
    ClaimConditionDropped,
    ClaimConditionMet,
    ClaimConditionNotMet,
)
from libs.common.events.transition.claims import (
    ClaimDecided,
    ClaimDeemedRejected,
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
from libs.common.events.transition.members import (
    MemberLeaving,
    MemberLeft,
    MemberStays,
    SuccessorNamed,
)
from libs.common.events.transition.plans import BaselineTaken, TransitionClosed
from libs.common.events.transition.relief import ObligationMet, ObligationWaived
from libs.common.events.transition.retention import RetentionAgreed
from libs.common.events.transition.waves import WaveRolledBack, WaveStabilised


@dataclass(frozen=True)
class Remedy:
    thing: str
    "As in the causes; all that stands under it too."
    when: Callable[[Any], bool]


def ends(*things: str, when: Callable[[Any], bool] = lambda _: True) -> tuple[Remedy, ...]:
    return tuple(Remedy(thing, when) for thing in things)


CLAIM = "{plan_id}/claim/{claim_id}"
CONDITION = f"{CLAIM}/condition/{{condition_id}}"
WAVE = "{plan_id}/wave/{wave}"
BLOCKER = "{plan_id}/blocker/{blocker_id}"
MEETINGS = "{plan_id}/meetings/{series_id}"
OBLIGATION = "{plan_id}/obligation/{obligation_id}"
PERSON = "{plan_id}/person/{code}"
TASKS = "{plan_id}/task"
EXIT_TIME = "{contract_id}/exit-time"

REMEDIES: dict[type[Event], tuple[Remedy, ...]] = {
    MilestoneAccepted: ends(CLAIM, f"{TASKS}/{{milestone}}"),
    MilestoneAcceptedInPart: ends(f"{CLAIM}/silence"),
    MilestoneDisputed: ends(f"{CLAIM}/silence"),
    DisputeAnswered: ends(f"{CLAIM}/silence"),
    ClaimDecided: ends(CLAIM),
    ClaimDeemedRejected: ends(CLAIM),
    ClaimWithdrawn: ends(CLAIM),
    ClaimReplaced: ends(CLAIM),
    ClaimConditionMet: ends(CONDITION),
    ClaimConditionNotMet: ends(CONDITION),
    ClaimConditionDropped: ends(CONDITION),
    WaiverExtended: ends(f"{WAVE}/waiver/{{criterion}}"),
    WaiverMadeGood: ends(f"{WAVE}/waiver/{{criterion}}"),
    HypercareExtended: ends(f"{WAVE}/hypercare"),
    WaveStabilised: ends(f"{WAVE}/hypercare"),
    WaveRolledBack: ends(WAVE),
    BlockerResolved: ends(BLOCKER),
    BlockerHandedOver: ends(BLOCKER),
    ObligationMet: ends(OBLIGATION),
    ObligationWaived: ends(OBLIGATION),
    MeetingHeld: ends(MEETINGS),
    MeetingSeriesResumed: ends(MEETINGS),
    MeetingSeriesEnded: ends(MEETINGS),
    MemberStays: ends(PERSON),
    MemberLeft: ends(PERSON),
    SuccessorNamed: ends(PERSON),
    MemberLeaving: ends(PERSON, when=lambda event: event.successor is not None),
    RetentionAgreed: ends("{plan_id}/person/{person}"),
    ExitTimeEstimated: ends(EXIT_TIME, when=lambda event: event.is_enough),
    BaselineTaken: ends(TASKS),
    TransitionClosed: ends(TASKS) + ends(EXIT_TIME, when=lambda event: event.is_exit),
}
