"""Rounds of feedback of both sides: nobody can read what somebody scored."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, field_validator
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, either
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader, Text
from services.transition.models import FeedbackRound, Plan, RoundState
from services.transition.plan.items import party
from services.transition.plan.loading import must_be_new
from services.transition.working_agreement.culture_timers import results_of, watch_round
from services.transition.working_agreement.feedback_results import ThemeResult, blank

router = router_of("transition", tags=["culture"])
Asked = Annotated[
    Actor,
    either(
        Role.SPONSOR,
        Role.PROGRAMME_OFFICE,
        Role.PROCESS_OWNER,
        Role.FINANCE,
        Role.HR,
        Role.OPERATIONS,
        right=Right.REPORT,
    ),
]
"Whoever works with the other side."
Score = Annotated[int, Field(ge=1, le=5)]


class OpenRound(Body):
    """`themes`: each gets a score from 1, poor, to 5, excellent."""

    code: Code
    title: Text
    themes: Annotated[list[Code], Field(min_length=1, max_length=10)]
    closes_on: Day

    @field_validator("themes")
    @classmethod
    def _each_once(cls, themes: list[Code]) -> list[Code]:
        if len(set(themes)) < len(themes):
            raise ValueError("a theme is asked about once")
        return themes


class GiveFeedback(Body):
    scores: Annotated[dict[Code, Score], Field(max_length=10)]
    "By theme, for each of the round's."


class RoundView(View):
    """`answers`: how many have answered, of both sides; who, and what, is not kept together."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    code: str
    title: str
    themes: list[str]
    opens_on: date
    closes_on: date
    closed_on: date | None
    state: RoundState
    answers: int

    @classmethod
    def of(cls, at: FeedbackRound) -> Self:
        return cls.model_validate({**dict(at), "answers": len(at.answered)})


class ResultsView(View):
    results: list[ThemeResult]
    explanation: Explanation


@router.post("/plans/{id}/feedback-rounds", status_code=201)
async def open_round(
    id: UUID, body: OpenRound, db: Session, actor: Planner, response: Response
) -> RoundView:
    """People of both sides are asked until the end of its last day; then it closes by itself."""
    plan = await db.locked(Plan, id, actor)
    await must_be_new(db, FeedbackRound, id, body.code)
    today = plan.today(db.now)
    if body.closes_on < today:
        raise invalid("/closes_on", f"{body.closes_on} lies before {today}.")
    asked = body.model_dump()
    at = FeedbackRound(**plan.ours, **asked, opens_on=today, tallies=blank(body.themes))
    publish(db, at.open())
    db.add(at)
    await watch_round(db, plan, at)
    response.headers["Location"] = f"/transition/v1/feedback-rounds/{at.id}"
    return RoundView.of(at)


@router.get("/plans/{id}/feedback-rounds")
async def list_rounds(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RoundView]:
    await db.seen(Plan, id, actor)
    query = select(FeedbackRound).where(FeedbackRound.plan_id == id)
    return await page(db, query, FeedbackRound, actor, RoundView.of, limit, after)


@router.get("/feedback-rounds/{id}")
async def read_round(id: UUID, db: Session, actor: Reader) -> RoundView:
    return RoundView.of(await db.seen(FeedbackRound, id, actor))


@router.post("/feedback-rounds/{id}/answer")
async def answer(id: UUID, body: GiveFeedback, db: Session, actor: Asked) -> RoundView:
    """Once by each person, with a score for each theme. Nobody can read what somebody scored."""
    at = await db.locked(FeedbackRound, id, actor)
    at.answer(party(actor), actor.id, body.scores)
    return RoundView.of(at)


@router.get("/feedback-rounds/{id}/results")
async def read_results(id: UUID, db: Session, actor: Reader) -> ResultsView:
    """409 as long as it is open: two looks would tell what came between them."""
    at = await db.seen(FeedbackRound, id, actor)
    if at.state is RoundState.OPEN:
        raise refused("is-open", f"{at.code} is open until {at.closes_on}.")
    found = await results_of(db, at)
    return ResultsView(results=found.value, explanation=found.explanation)
