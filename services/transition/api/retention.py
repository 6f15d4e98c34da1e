"""Agreements that keep key people. The client's own are its own: no vendor finds them. Of a
vendor's the client sees that there is one and until when, not what it costs."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, either
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Reason, Text
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan
from services.transition.models.members import TeamMember
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.models.retention import RetentionAgreement, RetentionState
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import waves_of
from services.transition.ramp.filling import topics_of
from services.transition.ramp.finding import known
from services.transition.ramp.keeping import LOOKED, forget_agreement, watch_agreement
from services.transition.ramp.own_side import must_be_of
from services.transition.ramp.retained import agreements_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["retention"])
Keeper = Annotated[Actor, either(Role.PROGRAMME_OFFICE, Role.HR, right=Right.REPORT)]
"Of either side, for its own people."
Insider = Annotated[
    Actor,
    either(
        Role.PROGRAMME_OFFICE,
        Role.HR,
        Role.FINANCE,
        Role.SPONSOR,
        Role.AUDITOR,
        right=(Right.READ, Right.REPORT),
    ),
]
Note = Annotated[str, StringConstraints(max_length=2000)]


class ProposeAgreement(Body):
    """`person`: the code of a key person of the caller's own side."""

    person: Text
    from_on: Day
    until: Day
    "The last day on which the person is to be there."
    wave: Code | None = None
    topics: Annotated[list[Code], Field(max_length=200)] = []
    amount: Money | None = None
    "Seen by the person's own side alone."
    remind_days: Annotated[int, Field(ge=0, le=365)] = 30
    "Days before its last."
    on: Day | None = None
    note: Note = ""


class AgreeToStay(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class EndAgreement(Body):
    on: Day | None = None
    reason: Reason


NOTHING_TO_ADD = AgreeToStay()


class RetentionView(View):
    """`amount` and notes: shown to the person's own side alone."""

    id: UUID
    programme_id: UUID
    plan_id: UUID
    person: str
    side: Party
    from_on: date
    until: date
    wave: str | None
    topics: list[str]
    amount: Money | None
    remind_days: int
    state: RetentionState
    history: list[ItemChange]

    @classmethod
    def to(cls, side: Party, agreement: RetentionAgreement) -> "RetentionView":
        shown = cls.model_validate(agreement)
        if side is agreement.side:
            return shown
        plain = [change.model_copy(update={"note": ""}) for change in shown.history]
        return shown.model_copy(update={"amount": None, "history": plain})


@router.post("/plans/{id}/retention-agreements", status_code=201)
async def propose(
    id: UUID, body: ProposeAgreement, db: Session, actor: Keeper, response: Response
) -> RetentionView:
    """409 where one is proposed or agreed for the person already."""
    plan = await db.locked(Plan, id, actor)
    person = await known(db, id, body.person, "/person")
    await _must_fit(db, plan, person, body, actor)
    if await agreements_of(db, id, person.code):
        raise refused("already-kept", f"An agreement with {person.code} is open already.")
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.note)
    agreement = RetentionAgreement(
        programme_id=plan.programme_id,
        vendor_id=plan.vendor_id if person.side is Party.VENDOR else None,
        plan_id=plan.id,
        side=person.side,
        **body.model_dump(include=STATED),
        amount=body.amount,
    )
    publish(db, agreement.propose(deed))
    db.add(agreement)
    response.headers["Location"] = f"/transition/v1/retention-agreements/{agreement.id}"
    return RetentionView.to(party(actor), agreement)


STATED = {"person", "from_on", "until", "wave", "topics", "remind_days"}


async def _must_fit(
    db: Session, plan: Plan, person: TeamMember, body: ProposeAgreement, actor: Actor
) -> None:
    must_be_of(person.side, actor, person.code)
    if not person.is_key:
        raise invalid("/person", f"{person.code} is not a key person.")
    if body.until < body.from_on:
        raise invalid("/until", f"{body.until} lies before {body.from_on}.")
    if body.until < plan.today(db.now):
        raise invalid("/until", f"{body.until} is over.")
    if body.wave not in {None, *(wave.code for wave in await waves_of(db, plan.id))}:
        raise invalid("/wave", f"The plan has no wave {body.wave}.")
    listed = {topic.code for topic in await topics_of(db, plan.id, set(body.topics))}
    if unknown := [code for code in body.topics if code not in listed]:
        raise invalid("/topics", f"The plan has no topic {', '.join(unknown)}.")


@router.get("/plans/{id}/retention-agreements")
async def list_agreements(
    id: UUID,
    db: Session,
    actor: Insider,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[RetentionState | None, Query()] = None,
) -> Page[RetentionView]:
    await db.seen(Plan, id, actor)
    query = select(RetentionAgreement).where(RetentionAgreement.plan_id == id)
    query = query if state is None else query.where(RetentionAgreement.state == state)
    own = party(actor)
    return await page(
        db, query, RetentionAgreement, actor, lambda a: RetentionView.to(own, a), limit, after
    )


@router.get("/retention-agreements/{id}")
async def read_agreement(id: UUID, db: Session, actor: Insider) -> RetentionView:
    return RetentionView.to(party(actor), await db.seen(RetentionAgreement, id, actor))


@router.post("/retention-agreements/{id}/agree")
async def agree(
    id: UUID, db: Session, actor: Keeper, body: AgreeToStay = NOTHING_TO_ADD
) -> RetentionView:
    """Recorded by somebody other than who proposed it. It is reminded of before it ends, and is
    fulfilled when its last day is over and the person is still there."""
    plan, agreement = await _own(db, id, actor)
    actor.not_by(agreement.history[0].by, "proposed it")
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.note, body.evidence)
    publish(db, agreement.agree(deed))
    await watch_agreement(db, plan, agreement)
    await reconsider(db, plan.id, LOOKED)
    await outlook(db, plan.id)
    return RetentionView.to(party(actor), agreement)


@router.post("/retention-agreements/{id}/end")
async def end(id: UUID, body: EndAgreement, db: Session, actor: Keeper) -> RetentionView:
    """Before its time: it keeps nobody any more."""
    plan, agreement = await _own(db, id, actor)
    deed = Deed(day_of(plan, body.on, db.now), actor.id, db.now, body.reason)
    publish(db, agreement.end(deed))
    await forget_agreement(db, agreement)
    await reconsider(db, plan.id, LOOKED)
    await outlook(db, plan.id)
    return RetentionView.to(party(actor), agreement)


async def _own(db: Session, id: UUID, actor: Actor) -> tuple[Plan, RetentionAgreement]:
    seen = await db.seen(RetentionAgreement, id, actor)
    plan = await db.locked(Plan, seen.plan_id, actor)
    agreement = await db.locked(RetentionAgreement, id, actor)
    must_be_of(agreement.side, actor, f"The agreement with {agreement.person}")
    return plan, agreement
