"""The relief ledger: times for which a late side relieves the other, and what they came to."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body, View
from libs.common.edge import Edge, Session, either
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor import Evidence
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from services.transition.api.common import Day, Planner, Reader, Reason, Text
from services.transition.loading import waves_of
from services.transition.models import DayRate, Plan, Relief, ReliefState
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.models.relief import Per, ReliefSource, Terms, Version
from services.transition.plan_document import Name
from services.transition.plan_items import day_of, party
from services.transition.relief.clocks import keep_clocks
from services.transition.relief.delay_days import days_in
from services.transition.relief.delay_shares import Shares
from services.transition.relief.following import next_number
from services.transition.relief.ledger import Ledger, Movement, ledger_of
from services.transition.relief.reach import Reach, reach_of

router = APIRouter(tags=["relief"], route_class=Edge)
Either = Annotated[Actor, either(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE, right=Right.REPORT)]
Decider = Annotated[Actor, either(Role.PROGRAMME_OFFICE, right=Right.REPORT)]
Named = Annotated[list[Name], Field(max_length=100)]
Codes = Annotated[list[Code], Field(max_length=100)]
Number = Annotated[int | None, Query(alias="baseline", ge=1, le=1_000_000)]
AgreedOnly = Annotated[bool, Query(description="Only what the other side has agreed to")]


Person = Annotated[Text | None, Field(description="Who says it, where a vendor's system brings it")]


class ProposeRelief(Body):
    """The other side than `caused_by` is relieved. From the day on which something was due or
    lost, to that on which it was made good; none while it goes on. `service_levels`: none named
    means all of the waves."""

    caused_by: Party
    from_on: Day
    until_on: Day | None = None
    cause: Reason
    tasks: Named = []
    milestones: Named = []
    waves: Codes = []
    service_levels: Codes = []
    evidence: Evidence = []
    by: Person = None


class Correct(ProposeRelief):
    """The whole of it, as it should read."""

    reason: Reason


class Decide(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    evidence: Evidence = []
    by: Person = None


class Refuse(Body):
    on: Day | None = None
    reason: Reason
    evidence: Evidence = []
    by: Person = None


class End(Decide):
    until_on: Day


NOTHING_TO_ADD = Decide()


class ReliefView(View):
    """`side`: for whom it was stated; the other decides. `delays`: the task that stands for what
    was owed. `days`: business days, so far where it goes on."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    number: int
    source: ReliefSource
    source_id: UUID | None
    source_code: str
    delays: str | None
    caused_by: Party
    from_on: date
    until_on: date | None
    cause: str
    tasks: list[str]
    milestones: list[str]
    waves: list[str]
    service_levels: list[str]
    evidence: list[str]
    side: Party
    version: int
    state: ReliefState
    decided_by: str | None
    versions: list[Version]
    history: list[ItemChange]


class EntryView(View):
    """`end_days`: how far it moved the end by itself; `float_used`: what float took in of it. Not
    tried of what does not count, nor beyond the 25 longest."""

    id: UUID
    number: int
    source: ReliefSource
    source_code: str
    caused_by: Party
    from_on: date
    until_on: date | None
    cause: str
    state: ReliefState
    days: int
    end_days: Decimal | None
    float_used: Decimal | None


class PartsView(View):
    """client + vendor + concurrent + rest is the movement; later is positive."""

    movement: Decimal
    client: Decimal
    vendor: Decimal
    concurrent: Decimal
    rest: Decimal


class MovementView(View):
    """Of the plan's end, or of a wave's go-live. `days`: working days of the plan, half-up to the
    hundredth; `calendar_days`: between the dates."""

    wave: str | None
    agreed: date
    stands: date
    days: PartsView
    calendar_days: PartsView


class DeadlineView(View):
    """`agreed` stays what was agreed. `relieved`: until when it is to be done, with the days that
    the other side took."""

    task: str
    milestone: str | None
    wave: str
    relieves: Party
    agreed: date
    relieved: date


class CostView(View):
    """What the other side's people or savings lose by it."""

    rate: str
    title: str
    side: Party
    wave: str | None
    days: Decimal
    per: Per
    amount: Money


class LedgerView(View):
    """`costs`: by rate. `owed`: their sum by the side that caused it. Concurrent days cost neither
    side anything. To a vendor the client's own rates are not told."""

    plan_id: UUID
    as_of: date
    baseline: int
    entries: list[EntryView]
    movements: list[MovementView]
    deadlines: list[DeadlineView]
    costs: list[CostView]
    owed: dict[Party, Money]


class NewRate(Body):
    """A day costs amount × part ÷ whole ÷ over_days: of a year's saving, `over_days` 365."""

    code: Code
    title: Text
    side: Party
    "Whose delay it is a rate for."
    wave: Code | None = None
    "Counts days by which its go-live comes later; of the plan's end, unless stated."
    amount: Money
    part: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=20, decimal_places=6)] = Decimal(1)
    whole: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=20, decimal_places=6)] = Decimal(1)
    over_days: Annotated[Decimal, Field(gt=0, le=10**5, max_digits=12, decimal_places=6)] = Decimal(
        1
    )
    per: Per
    source: Annotated[str, StringConstraints(max_length=500)] = ""
    told: bool = False
    "Whether the vendor may know it."


class RateView(View):
    id: UUID
    plan_id: UUID
    code: str
    title: str
    side: Party
    wave: str | None
    amount: Decimal
    currency: str
    part: Decimal
    whole: Decimal
    over_days: Decimal
    per: Per
    source: str
    stated_by: str


@router.get("/plans/{id}/relief")
async def read_ledger(
    id: UUID, db: Session, actor: Reader, number: Number = None, agreed: AgreedOnly = False
) -> LedgerView:
    """All periods, what they moved against a baseline (the latest, unless stated), the deadlines
    that they move, and what the delays of each side cost."""
    plan = await db.seen(Plan, id, actor)
    return _view(await ledger_of(db, plan, number, agreed_only=agreed))


@router.get("/plans/{id}/relief/explanation")
async def explain_ledger(
    id: UUID, db: Session, actor: Reader, number: Number = None, agreed: AgreedOnly = False
) -> dict[str, Explanation]:
    """Of each number the rule, its version, its inputs and each step."""
    plan = await db.seen(Plan, id, actor)
    return (await ledger_of(db, plan, number, agreed_only=agreed)).explanations


@router.get("/plans/{id}/reliefs")
async def list_reliefs(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[ReliefState | None, Query()] = None,
) -> Page[ReliefView]:
    await db.seen(Plan, id, actor)
    query = select(Relief).where(Relief.plan_id == id)
    query = query if state is None else query.where(Relief.state == state)
    return await page(db, query, Relief, actor, ReliefView.model_validate, limit, after)


@router.get("/reliefs/{id}")
async def read_relief(id: UUID, db: Session, actor: Reader) -> ReliefView:
    return ReliefView.model_validate(await db.seen(Relief, id, actor))


@router.post("/plans/{id}/reliefs", status_code=201)
async def propose(
    id: UUID, body: ProposeRelief, db: Session, actor: Either, response: Response
) -> ReliefView:
    """By a named person of either side, for what the system did not open by itself. Clocks stop
    with it; the other side agrees, contests or rejects."""
    plan = await db.locked(Plan, id, actor)
    terms = await _terms(db, plan, body)
    relief = Relief(
        **plan.ours,
        **terms.model_dump(),
        contract_id=plan.contract_id,
        number=await next_number(db, id),
        source=ReliefSource.PROPOSAL,
        side=party(actor),
    )
    db.add(relief)
    by = _person(actor, body.by)
    publish(db, relief.open(Deed(plan.today(db.now), by, db.now, "", body.evidence)))
    await keep_clocks(db, relief)
    response.headers["Location"] = f"/transition/v1/reliefs/{relief.id}"
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/end")
async def end(id: UUID, body: End, db: Session, actor: Either) -> ReliefView:
    """The day on which it was made good, of one that a person proposed or corrected."""
    plan, relief = await _locked(db, id, actor)
    plan.must_not_be_ahead("/until_on", body.until_on, db.now)
    if relief.until_on is not None:
        raise invalid("/until_on", f"It ended on {relief.until_on}: correct it instead.")
    days = days_in(plan.country, relief.from_on, body.until_on)
    deed = _deed(plan, body.on, body.note, body, db, actor)
    publish(db, relief.end(body.until_on, days, deed))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/contest")
async def contest(id: UUID, body: Refuse, db: Session, actor: Either) -> ReliefView:
    """With a reason, by the side that decides. It counts until it is rejected or corrected."""
    plan, relief = await _locked(db, id, actor)
    publish(db, relief.contest(party(actor), _deed(plan, body.on, body.reason, body, db, actor)))
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/agree")
async def agree(id: UUID, db: Session, actor: Decider, body: Decide = NOTHING_TO_ADD) -> ReliefView:
    """By a named person of the other side than it was stated for."""
    plan, relief = await _locked(db, id, actor)
    until = relief.until_on
    days = None if until is None else days_in(plan.country, relief.from_on, until)
    deed = _deed(plan, body.on, body.note, body, db, actor)
    publish(db, relief.agree(party(actor), days, deed))
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/reject")
async def reject(id: UUID, body: Refuse, db: Session, actor: Decider) -> ReliefView:
    """Clocks run on, and nothing of it counts. Corrected, it is decided anew."""
    plan, relief = await _locked(db, id, actor)
    publish(db, relief.reject(party(actor), _deed(plan, body.on, body.reason, body, db, actor)))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/correct")
async def correct(id: UUID, body: Correct, db: Session, actor: Either) -> ReliefView:
    """A new version, which the other side decides. Every version is kept."""
    plan, relief = await _locked(db, id, actor)
    terms = await _terms(db, plan, body)
    by = _person(actor, body.by)
    deed = Deed(plan.today(db.now), by, db.now, body.reason, body.evidence)
    publish(db, relief.correct(terms, party(actor), deed))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


@router.post("/plans/{id}/relief-rates", status_code=201)
async def state_rate(
    id: UUID, body: NewRate, db: Session, actor: Planner, response: Response
) -> RateView:
    """What a day of a side's delay costs the other. With the same code again, it takes the place
    of the one before."""
    plan = await db.locked(Plan, id, actor)
    if body.wave is not None:
        await _must_be_waves(db, plan, "/wave", [body.wave])
    rate = DayRate(
        programme_id=plan.programme_id,
        vendor_id=plan.vendor_id if body.told else None,
        plan_id=plan.id,
        **body.model_dump(exclude={"amount", "told"}),
        amount=body.amount.amount,
        currency=body.amount.currency,
        stated_by=actor.id,
    )
    if rate.currency != plan.currency:
        raise invalid("/amount/currency", f"The plan counts in {plan.currency}.")
    db.add(rate)
    publish(db, rate.state())
    response.headers["Location"] = f"/transition/v1/relief-rates/{rate.id}"
    return RateView.model_validate(rate)


@router.get("/plans/{id}/relief-rates")
async def list_rates(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[RateView]:
    """All that were stated, the latest of a code last. To a vendor those that it may know."""
    await db.seen(Plan, id, actor)
    query = select(DayRate).where(col(DayRate.plan_id) == id)
    return await page(db, query, DayRate, actor, RateView.model_validate, limit, after)


@router.get("/relief-rates/{id}")
async def read_rate(id: UUID, db: Session, actor: Reader) -> RateView:
    return RateView.model_validate(await db.seen(DayRate, id, actor))


async def _locked(db: Session, id: UUID, actor: Actor) -> tuple[Plan, Relief]:
    """The plan first, as everywhere."""
    seen = await db.seen(Relief, id, actor)
    return await db.locked(Plan, seen.plan_id, actor), await db.locked(Relief, id, actor)


def _deed(
    plan: Plan, on: date | None, note: str, body: Decide | Refuse, db: Session, actor: Actor
) -> Deed:
    by = _person(actor, body.by)
    return Deed(day_of(plan, on, db.now), by, db.now, note, body.evidence)


def _person(actor: Actor, named: str | None) -> str:
    """A person of the client is who signed in. A vendor's system has no name of its own: its key
    is known by an id."""
    if not actor.is_vendor:
        return actor.id
    if named is None and _is_id(actor.id):
        raise invalid("/by", "Name the person of the vendor who says it.")
    return named or actor.id


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


async def _terms(db: Session, plan: Plan, body: ProposeRelief) -> Terms:
    """Refuses (422) days that have not come, and what the plan does not have."""
    plan.must_not_be_ahead("/from_on", body.from_on, db.now)
    if body.until_on is not None:
        plan.must_not_be_ahead("/until_on", body.until_on, db.now)
        if body.until_on < body.from_on:
            raise invalid("/until_on", f"{body.until_on} lies before {body.from_on}.")
    reach = await reach_of(db, plan.id)
    _must_be_tasks(reach, body.tasks)
    for n, name in enumerate(body.milestones):
        if name not in reach.milestones:
            raise invalid(f"/milestones/{n}", f"The plan has no milestone {name}.")
    await _must_be_waves(db, plan, "/waves", body.waves)
    tasks = list(dict.fromkeys(body.tasks))
    reached = [reach.milestones[name] for name in body.milestones]
    waves = body.waves or reach.waves_of([*tasks, *reached])
    given = body.model_dump(exclude={"reason", "tasks", "waves", "by"})
    return Terms(**given, tasks=tasks, waves=list(dict.fromkeys(waves)))


def _must_be_tasks(reach: Reach, names: list[str]) -> None:
    for n, name in enumerate(names):
        if name not in reach.tasks:
            raise invalid(f"/tasks/{n}", f"The plan has no task {name}.")
        if reach.is_summary(name):
            raise invalid(f"/tasks/{n}", f"{name} is a summary: name those of its parts.")


async def _must_be_waves(db: Session, plan: Plan, field: str, names: list[str]) -> None:
    known = {wave.code for wave in await waves_of(db, plan.id)}
    for n, name in enumerate(names):
        if name not in known:
            at = field if field == "/wave" else f"{field}/{n}"
            raise invalid(at, f"The plan has no wave {name}.")


def _view(ledger: Ledger) -> LedgerView:
    return LedgerView(
        plan_id=ledger.plan.id,
        as_of=ledger.today,
        baseline=ledger.agreed.number,
        entries=[_entry(ledger, row) for row in ledger.rows],
        movements=[_movement(ledger, each) for each in ledger.movements],
        deadlines=[
            DeadlineView(
                task=each.task,
                milestone=each.milestone,
                wave=each.wave,
                relieves=each.relieves,
                agreed=each.agreed,
                relieved=each.deadline.value,
            )
            for each in ledger.relieved
        ],
        costs=[
            CostView(
                rate=each.rate.code,
                title=each.rate.title,
                side=each.rate.side,
                wave=each.rate.wave,
                days=each.days,
                per=each.rate.per,
                amount=Money.of(each.amount.value, each.rate.currency),
            )
            for each in ledger.costs
        ],
        owed={
            side: Money.of(ledger.cost_of(side), ledger.plan.currency)
            for side in Party
            if any(each.rate.side is side for each in ledger.costs)
        },
    )


def _entry(ledger: Ledger, row: Relief) -> EntryView:
    alone = ledger.alone.get(row.number)
    facts: dict[str, Any] = {
        name: getattr(row, name) for name in EntryView.model_fields if hasattr(row, name)
    }
    return EntryView(
        **facts,
        days=ledger.days(row).value,
        end_days=alone and alone.end,
        float_used=alone and alone.float_used,
    )


def _movement(ledger: Ledger, each: Movement) -> MovementView:
    return MovementView(
        wave=each.wave,
        agreed=each.agreed,
        stands=each.stands,
        days=_parts(each.minutes.value, ledger),
        calendar_days=PartsView(**each.calendar.value.model_dump()),
    )


def _parts(shares: Shares, ledger: Ledger) -> PartsView:
    """The rest takes what rounding leaves, so that the parts are the movement."""
    days = {name: ledger.working(value) for name, value in shares.model_dump().items()}
    days["rest"] = days["movement"] - days["client"] - days["vendor"] - days["concurrent"]
    return PartsView(**days)
