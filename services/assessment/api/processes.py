"""The process inventory, and how each process scores."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.assessment import Recommendation
from libs.common.explain import Explanation
from libs.common.money import Amount, Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.assessment.api.programmes import Name, Reader
from services.assessment.models import Process, Programme
from services.assessment.suitability import QUESTIONS, Office, Question, suitability

router = router_of("assessment", tags=["processes"])
Assessor = Annotated[Actor, needs(Role.PROGRAMME_OFFICE, Role.PROCESS_OWNER)]
CODES = {question.code for question in QUESTIONS}


class AddProcess(Body):
    name: Name
    office: Office
    annual_cost: Money
    fte: Amount = Field(ge=0, max_digits=9)
    annual_volume: int | None = Field(default=None, ge=0, le=2 * 10**9)
    triggers: list[Name] = Field(default=[], max_length=10)
    "Why outsourcing comes up: rapid growth, cost, missing skill, seasonal load, …"


class ProcessView(View):
    id: UUID
    programme_id: UUID
    name: str
    office: Office
    cost: Money
    fte: Decimal
    annual_volume: int | None
    triggers: list[str]
    recommendation: Recommendation | None
    operational: Decimal | None
    strategic: Decimal | None


class ScoreProcess(Body):
    answers: dict[str, Annotated[int, Field(strict=True, ge=1, le=5)]] = {}
    "By question code, 1 to 5; leave out what nobody can answer yet."
    hard_stop: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    "Why it may not be outsourced whatever the score: a regulator forbids it, say."


@router.get("/suitability-questions")
async def list_questions(actor: Reader) -> list[Question]:
    """What is asked about a process, what 1 and 5 mean, and the weights of each office."""
    return list(QUESTIONS)


@router.post("/programmes/{id}/processes", status_code=201)
async def add_process(
    id: UUID, body: AddProcess, db: Session, actor: Assessor, response: Response
) -> ProcessView:
    programme = await db.seen(Programme, id, actor)
    if body.annual_cost.amount < 0:
        raise invalid("/annual_cost/amount", "A process costs nothing at the least.")
    if body.annual_cost.currency != programme.currency:
        raise invalid("/annual_cost/currency", f"The programme counts in {programme.currency}.")
    process = Process(
        **body.model_dump(exclude={"annual_cost"}),
        annual_cost=body.annual_cost.amount,
        currency=body.annual_cost.currency,
        programme_id=id,
    )
    db.add(process)
    response.headers["Location"] = f"/assessment/v1/processes/{process.id}"
    return ProcessView.model_validate(process)


@router.get("/programmes/{id}/processes")
async def list_processes(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ProcessView]:
    await db.seen(Programme, id, actor)
    query = select(Process).where(Process.programme_id == id)
    return await page(db, query, Process, actor, ProcessView.model_validate, limit, after)


@router.get("/processes/{id}")
async def read_process(id: UUID, db: Session, actor: Reader) -> ProcessView:
    return ProcessView.model_validate(await db.seen(Process, id, actor))


@router.post("/processes/{id}/score")
async def score_process(id: UUID, body: ScoreProcess, db: Session, actor: Assessor) -> ProcessView:
    """Scores it anew, until the case is decided; the last counts, each stays in the journal."""
    if unknown := body.answers.keys() - CODES:
        raise invalid(
            f"/answers/{sorted(unknown)[0]}",
            "No such question.",
            do="GET /assessment/v1/suitability-questions lists them.",
        )
    if not body.answers and not body.hard_stop:
        raise invalid("/answers", "Answer at least one question, or name a hard stop.")
    process = await db.locked(Process, id, actor)
    (await db.locked(Programme, process.programme_id, actor)).must_be_assessed()
    score = suitability.explained(process.office, body.answers, body.hard_stop)
    publish(db, process.scored(score.value, score.explanation))
    return ProcessView.model_validate(process)


@router.get("/processes/{id}/score")
async def explain_score(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the last score came about: rule, version, inputs, steps."""
    process = await db.seen(Process, id, actor)
    if process.explanation is None:
        raise refused("not-scored", f"{process.name} has not been scored.")
    return process.explanation
