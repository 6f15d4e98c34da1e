"""What a batch of reports says of claims: made, taken back, answered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db, as_it_is
from libs.common.events import Event
from libs.common.events.vendor.milestones import (
    ClaimAnswered,
    MilestoneReported,
    MilestoneWithdrawn,
)
from libs.common.outbox import publish
from libs.common.problems import Problem
from services.transition.claims.claiming import claimed, superseded
from services.transition.claims.clocks import moments, set_clocks
from services.transition.claims.conditions import drop_conditions
from services.transition.claims.milestones import set_free
from services.transition.models import Claim, ClaimState, Task
from services.transition.models.claim_life import CLAIM_LIFE, ClaimStep
from services.transition.models.claim_words import Word
from services.transition.plan.moving import MovingPlans, OfMilestone, Refusal, as_of
from services.transition.readiness.outlook import outlook
from services.transition.relief.clocks import keep_all_clocks

Place = tuple[UUID, str]
"A milestone of a contract."
OfClaim = MilestoneReported | MilestoneWithdrawn | ClaimAnswered


class Claims:
    """The newest claims of the milestones that a batch speaks of, and those that it opens."""

    def __init__(self, latest: dict[Place, Claim], db: Db) -> None:
        self._latest, self._db = latest, db
        self._before = moments(latest.values())
        self._known = list(latest.values())
        self._ended: list[UUID] = []
        self._moved: dict[UUID, set[str]] = {}

    def take(self, envelope: Envelope, report: OfClaim, moving: MovingPlans) -> None:
        """Raises `Refusal`."""
        if isinstance(report, MilestoneReported):
            self._claim(envelope, report, moving)
        elif isinstance(report, MilestoneWithdrawn):
            self._withdraw(envelope, report, moving)
        else:
            self._answer(envelope, report, moving)

    async def keep(self) -> None:
        """Sets the clocks of new claims, and anew where another word was found."""
        self._db.add_all(self._known)
        await drop_conditions(self._db, self._ended)
        await set_clocks(self._db, self._known, self._before)
        await self._db.flush()
        for plan_id, waves in sorted(self._moved.items()):
            await keep_all_clocks(self._db, plan_id)
            await outlook(self._db, plan_id, *sorted(waves))

    def _claim(self, envelope: Envelope, report: MilestoneReported, moving: MovingPlans) -> None:
        found, task = moving.named(report)
        claim = claimed(envelope, report, found, task)
        standing = self._latest.get((report.contract_id, report.milestone))
        if standing is not None and standing.state is ClaimState.OPEN:
            outdated = standing.joined_by(claim)
            refusal = superseded(report.milestone, standing.report_id, standing.id)
            told = refusal.of(outdated, report, task.plan_id, report.milestone, None)
            publish(self._db, told)
        else:
            self._take_place(standing, claim, _word(envelope, report))
            standing = claim
        task.reported_on = standing.reached_on
        self._has_moved(task)
        moving.note(task, f"{report.milestone} was reported")

    def _has_moved(self, task: Task) -> None:
        self._moved.setdefault(task.plan_id, set()).add(task.wave)

    def _take_place(self, standing: Claim | None, claim: Claim, word: Word) -> None:
        if standing is not None:
            if not claim.is_newer_than(standing):
                raise superseded(claim.milestone, standing.report_id, standing.id)
            if ClaimStep.CLAIM_ANEW in CLAIM_LIFE[standing.state]:
                publish(self._db, standing.claim_anew(word, claim.report_id))
                self._ended.append(standing.id)
        self._latest[claim.contract_id, claim.milestone] = claim
        self._known.append(claim)

    def _withdraw(
        self, envelope: Envelope, report: MilestoneWithdrawn, moving: MovingPlans
    ) -> None:
        _, task = moving.named(report)
        claim, said = self._spoken_of(envelope, report)
        word = _word(envelope, report, report.reason)
        publish(self._db, _or_refusal(claim, lambda: claim.withdraw(word, said)))
        self._ended.append(claim.id)
        set_free(task)
        self._has_moved(task)
        moving.note(task, f"the claim of {report.milestone} was taken back")

    def _answer(self, envelope: Envelope, report: ClaimAnswered, moving: MovingPlans) -> None:
        found, task = moving.named(report)
        claim, _ = self._spoken_of(envelope, report)
        word = _word(envelope, report, report.answer, report.evidence)
        publish(self._db, _or_refusal(claim, lambda: claim.answer_dispute(word, found.plan)))
        self._has_moved(task)

    def _spoken_of(self, envelope: Envelope, report: OfMilestone) -> tuple[Claim, datetime]:
        """The claim that stands; older words are about an earlier one."""
        claim = self._latest.get((report.contract_id, report.milestone))
        if claim is None:
            raise Refusal("no-claim", f"{report.milestone} is not claimed.")
        said = as_of(envelope, report)
        if said < claim.as_of:
            raise superseded(report.milestone, claim.report_id, claim.id)
        return claim, said


async def claims_of(db: Db, reports: Sequence[OfClaim]) -> Claims:
    if not reports:
        return Claims({}, db)
    query = select(Claim).where(
        col(Claim.contract_id).in_({report.contract_id for report in reports}),
        col(Claim.milestone).in_({report.milestone for report in reports}),
    )
    found = sorted(await db.all(as_it_is(query)), key=lambda claim: claim.standing)
    return Claims({(claim.contract_id, claim.milestone): claim for claim in found}, db)


def _or_refusal(claim: Claim, step: Callable[[], Iterator[Event]]) -> Iterable[Event]:
    """What a person would be refused is refused on the receipt, with the same name."""
    try:
        return list(step())
    except Problem as problem:
        raise Refusal(problem.kind, problem.detail, claim.id) from None


def _word(
    envelope: Envelope, report: OfClaim, text: str = "", evidence: Sequence[str] = ()
) -> Word:
    return Word(report.reported_by, envelope.time, text, evidence, envelope.id)
