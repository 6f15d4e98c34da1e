"""The tables of what escalates and of what makes it good, held to the events."""

from string import Formatter

import pytest

from libs.common.events import Event
from libs.common.events.transition import (
    blockers,
    claim_conditions,
    claims,
    gate_waivers,
    meetings,
    members,
    plans,
    relief,
    waves,
)
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.events.transition.hypercare import HypercareOverran
from services.governance.escalating.causes import CAUSES
from services.governance.escalating.remedies import REMEDIES

Kinds = tuple[type[Event], ...]
CLAIM_ENDS: Kinds = (
    claims.MilestoneAccepted,
    claims.ClaimDecided,
    claims.ClaimDeemedRejected,
    claims.ClaimWithdrawn,
    claims.ClaimReplaced,
)
BLOCKER_ENDS: Kinds = (blockers.BlockerResolved, blockers.BlockerHandedOver)
LAST: dict[type[Event], Kinds] = {
    plans.ScheduleSlipped: (
        claims.MilestoneAccepted,
        plans.BaselineTaken,
        plans.TransitionClosed,
    ),
    claims.ClaimFellSilent: (
        *CLAIM_ENDS,
        claims.MilestoneAcceptedInPart,
        claims.MilestoneDisputed,
        claims.DisputeAnswered,
    ),
    claim_conditions.ClaimConditionOverdue: (
        *CLAIM_ENDS,
        claim_conditions.ClaimConditionMet,
        claim_conditions.ClaimConditionNotMet,
        claim_conditions.ClaimConditionDropped,
    ),
    gate_waivers.WaiverExpired: (
        gate_waivers.WaiverExtended,
        gate_waivers.WaiverMadeGood,
        waves.WaveRolledBack,
    ),
    HypercareOverran: (waves.WaveStabilised, waves.WaveRolledBack),
    blockers.BlockerOpened: BLOCKER_ENDS,
    blockers.BlockerReopened: BLOCKER_ENDS,
    blockers.BlockerHandedOver: BLOCKER_ENDS,
    blockers.BlockerOverdue: BLOCKER_ENDS,
    relief.ObligationFellLate: (relief.ObligationMet, relief.ObligationWaived),
    meetings.MeetingsMissedInARow: (meetings.MeetingHeld, meetings.MeetingSeriesEnded),
    members.KeyPersonLeaving: (
        members.MemberStays,
        members.MemberLeft,
        members.SuccessorNamed,
        members.MemberLeaving,
    ),
    ExitTimeEstimated: (ExitTimeEstimated, plans.TransitionClosed),
}
"By cause, each event with which its thing comes to an end, or to another's move."


def fields_of(text: str | None) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text or "") if name}


def shape(thing: str) -> str:
    return "/".join("{}" if "{" in part else part for part in thing.split("/"))


def reaches(kind: type[Event], thing: str) -> bool:
    """The thing itself, or what it stands under."""
    things = (shape(remedy.thing) for remedy in REMEDIES.get(kind, ()))
    return any(shape(thing) == mine or shape(thing).startswith(f"{mine}/") for mine in things)


@pytest.mark.parametrize("kind", CAUSES, ids=lambda kind: kind.__name__)
def test_every_cause_fills_its_texts_from_its_own_event(kind: type[Event]) -> None:
    cause = CAUSES[kind]
    used = fields_of(cause.do) | fields_of(cause.thing) | fields_of(cause.sentence)
    assert used <= set(kind.model_fields)


@pytest.mark.parametrize("kind", REMEDIES, ids=lambda kind: kind.__name__)
def test_every_remedy_names_something_that_escalates(kind: type[Event]) -> None:
    for remedy in REMEDIES[kind]:
        assert fields_of(remedy.thing) <= set(kind.model_fields)
    assert any(reaches(kind, cause.thing) for cause in CAUSES.values())


@pytest.mark.parametrize("kind", CAUSES, ids=lambda kind: kind.__name__)
def test_what_escalates_ends_with_the_last_state_of_its_thing_or_by_a_persons_word(
    kind: type[Event],
) -> None:
    thing, last = CAUSES[kind].thing, LAST.get(kind, ())
    assert last or CAUSES[kind].by_hand, "nothing ends it"
    assert [event for event in last if not reaches(event, thing)] == []
