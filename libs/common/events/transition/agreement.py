"""How both sides agree to work together, learn about each other, and what they say of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfAgreement(OfPlan, abstract=True):
    agreement_id: UUID
    version: int


class WorkingAgreementDrafted(OfAgreement):
    """`reason`: why there is another version, where one came before."""

    headline = "Working agreement, version {version}, drafted by the {side}"
    side: Party
    drafted_by: str
    drafted_on: date
    digest: Digest
    "Of its terms."
    missing: list[str]
    reason: str = ""


class WorkingAgreementRevised(OfAgreement):
    """Signatures under the earlier wording fall away."""

    headline = "Working agreement, version {version}, revised by the {side}"
    side: Party
    revised_by: str
    digest: Digest
    missing: list[str]
    fell_away: list[Party]
    "Sides that had signed."


class WorkingAgreementSigned(OfAgreement):
    headline = "Working agreement, version {version}, signed for the {side} by {name}"
    side: Party
    name: str
    signed_by: str
    signed_on: date
    digest: Digest


class WorkingAgreementAgreed(OfAgreement):
    headline = "Working agreement, version {version}, holds from {agreed_on}"
    agreed_on: date
    review_on: date
    digest: Digest
    supersedes: int | None = None
    "The version that held before."


class WorkingAgreementWithdrawn(OfAgreement):
    headline = "Working agreement, version {version}, withdrawn: {reason}"
    side: Party
    withdrawn_by: str
    reason: str


class WorkingAgreementReviewFellDue(OfAgreement):
    headline = "Working agreement, version {version}, was to be reviewed by {review_on}"
    review_on: date


class WorkingAgreementReviewed(OfAgreement):
    headline = "Working agreement, version {version}, reviewed; next by {review_on}"
    side: Party
    reviewed_by: str
    reviewed_on: date
    review_on: date
    note: str


class CultureCoursePlanned(OfPlan):
    headline = "Course in working together planned: {title}, by {due_on}"
    course_id: UUID
    code: str
    title: str
    due_on: date
    of_client: int
    "People who must attend."
    of_vendor: int


class CultureCourseAttended(OfPlan):
    """`attended` of `required`: of both sides, so far."""

    headline = "Course {code}: {attended} of {required} people attended"
    course_id: UUID
    code: str
    held_on: date
    people: list[str]
    attended: int
    required: int
    evidence: list[Digest]


class CultureCourseFellOverdue(OfPlan):
    headline = "Course {code} is overdue since {due_on}: {waiting} people have not attended"
    course_id: UUID
    code: str
    due_on: date
    waiting: int


class CultureCourseCancelled(OfPlan):
    headline = "Course {code} cancelled: {reason}"
    course_id: UUID
    code: str
    cancelled_by: str
    reason: str


class FeedbackRoundOpened(OfPlan):
    headline = "Both sides are asked how they work together: {title}, until {closes_on}"
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


class FeedbackRoundClosed(OfPlan):
    headline = "Feedback round {code} closed"
    round_id: UUID
    code: str
    closed_on: date
    results: list[FeedbackTold]
