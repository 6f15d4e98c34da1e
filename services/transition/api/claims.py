"""Milestone claims: what vendors say is reached, and what the client answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Edge, Session, needs
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import refused
from libs.common.timers import stop_timer
from services.transition.api.common import Reader, Reason
from services.transition.loading import Laid, task_of
from services.transition.models import Claim, ClaimState, Plan, Task

router = APIRouter(tags=["claims"], route_class=Edge)
Judge = Annotated[Actor, needs(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE)]


class ClaimView(View):
    """`due_at`: until when the client answers. `silent`: that passed without an answer."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    report_id: UUID
    milestone: str
    reached_on: date
    evidence: list[str]
    note: str
    reported_by: str
    reported_at: datetime
    as_of: datetime
    due_at: datetime
    state: ClaimState
    silent: bool
    answer: str
    answered_by: str | None
    answered_at: datetime | None


class Acceptance(Body):
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


NOTHING_TO_ADD = Acceptance()


class Dispute(Body):
    reason: Reason


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
    return await page(db, query, Claim, actor, ClaimView.model_validate, limit, after)


@router.get("/claims/{id}")
async def read_claim(id: UUID, db: Session, actor: Reader) -> ClaimView:
    return ClaimView.model_validate(await db.seen(Claim, id, actor))


@router.get("/claims/{id}/explanation")
async def explain_claim(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the deadline for an answer was found."""
    return (await db.seen(Claim, id, actor)).explanation


@router.post("/claims/{id}/accept")
async def accept(
    id: UUID, db: Session, actor: Judge, body: Acceptance = NOTHING_TO_ADD
) -> ClaimView:
    """The milestone is reached on the date claimed; the plan moves with it.

    Also after the deadline. 409 where the claim is answered already.
    """
    claim, found, task = await _answered(id, db, actor)
    publish(db, claim.accept(actor, db.now, body.note))
    task.reached(claim.reached_on)
    publish(db, found.forecast(f"{claim.milestone} was accepted"))
    await stop_timer(db, "claim_silence", claim.id)
    return ClaimView.model_validate(claim)


@router.post("/claims/{id}/dispute")
async def dispute(id: UUID, body: Dispute, db: Session, actor: Judge) -> ClaimView:
    """The milestone is not reached, and why. The vendor may claim it anew.

    Also after the deadline. 409 where the claim is answered already.
    """
    claim, found, task = await _answered(id, db, actor)
    publish(db, claim.dispute(actor, db.now, body.reason))
    task.reported_on = None
    publish(db, found.forecast(f"{claim.milestone} was disputed"))
    await stop_timer(db, "claim_silence", claim.id)
    return ClaimView.model_validate(claim)


async def _answered(id: UUID, db: Session, actor: Judge) -> tuple[Claim, Laid, Task]:
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
    return claim, found, found.tasks[0]
