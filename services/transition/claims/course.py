"""How a claim came to where it is: each word, the clock that ran until it, what stopped that and
why, when time was up, and who decided on what.

Choice: it is read from what was kept as it happened. Each deadline shows the rule, and its
version, by which it was found then. Words from before their clocks were kept stand without them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explain, Explanation, rule
from services.transition.claims.clock import Clock
from services.transition.models import Claim, ClaimState, Condition, ConditionState
from services.transition.models.claim_words import BY_CONTRACT, ClaimChange


class Claimed(BaseModel):
    """What was claimed, by whom: `claimed_by` is the person, as far as one was named."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    milestone: str
    reached_on: date
    claimed_by: str
    reported_by: str
    reported_at: datetime
    evidence: list[Digest]


class Asked(BaseModel):
    """A condition, and what was noted of it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    code: str
    what: str
    side: Party
    owner: str
    due_on: date
    state: ConditionState
    noted_on: date | None
    noted_by: str | None


class Course(BaseModel):
    """`running`: the clock that runs, or stands still; none once it is decided. `deemed`: what
    silence came to, where the contract decided."""

    model_config = ConfigDict(frozen=True)
    claimed: Claimed
    words: list[ClaimChange]
    running: Clock | None
    conditions: list[Asked]
    deemed: Explanation | None
    state: ClaimState

    @classmethod
    def of(cls, claim: Claim, conditions: Sequence[Condition]) -> Self:
        by_contract = claim.answered_by == BY_CONTRACT
        return cls(
            claimed=Claimed.model_validate(claim),
            words=claim.history,
            running=claim.running,
            conditions=[Asked.model_validate(each) for each in conditions],
            deemed=claim.explanation if by_contract else None,
            state=claim.state,
        )


@rule("course_of_a_claim", version=1)
def course_of_a_claim(explain: Explain, course: Course, now: datetime) -> ClaimState:
    """In order of time; `now`: by which a clock that runs is up or not."""
    claimed = course.claimed
    explain(f"claimed by {claimed.claimed_by or 'nobody named'}", claimed.reported_at)
    explain(f"reported by {claimed.reported_by}, reached on", claimed.reached_on)
    for word in course.words:
        _clock(explain, word.clock, word.at)
        explain(f"{word.step} by {word.by}", _said(word))
    for each in course.conditions:
        explain(f"condition {each.code} of the {each.side}", _noted(each))
    if course.deemed is not None:
        explain("silence means, by the contract", course.deemed.result)
    _clock(explain, course.running, None if course.running is None else now)
    return explain("so it is", course.state)


def _clock(explain: Explain, clock: Clock | None, until: datetime | None) -> None:
    """`until`: the word that ended it, or now."""
    if clock is None or until is None:
        return
    explain(f"the {clock.side}'s clock for {clock.kind} runs from", clock.started_at)
    for stop in clock.stops:
        explain(f"stands still by {stop.key}, {stop.reason}", [stop.since, stop.until])
    for step in clock.explanation.steps:
        explain(step.label, step.value)
    found = clock.explanation
    explain(f"due at, by {found.rule} version {found.version}", clock.due_at)
    late = clock.is_up(until) and not clock.is_stopped
    explain("it was up without a word" if late else "it was not up", until)


def _said(word: ClaimChange) -> dict[str, Any]:
    return {"at": word.at, "text": word.text, "evidence": word.evidence, "state": word.state}


def _noted(each: Asked) -> dict[str, Any]:
    owed = {"what": each.what, "owner": each.owner, "due_on": each.due_on}
    return {**owed, "state": each.state, "on": each.noted_on, "by": each.noted_by}
