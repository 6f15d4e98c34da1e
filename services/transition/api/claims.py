"""Milestone claims: what vendors say is reached, what the client says, and what is decided."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Query
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.db import Db
from libs.common.edge import Session, needs, vendors
from libs.common.events import Event
from libs.common.events.transition.claims import ClaimTermsChanged
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.claim_views import (
    Acceptance,
    Answer,
    ClaimTermsView,
    ClaimView,
    Decision,
    Dispute,
    NewCondition,
    PartialAcceptance,
    RequireEvidence,
)
from services.transition.api.common import LeadOrApprover, Planner, Reader
from services.transition.claims.clocks import Moments, moments, set_clocks
from services.transition.claims.conditions import drop_conditions, watch_conditions
from services.transition.claims.course import Course, course_of_a_claim
from services.transition.claims.milestones import set_free
from services.transition.claims.silence import remind
from services.transition.models import Claim, ClaimState, Condition, Plan, Task
from services.transition.models.claim_words import Word
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.loading import Laid, task_of
from services.transition.readiness.outlook import outlook
from services.transition.relief.clocks import keep_all_clocks

router = router_of("transition", tags=["claims"])
Judge = Annotated[Actor, needs(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE)]
Vendor = Annotated[Actor, vendors(Right.REPORT)]

NOTHING_TO_ADD = Acceptance()
TIMED = remind
"Clocks run wherever claims are answered."


@router.get("/plans/{id}/claims")
async def list_claims(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[ClaimState | None, Query()] = None,
) -> Page[ClaimView]:
    await db.seen(Plan, id, actor)
    query = select(Claim).where(Claim.plan_id == id)
    query = query if state is None else query.where(Claim.state == state)
    return await page(db, query, Claim, actor, lambda c: ClaimView.of(c, db.now), limit, after)


@router.get("/claims/{id}")
async def read_claim(id: UUID, db: Session, actor: Reader) -> ClaimView:
    return ClaimView.of(await db.seen(Claim, id, actor), db.now)


@router.get("/claims/{id}/explanation")
async def explain_claim(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How it came to where it is: each word and who said it, the clock that ran until then, its
    stops and why, and how its deadline was found."""
    claim = await db.seen(Claim, id, actor)
    query = select(Condition).where(Condition.claim_id == id).order_by(col(Condition.id))
    course = Course.of(claim, await db.all(query))
    return course_of_a_claim.explained(course, db.now).explanation


@router.get("/plans/{id}/claim-terms")
async def read_claim_terms(id: UUID, db: Session, actor: Reader) -> ClaimTermsView:
    return _terms(await db.seen(Plan, id, actor))


@router.post("/plans/{id}/require-evidence")
async def require_evidence(
    id: UUID, body: RequireEvidence, db: Session, actor: Planner
) -> ClaimTermsView:
    """Whether a claim without files, or without the person who claims, is refused from now on."""
    plan = await db.locked(Plan, id, actor)
    plan.claim_terms = plan.claim_terms.model_copy(update=body.model_dump())
    publish(db, ClaimTermsChanged(**plan.ours, **body.model_dump(), changed_by=actor.id))
    return _terms(plan)


def _terms(plan: Plan) -> ClaimTermsView:
    days = {"acceptance_days": plan.acceptance_days}
    return ClaimTermsView.model_validate({**plan.claim_terms.model_dump(), **days})


# By the client


@router.post("/claims/{id}/accept")
async def accept(
    id: UUID, db: Session, actor: Judge, body: Acceptance = NOTHING_TO_ADD
) -> ClaimView:
    """The milestone is reached on the date claimed; the plan moves with it.

    Also after the deadline. 409 where the claim is answered already.
    """
    at = await _spoken_of(id, db, actor)
    publish(db, at.claim.accept(actor, db.now, body.note))
    at.task.reached(at.claim.reached_on)
    return await _kept(db, at, "was accepted")


@router.post("/claims/{id}/accept-in-part")
async def accept_in_part(id: UUID, body: PartialAcceptance, db: Session, actor: Judge) -> ClaimView:
    """Names what is still open, each with an owner and a day. The milestone counts as reached only
    where that is said. Once all is met, the claim is accepted; the vendor may answer it before."""
    at = await _spoken_of(id, db, actor)
    plan, claim = at.found.plan, at.claim
    conditions = [_condition(db, claim, plan, n, each) for n, each in enumerate(body.conditions)]
    if len({each.code for each in conditions}) < len(conditions):
        raise invalid("/conditions", "Two conditions have the same code.")
    word = Word(actor.id, db.now, body.reason, body.evidence)
    publish(db, claim.accept_in_part(word, conditions, body.counts_as_reached, plan))
    db.add_all(conditions)
    await watch_conditions(db, conditions)
    if body.counts_as_reached:
        at.task.reached(claim.reached_on)
    else:
        set_free(at.task)
    return await _kept(db, at, "was accepted in part")


def _condition(db: Db, claim: Claim, plan: Plan, n: int, new: NewCondition) -> Condition:
    today = plan.today(db.now)
    if new.due_on < today:
        raise invalid(f"/conditions/{n}/due_on", f"{new.due_on} has passed: today is {today}.")
    return Condition(
        **claim.ours,
        **new.model_dump(),
        claim_id=claim.id,
        milestone=claim.milestone,
        due_at=end_of_day(plan.country, new.due_on),
    )


@router.post("/claims/{id}/dispute")
async def dispute(id: UUID, body: Dispute, db: Session, actor: Judge) -> ClaimView:
    """The milestone is not reached, and why. The vendor answers within its days, or claims anew.

    Also after the deadline. 409 where the claim is answered already.
    """
    at = await _spoken_of(id, db, actor)
    word = Word(actor.id, db.now, body.reason, body.evidence)
    publish(db, at.claim.dispute(word, at.found.plan))
    set_free(at.task)
    return await _kept(db, at, "was disputed")


@router.post("/claims/{id}/uphold")
async def uphold(id: UUID, body: Decision, db: Session, actor: LeadOrApprover) -> ClaimView:
    """Decides for the claim: the milestone is accepted, on the date claimed.

    By somebody who did not dispute it (403 `four-eyes`). 409 `answer-awaited` as long as the
    vendor may still answer.
    """
    at = await _spoken_of(id, db, actor)
    publish(db, at.claim.uphold(actor, db.now, body.reason))
    at.task.reached(at.claim.reached_on)
    return await _kept(db, at, "was accepted on decision")


@router.post("/claims/{id}/reject")
async def reject(id: UUID, body: Decision, db: Session, actor: LeadOrApprover) -> ClaimView:
    """Decides against the claim. A new one may follow. Refuses as `uphold` does."""
    at = await _spoken_of(id, db, actor)
    publish(db, at.claim.reject(actor, db.now, body.reason))
    set_free(at.task)
    return await _kept(db, at, "was rejected")


# By the vendor


@router.post("/claims/{id}/answer")
async def answer(id: UUID, body: Answer, db: Session, actor: Vendor) -> ClaimView:
    """To a dispute, or to conditions. The client then decides, within its days. Also after the
    vendor's deadline, as long as nobody has decided."""
    at = await _spoken_of(id, db, actor)
    word = Word(actor.id, db.now, body.answer, body.evidence)
    publish(db, at.claim.answer_dispute(word, at.found.plan))
    return await _kept(db, at)


@router.post("/claims/{id}/withdraw")
async def withdraw(id: UUID, body: Decision, db: Session, actor: Vendor) -> ClaimView:
    """Takes it back, as long as it is not decided. The milestone can be claimed anew."""
    at = await _spoken_of(id, db, actor)
    word = Word(actor.id, db.now, body.reason)
    publish(db, at.claim.withdraw(word, db.now))
    set_free(at.task)
    return await _kept(db, at, "was taken back")


class _Spoken(NamedTuple):
    claim: Claim
    found: Laid
    task: Task
    before: Moments


async def _spoken_of(id: UUID, db: Session, actor: Actor) -> _Spoken:
    """Locked as everywhere: the plan first, then what belongs to it. 409 without its task."""
    seen = await db.seen(Claim, id, actor)
    found = await task_of(db, seen.plan_id, seen.milestone)
    claim = await db.locked(Claim, id, actor)
    if not found.tasks:
        raise refused(
            "no-such-milestone",
            f"The plan has no task any more that reaches {claim.milestone}.",
            do="Bring the task back into the plan, then answer the claim.",
        )
    return _Spoken(claim, found, found.tasks[0], moments([claim]))


async def _kept(db: Session, at: _Spoken, what: str = "") -> ClaimView:
    """With the plan, the clocks and the conditions as they are after it; `what` moved the plan."""
    claim = at.claim
    if what:
        moved: Iterable[Event] = at.found.forecast(f"{claim.milestone} {what}")
        publish(db, moved)
    if claim.is_decided:
        await drop_conditions(db, [claim.id])
    await set_clocks(db, [claim], at.before)
    if what:
        await db.flush()
        await keep_all_clocks(db, claim.plan_id)
        await outlook(db, claim.plan_id, at.task.wave)
    return ClaimView.of(claim, db.now)
