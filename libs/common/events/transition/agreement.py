"""How both sides agree to work together, learn about each other, and what they say of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Event, Part
from libs.common.events.transition.party import Party
from libs.common.events.vendor import Digest


class WorkingAgreementDrafted(Event):
    """`reason`: why there is another version, where one came before."""

    headline = "Working agreement, version {version}, drafted by the {side}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    side: Party
    drafted_by: str
    drafted_on: date
    digest: Digest
    "Of its terms."
    missing: list[str]
    reason: str = ""


class WorkingAgreementRevised(Event):
    """Signatures under the earlier wording fall away."""

    headline = "Working agreement, version {version}, revised by the {side}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    side: Party
    revised_by: str
    digest: Digest
    missing: list[str]
    fell_away: list[Party]
    "Sides that had signed."


class WorkingAgreementSigned(Event):
    headline = "Working agreement, version {version}, signed for the {side} by {name}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    side: Party
    name: str
    signed_by: str
    signed_on: date
    digest: Digest


class WorkingAgreementAgreed(Event):
    headline = "Working agreement, version {version}, holds from {agreed_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    agreed_on: date
    review_on: date
    digest: Digest
    supersedes: int | None = None
    "The version that held before."


class WorkingAgreementWithdrawn(Event):
    headline = "Working agreement, version {version}, withdrawn: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    side: Party
    withdrawn_by: str
    reason: str


class WorkingAgreementReviewFellDue(Event):
    headline = "Working agreement, version {version}, was to be reviewed by {review_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    review_on: date


class WorkingAgreementReviewed(Event):
    headline = "Working agreement, version {version}, reviewed; next by {review_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    agreement_id: UUID
    version: int
    side: Party
    reviewed_by: str
    reviewed_on: date
    review_on: date
    note: str


class CultureCoursePlanned(Event):
    headline = "Course in working together planned: {title}, by {due_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    course_id: UUID
    code: str
    title: str
    due_on: date
    of_client: int
    "People who must attend."
    of_vendor: int


class CultureCourseAttended(Event):
    """`attended` of `required`: of both sides, so far."""

    headline = "Course {code}: {attended} of {required} people attended"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    course_id: UUID
    code: str
    held_on: date
    people: list[str]
    attended: int
    required: int
    evidence: list[Digest]


class CultureCourseFellOverdue(Event):
    headline = "Course {code} is overdue since {due_on}: {waiting} people have not attended"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    course_id: UUID
    code: str
    due_on: date
    waiting: int


class CultureCourseCancelled(Event):
    headline = "Course {code} cancelled: {reason}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    course_id: UUID
    code: str
    cancelled_by: str
    reason: str


class FeedbackRoundOpened(Event):
    headline = "Both sides are asked how they work together: {title}, until {closes_on}"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    round_id: UUID
    code: str
    title: str
    themes: list[str]
    opens_on: date
    closes_on: date


class FeedbackTold(Part):
    """`mean` of 1 to 5, half-up to the hundredth; none where too few answered to stay unknown."""

    side: Party
    theme: str
    mean: Decimal | None = None


class FeedbackRoundClosed(Event):
    headline = "Feedback round {code} closed"
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    round_id: UUID
    code: str
    closed_on: date
    results: list[FeedbackTold]
