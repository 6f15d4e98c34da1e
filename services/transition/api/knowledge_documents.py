"""Documents of topics: submitted by either side, version after version, decided by the client."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import forbidden
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, ProcessOwner, Reader, Reason, Text
from services.transition.knowledge.documents import documented_by
from services.transition.knowledge.evidence import places, record, same_person, topics_named
from services.transition.knowledge.locking import locked_in_plan
from services.transition.knowledge.risks import reconsider
from services.transition.models import KnowledgeDocument, Plan, TransferSource
from services.transition.models.knowledge_documents import VersionState
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new

router = router_of("transition", tags=["knowledge documents"])
Note = Annotated[str, StringConstraints(max_length=2000)]
Number = Annotated[int, Field(ge=1, le=1000)]


class SubmitVersion(Body):
    """`digest`: SHA-256 of the file. `author`: who wrote it; whoever sends it, unless stated."""

    digest: Digest
    author: Text | None = None
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class SubmitDocument(SubmitVersion):
    code: Code
    title: Text
    topics: Annotated[list[Code], Field(min_length=1, max_length=50)]


class ApproveVersion(Body):
    version: Number
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class RejectVersion(Body):
    version: Number
    reason: Reason
    on: Day | None = None
    "Today, unless stated."


class VersionView(View):
    number: int
    digest: str
    author: str
    submitted_on: date
    submitted_by: str
    submitted_at: datetime
    note: str
    state: VersionState
    decided_on: date | None
    decided_by: str | None
    reason: str


class DocumentView(View):
    """`approved`: the version that the step rests on. `is_outdated`: a newer is not approved."""

    id: UUID
    plan_id: UUID
    code: str
    title: str
    topics: list[str]
    versions: list[VersionView]
    approved: VersionView | None
    is_outdated: bool


@router.post("/plans/{id}/knowledge-documents", status_code=201)
async def submit_document(
    id: UUID, body: SubmitDocument, db: Session, actor: EitherDoer, response: Response
) -> DocumentView:
    """With its first version. 409 where the code is taken."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, KnowledgeDocument, id, body.code)
    topics = await topics_named(db, id, places("/topics", body.topics))
    document = KnowledgeDocument(
        **plan.ours, code=body.code, title=body.title, topics=[topic.code for topic in topics]
    )
    db.add(document)
    deed = _deed(plan, body, actor, db)
    publish(db, document.submit(body.digest, body.author or actor.name, deed))
    response.headers["Location"] = f"/transition/v1/knowledge-documents/{document.id}"
    return DocumentView.model_validate(document)


@router.get("/plans/{id}/knowledge-documents")
async def list_documents(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    code: Annotated[Code | None, Query()] = None,
) -> Page[DocumentView]:
    await db.seen(Plan, id, actor)
    query = select(KnowledgeDocument).where(KnowledgeDocument.plan_id == id)
    query = query if code is None else query.where(KnowledgeDocument.code == code)
    view = DocumentView.model_validate
    return await page(db, query, KnowledgeDocument, actor, view, limit, after)


@router.get("/knowledge-documents/{id}")
async def read_document(id: UUID, db: Session, actor: Reader) -> DocumentView:
    return DocumentView.model_validate(await db.seen(KnowledgeDocument, id, actor))


@router.post("/knowledge-documents/{id}/versions", status_code=201)
async def submit_version(
    id: UUID, body: SubmitVersion, db: Session, actor: EitherDoer, response: Response
) -> DocumentView:
    """Until it is approved, its topics rest on an outdated document. 409 for the same file."""
    document, plan = await locked_in_plan(db, KnowledgeDocument, id, actor)
    deed = _deed(plan, body, actor, db)
    publish(db, document.submit(body.digest, body.author or actor.name, deed))
    response.headers["Location"] = f"/transition/v1/knowledge-documents/{id}"
    return DocumentView.model_validate(document)


@router.post("/knowledge-documents/{id}/approve")
async def approve(id: UUID, body: ApproveVersion, db: Session, actor: ProcessOwner) -> DocumentView:
    """Makes the step `documented` for all who must know its topics, resting on this version.

    By somebody of the client who neither wrote nor sent it. 409 where it is decided already.
    """
    document, plan = await locked_in_plan(db, KnowledgeDocument, id, actor)
    _four_eyes(actor, document, body.version)
    on = day_of(plan, body.on, db.now)
    digest = document.version(body.version).digest
    made = await documented_by(db, document, on)
    deed = Deed(on, actor.id, db.now, body.note, [digest])
    publish(db, document.approve(body.version, deed, [one.learned for one in made]))
    record(db, made, TransferSource.DOCUMENT, document.id, deed, Party.CLIENT)
    await reconsider(db, plan.id, f"{document.code} was approved")
    return DocumentView.model_validate(document)


@router.post("/knowledge-documents/{id}/reject")
async def reject(id: UUID, body: RejectVersion, db: Session, actor: ProcessOwner) -> DocumentView:
    document, plan = await locked_in_plan(db, KnowledgeDocument, id, actor)
    _four_eyes(actor, document, body.version)
    on = day_of(plan, body.on, db.now)
    deed = Deed(on, actor.id, db.now, body.reason)
    publish(db, document.reject(body.version, deed))
    return DocumentView.model_validate(document)


def _deed(plan: Plan, body: SubmitVersion, actor: Actor, db: Session) -> Deed:
    return Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.note)


def _four_eyes(actor: Actor, document: KnowledgeDocument, number: int) -> None:
    version = document.version(number)
    actor.not_by(version.submitted_by, f"submitted version {number} of {document.code}")
    if same_person(version.author, actor.name) or same_person(version.author, actor.id):
        raise forbidden(
            f"{actor.name} wrote version {number} of {document.code}.",
            kind="four-eyes",
            do="Ask a colleague with one of the roles for this to do it.",
        )
