"""What escalates by itself: which event, to whom, with which sentence, and what to do about it.

`thing` names what is late or broken: it escalates once, until it is made good. What stands under
another thing is made good with it. An event that carries no vendor is the client's own, and so is
its escalation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from libs.common.events import Event
from libs.common.events.transition.blockers import (
    BlockerHandedOver,
    BlockerOpened,
    BlockerOverdue,
    BlockerReopened,
)
from libs.common.events.transition.claim_conditions import ClaimConditionOverdue
from libs.common.events.transition.claims import ClaimFellSilent
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.events.transition.gate_waivers import WaiverExpired
from libs.common.events.transition.hypercare import HypercareOverran
from libs.common.events.transition.meetings import MeetingsMissedInARow
from libs.common.events.transition.members import KeyPersonLeaving
from libs.common.events.transition.people import MoraleFell
from libs.common.events.transition.plans import ScheduleSlipped
from libs.common.events.transition.relief import ObligationFellLate
from libs.common.events.transition.retention import RetentionBroken
from services.governance.models.escalation import Level

SEVERE = 1


@dataclass(frozen=True)
class Cause:
    """Texts are filled with the event's fields; `sentence`: the event's own where none stands.
    `by_hand`: a person who resolves it makes it good, so that what comes after escalates anew."""

    level: Level
    do: str
    thing: str
    sentence: str | None = None
    by_hand: bool = False
    when: Callable[[Any], bool] = lambda _: True

    def told_of(self, event: Event) -> str:
        return filled(self.sentence, event) if self.sentence else event.told()


def filled(text: str, event: Event) -> str:
    return text.format_map(dict(event))


def _is_severe(event: BlockerOpened | BlockerReopened | BlockerHandedOver) -> bool:
    return event.severity == SEVERE


CAUSES: dict[type[Event], Cause] = {
    ScheduleSlipped: Cause(
        Level.OFFICE,
        "Agree the new date, or what brings the old one back.",
        "{plan_id}/task/{milestone}",
        by_hand=True,
    ),
    ClaimFellSilent: Cause(
        Level.OFFICE,
        "The {side} is to give its {awaited}.",
        "{plan_id}/claim/{claim_id}/silence",
    ),
    ClaimConditionOverdue: Cause(
        Level.OFFICE,
        "{owner} is to meet it: {what}",
        "{plan_id}/claim/{claim_id}/condition/{condition_id}",
    ),
    WaiverExpired: Cause(
        Level.SPONSOR,
        "{advice}",
        "{plan_id}/wave/{wave}/waiver/{criterion}",
        when=lambda event: event.after_go_live,  # before it the gate is closed, which is enough
    ),
    HypercareOverran: Cause(
        Level.SPONSOR,
        "Extend it with a reason, accept what is not met, or roll the wave back.",
        "{plan_id}/wave/{wave}/hypercare",
    ),
    BlockerOpened: Cause(
        Level.SPONSOR,
        "The {must_act} is to take it up today; it is needed by {needed_by}.",
        "{plan_id}/blocker/{blocker_id}",
        when=_is_severe,
    ),
    BlockerReopened: Cause(
        Level.SPONSOR,
        "The {must_act} is to take it up again today; it is needed by {needed_by}.",
        "{plan_id}/blocker/{blocker_id}",
        "Blocker {code} of severity {severity} reopened: {reason}",
        when=_is_severe,
    ),
    BlockerHandedOver: Cause(
        Level.SPONSOR,
        "The {must_act} is to take it up today; it is needed by {needed_by}.",
        "{plan_id}/blocker/{blocker_id}",
        when=_is_severe,
    ),
    BlockerOverdue: Cause(
        Level.OFFICE,
        "Have the {must_act} resolve it, or move what waits for it.",
        "{plan_id}/blocker/{blocker_id}",
    ),
    ObligationFellLate: Cause(
        Level.OFFICE,
        "{owner} is to meet it; each day gives the other side relief.",
        "{plan_id}/obligation/{obligation_id}",
    ),
    MeetingsMissedInARow: Cause(
        Level.OFFICE,
        "Hold the next one, move them to an hour that both sides can keep, or end them.",
        "{plan_id}/meetings/{series_id}",
    ),
    KeyPersonLeaving: Cause(
        Level.OFFICE,
        "Agree with {name} to stay, or name a successor and hand over what they know.",
        "{plan_id}/person/{code}",
        when=lambda event: event.successor is None,
    ),
    RetentionBroken: Cause(
        Level.SPONSOR,
        "Find who takes over what {person} knew, and settle what was agreed.",
        "{plan_id}/retention/{agreement_id}",
        by_hand=True,
    ),
    MoraleFell: Cause(
        Level.OFFICE,
        "Talk with the team, and ask again.",
        "{plan_id}/morale/{pulse_id}",
        by_hand=True,
    ),
    ExitTimeEstimated: Cause(
        Level.SPONSOR,
        "Have what only the vendor knows written down and taught, or negotiate a longer notice.",
        "{contract_id}/exit-time",
        "The notice of {notice_days} days is {shortfall} days shorter than an exit takes: "
        "{late} working days",
        when=lambda event: not event.is_enough,
    ),
}
