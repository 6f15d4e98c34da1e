"""Meetings of both sides: planned, held or missed, what was decided and who does what."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfSeries(OfPlan, abstract=True):
    series_id: UUID


class MeetingSeriesPlanned(OfSeries):
    headline = "Meetings planned: {title}, {rhythm}"
    code: str
    title: str
    rhythm: str
    tz: str
    at: str
    "Time on the wall there, `HH:MM`."
    by_turns: bool
    starts_on: date
    planned_by: str


class MeetingSeriesEnded(OfSeries):
    headline = "Meetings {code} ended on {ended_on}: {reason}"
    code: str
    ended_on: date
    reason: str


class MeetingSeriesLapsed(OfSeries):
    """So many were missed that no more are expected until somebody resumes it."""

    headline = "Meetings {code} lapsed: {missed} missed in a row"
    code: str
    missed: int


class MeetingSeriesResumed(OfSeries):
    headline = "Meetings {code} resumed, next on {next_on}"
    code: str
    next_on: date
    resumed_by: str


class MeetingLocalTimeMoved(OfSeries):
    """One place changes its clocks, the other not yet, or never; or the time goes by turns."""

    headline = "Meetings {code}: from {from_day} at {now} for the {side}, was {was}"
    code: str
    side: Party
    tz: str
    from_day: date
    was: str
    "Time on the wall of that side, `HH:MM`."
    now: str
    outside_hours: bool


class MeetingHeld(OfSeries):
    headline = "Meeting {code} of {planned_on} held, {people} present"
    meeting_id: UUID
    code: str
    planned_on: date
    held_on: date
    people: int
    agenda: int
    "Points that stood on it."
    outside_hours: list[Party]
    "Sides that met outside their working hours."
    reported_by: str


class MeetingMissed(OfSeries):
    headline = "Meeting {code} of {planned_on} missed"
    meeting_id: UUID
    code: str
    planned_on: date
    in_a_row: int


class MeetingsMissedInARow(OfSeries):
    headline = "Meetings {code}: {in_a_row} missed in a row, last on {planned_on}"
    code: str
    planned_on: date
    in_a_row: int


class MeetingCalledOff(OfSeries):
    headline = "Meeting {code} of {planned_on} called off: {reason}"
    meeting_id: UUID
    code: str
    planned_on: date
    called_off_by: str
    reason: str


class OfMeeting(OfPlan, abstract=True):
    meeting_id: UUID


class MinutesWritten(OfMeeting):
    """The side that writes them approves them thereby."""

    headline = "Minutes of {code}, {held_on}, version {version}, written by the {side}"
    minutes_id: UUID
    code: str
    held_on: date
    version: int
    side: Party
    written_by: str
    digest: Digest


class MinutesApproved(OfMeeting):
    headline = "Minutes of {code}, {held_on}, version {version}, approved by both sides"
    minutes_id: UUID
    code: str
    held_on: date
    version: int
    side: Party
    "The one that approved last."
    approved_by: str
    digest: Digest


class MeetingDecisionTaken(OfMeeting):
    headline = "Decided in {code}: {what}"
    decision_id: UUID
    code: str
    what: str
    decided_by: str
    side: Party
    decided_on: date
    effective_on: date | None = None


class MeetingActionAgreed(OfMeeting):
    headline = "{owner} is to do by {due_on}: {what}"
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date


class MeetingActionDone(OfMeeting):
    headline = "{owner} has done: {what}"
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date
    done_on: date
    days_late: int


class MeetingActionFellLate(OfMeeting):
    headline = "{owner} was to do by {due_on}: {what}"
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date


class MeetingActionDropped(OfMeeting):
    headline = "Not to be done any more: {what} ({reason})"
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    reason: str


class MeetingActionsCarriedOver(OfSeries):
    """Open when the meeting was held, they stand on its agenda and on the next."""

    headline = "{count} open actions carried over to {code}"
    meeting_id: UUID
    code: str
    count: int
    actions: list[UUID]
