"""What one side owes the other, the periods for which a late side relieves the other, and what a
day costs. A version of a period that follows takes the place of the one before."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfObligation(OfPlan, abstract=True):
    obligation_id: UUID
    code: str


class ObligationListed(OfObligation):
    headline = "The {side} owes {title}, due {due_on}"
    kind: str
    title: str
    side: Party
    owner: str
    due_on: date | None
    "None until what it waits for has happened."
    days: int | None = None
    "Business days after what it waits for."
    waits_for: str = ""
    blocks: list[str]
    "Codes of the tasks that wait for it."
    wave: str | None = None
    source: str
    clause: str
    listed_by: str

    def told(self) -> str:
        if self.due_on is None:
            return f"The {self.side} owes {self.title}, {self.days} days after {self.waits_for}"
        return super().told()


class ObligationCalled(OfObligation):
    """What it waited for has happened: its clock runs."""

    headline = "{title} is due {due_on}: {waits_for} was on {called_on}"
    title: str
    side: Party
    waits_for: str
    called_on: date
    due_on: date
    called_by: str


class ObligationReminded(OfObligation):
    headline = "{owner} is reminded: {title} is due {due_on}"
    title: str
    side: Party
    owner: str
    due_on: date


class ObligationFellLate(OfObligation):
    headline = "{title} is late, due {due_on}: the {side}'s move"
    title: str
    side: Party
    owner: str
    due_on: date
    late_from: date
    "The first day too late."
    blocks: list[str]


class ObligationMet(OfObligation):
    """`days_late`: business days after it was due; 0 in time."""

    headline = "{title} met on {met_on}, due {due_on}"
    title: str
    side: Party
    due_on: date
    met_on: date
    days_late: int
    met_by: str
    note: str
    evidence: list[Digest]


class ObligationWaived(OfObligation):
    headline = "{title} is waived: {reason}"
    title: str
    side: Party
    waived_on: date
    waived_by: str
    reason: str
    evidence: list[Digest]


class ObligationReopened(OfObligation):
    headline = "{title} was taken away again on {lost_on}: {reason}"
    title: str
    side: Party
    lost_on: date
    due_on: date
    reason: str
    reopened_by: str
    evidence: list[Digest]


class OfRelief(OfPlan, abstract=True):
    relief_id: UUID
    number: int
    version: int


class ReliefOpened(OfRelief):
    """The other side than `caused_by` is relieved. `service_levels`: none named means all of the
    waves. `source`: what it follows from, and `source_id` which."""

    headline = "Relief {number} opened: {cause}, from {from_on}, caused by the {caused_by}"
    source: str
    source_id: UUID | None = None
    source_code: str = ""
    caused_by: Party
    from_on: date
    "The day on which it was due, or lost."
    until_on: date | None
    "The day on which it was made good; none while it goes on."
    cause: str
    tasks: list[str]
    milestones: list[str]
    waves: list[str]
    service_levels: list[str]
    evidence: list[Digest]
    opened_by: str


class ReliefEnded(OfRelief):
    """`days`: business days after the first, up to and with the last."""

    headline = "Relief {number} ends on {until_on} after {days} business days: {cause}"
    caused_by: Party
    from_on: date
    until_on: date
    days: int
    cause: str
    ended_by: str


class ReliefContested(OfRelief):
    headline = "Relief {number} contested by {contested_by}: {reason}"
    caused_by: Party
    reason: str
    contested_by: str
    contested_on: date
    evidence: list[Digest]


class ReliefGranted(OfRelief):
    """What is agreed, in full: told again when an agreed period ends, and when it is agreed anew
    after a correction; the highest version counts. From the day after `from_on` up to and with
    `until_on` the named service levels of these waves, all where none is named, are to be left out
    for the side that did not cause it."""

    headline = "Relief {number} agreed by {agreed_by}: {from_on} to {until_on}, {cause}"
    contract_id: UUID
    caused_by: Party
    relieves: Party
    from_on: date
    until_on: date | None
    days: int | None
    "Business days; none while it goes on."
    cause: str
    tasks: list[str]
    milestones: list[str]
    waves: list[str]
    service_levels: list[str]
    evidence: list[Digest]
    agreed_by: str
    agreed_on: date

    def told(self) -> str:
        if self.until_on is None:
            return f"Relief {self.number} agreed by {self.agreed_by}, from {self.from_on} on"
        return super().told()


class ReliefRejected(OfRelief):
    """Clocks run on as if it had not been opened."""

    headline = "Relief {number} rejected by {rejected_by}: {reason}"
    caused_by: Party
    reason: str
    rejected_by: str
    rejected_on: date
    evidence: list[Digest]


class ReliefCorrected(OfRelief):
    """As it is from now on, in full. What was agreed before counts no more until it is agreed
    anew."""

    headline = "Relief {number} corrected by {corrected_by}: {reason}"
    caused_by: Party
    from_on: date
    until_on: date | None
    cause: str
    tasks: list[str]
    milestones: list[str]
    waves: list[str]
    service_levels: list[str]
    evidence: list[Digest]
    reason: str
    corrected_by: str


class DayRateStated(Event):
    """What a day of delay costs the other side. A rate that is the client's alone names no vendor,
    so that no vendor reads it."""

    headline = "A day's delay by the {side} costs: {title}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    rate_id: UUID
    code: str
    title: str
    side: Party
    wave: str | None
    amount: Decimal
    currency: str
    part: Decimal
    whole: Decimal
    over_days: Decimal
    per: str
    stated_by: str
