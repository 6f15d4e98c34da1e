"""Documents of the knowledge transfer, version by version."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.knowledge import Learned
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.vendor.evidence import Digest


class KnowledgeDocumentSubmitted(OfPlan):
    headline = "{title}, version {version}, submitted by {author}"
    document_id: UUID
    code: str
    title: str
    topics: list[str]
    version: int
    digest: Digest
    author: str
    submitted_on: date
    submitted_by: str


class KnowledgeDocumentApproved(OfPlan):
    """`documented`: for whom this makes the step that rests on the digest."""

    headline = "{title}, version {version}, approved by {approved_by}"
    document_id: UUID
    code: str
    title: str
    version: int
    digest: Digest
    author: str
    approved_on: date
    approved_by: str
    documented: list[Learned]


class KnowledgeDocumentRejected(OfPlan):
    headline = "{title}, version {version}, rejected: {reason}"
    document_id: UUID
    code: str
    title: str
    version: int
    digest: Digest
    rejected_on: date
    rejected_by: str
    reason: str
