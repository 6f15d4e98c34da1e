"""Meetings of both sides: planned, held or missed, what was decided and who does what."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.party import Party
from libs.common.events.vendor import Digest


class MeetingSeriesPlanned(Event):
    headline = "Meetings planned: {title}, {rhythm}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    title: str
    rhythm: str
    tz: str
    at: str
    "Time on the wall there, `HH:MM`."
    by_turns: bool
    starts_on: date
    planned_by: str


class MeetingSeriesEnded(Event):
    headline = "Meetings {code} ended on {ended_on}: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    ended_on: date
    reason: str


class MeetingSeriesLapsed(Event):
    """So many were missed that no more are expected until somebody resumes it."""

    headline = "Meetings {code} lapsed: {missed} missed in a row"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    missed: int


class MeetingSeriesResumed(Event):
    headline = "Meetings {code} resumed, next on {next_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    next_on: date
    resumed_by: str


class MeetingLocalTimeMoved(Event):
    """One place changes its clocks, the other not yet, or never; or the time goes by turns."""

    headline = "Meetings {code}: from {from_day} at {now} for the {side}, was {was}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    side: Party
    tz: str
    from_day: date
    was: str
    "Time on the wall of that side, `HH:MM`."
    now: str
    outside_hours: bool


class MeetingHeld(Event):
    headline = "Meeting {code} of {planned_on} held, {people} present"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
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


class MeetingMissed(Event):
    headline = "Meeting {code} of {planned_on} missed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    meeting_id: UUID
    code: str
    planned_on: date
    in_a_row: int


class MeetingsMissedInARow(Event):
    headline = "Meetings {code}: {in_a_row} missed in a row, last on {planned_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    code: str
    planned_on: date
    in_a_row: int


class MeetingCalledOff(Event):
    headline = "Meeting {code} of {planned_on} called off: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    meeting_id: UUID
    code: str
    planned_on: date
    called_off_by: str
    reason: str


class MinutesWritten(Event):
    """The side that writes them approves them thereby."""

    headline = "Minutes of {code}, {held_on}, version {version}, written by the {side}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    minutes_id: UUID
    code: str
    held_on: date
    version: int
    side: Party
    written_by: str
    digest: Digest


class MinutesApproved(Event):
    headline = "Minutes of {code}, {held_on}, version {version}, approved by both sides"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    minutes_id: UUID
    code: str
    held_on: date
    version: int
    side: Party
    "The one that approved last."
    approved_by: str
    digest: Digest


class MeetingDecisionTaken(Event):
    headline = "Decided in {code}: {what}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    decision_id: UUID
    code: str
    what: str
    decided_by: str
    side: Party
    decided_on: date
    effective_on: date | None = None


class MeetingActionAgreed(Event):
    headline = "{owner} is to do by {due_on}: {what}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date


class MeetingActionDone(Event):
    headline = "{owner} has done: {what}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date
    done_on: date
    days_late: int


class MeetingActionFellLate(Event):
    headline = "{owner} was to do by {due_on}: {what}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    due_on: date


class MeetingActionDropped(Event):
    headline = "Not to be done any more: {what} ({reason})"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    meeting_id: UUID
    action_id: UUID
    code: str
    what: str
    owner: str
    side: Party
    reason: str


class MeetingActionsCarriedOver(Event):
    """Open when the meeting was held, they stand on its agenda and on the next."""

    headline = "{count} open actions carried over to {code}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    series_id: UUID
    meeting_id: UUID
    code: str
    count: int
    actions: list[UUID]
