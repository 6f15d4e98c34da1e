"""What happens while nobody says the next word on a claim.

Half of the business time over: who must say it is reminded. All of it over: that is told, which
escalates; the word can still be said. Only where the contract says so, the client's silence on a
new claim accepts or rejects it. The vendor's and the client's later silence never decides.
"""

from datetime import datetime

from libs.common.db import Db
from libs.common.events.transition.claims import ClaimClock
from libs.common.events.vendor.contracts import OnSilence
from libs.common.explain import Explain, rule
from libs.common.outbox import publish
from libs.common.timers import Due
from services.transition.claims.clock import ClockTimer
from services.transition.claims.clocks import moments, set_clocks
from services.transition.claims.milestones import set_free
from services.transition.models import Claim, ClaimState, Plan
from services.transition.plan.loading import Laid, plan_of, task_of
from services.transition.readiness.outlook import outlook
from services.transition.relief.silence import watch_silence
from services.transition.timers import due


@rule("silence_on_a_claim", version=1)
def silence_on_a_claim(
    explain: Explain, milestone: str, reported_at: datetime, due_at: datetime, on_silence: OnSilence
) -> OnSilence:
    """What it comes to that nobody accepted or disputed it in time, by the contract."""
    explain(f"{milestone} claimed at", reported_at)
    explain("to be answered by", due_at)
    return explain("silence means, by the contract", on_silence)


@due(ClockTimer.REMIND)
async def remind(timer: Due, db: Db) -> None:
    if claim := await db.find(Claim, timer.id, lock=True):
        publish(db, claim.remind(db.now))


@due(ClockTimer.SILENCE)
async def note_the_silence(timer: Due, db: Db) -> None:
    """The plan is locked before the claim, as everywhere. What was said, or stopped the clock,
    since the timer was set is found when the claim is locked: then nobody is silent."""
    seen = await db.find(Claim, timer.id)
    if seen is None:
        return
    plan = await plan_of(db, seen)
    if _decides(seen, plan):
        await _decide(db, seen, plan.claim_terms.on_silence)
    elif claim := await db.find(Claim, timer.id, lock=True):
        await _tell(db, claim)


def _decides(claim: Claim, plan: Plan) -> bool:
    clock, by_contract = claim.running, plan.claim_terms.on_silence
    awaited = clock is not None and clock.kind is ClaimClock.ACCEPTANCE
    return awaited and by_contract is not OnSilence.ESCALATE


async def _tell(db: Db, claim: Claim) -> None:
    publish(db, claim.fall_silent(db.now))
    await watch_silence(db, claim)


async def _decide(db: Db, seen: Claim, on_silence: OnSilence) -> None:
    found = await task_of(db, seen.plan_id, seen.milestone)
    claim = await db.find(Claim, seen.id, lock=True)
    if claim is None:
        return
    if claim.state is not ClaimState.OPEN or not found.tasks:
        await _tell(db, claim)
        return
    before = moments([claim])
    facts = (claim.milestone, claim.reported_at, claim.due_at, on_silence)
    why = silence_on_a_claim.explained(*facts).explanation
    publish(db, claim.deem(on_silence, why, db.now))
    if not claim.is_decided:
        return
    _settle(found, claim)
    publish(db, found.forecast(f"silence on the claim of {claim.milestone}"))
    await set_clocks(db, [claim], before)
    await outlook(db, found.plan.id, *{task.wave for task in found.tasks})


def _settle(found: Laid, claim: Claim) -> None:
    for task in found.tasks:
        if claim.state is ClaimState.ACCEPTED:
            task.reached(claim.reached_on)
        else:
            set_free(task)
