"""Who decides a matter by when, what silence means, and who is asked after how many hours.

Choices: a rule that names the matter comes before the one for anything. Business days are those of
the deciding side, and end when its day does. The ladder runs by the clock: what is stuck does not
wait for office hours. Steps that name other matters are left out.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import CalendarError, Roll
from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule
from services.transition.working_agreement.terms import (
    ANYTHING,
    AgreementTerms,
    DecisionRule,
    EscalationStep,
    Silence,
)


class LadderStep(BaseModel):
    """`level`: from 1 up. `from_then`: when these two are asked."""

    model_config = ConfigDict(frozen=True)
    level: int
    client: str
    vendor: str
    after_hours: int
    from_then: datetime


class WhoDecides(BaseModel):
    """`rule`: the matter of the rule that applied, none where no rule does."""

    model_config = ConfigDict(frozen=True)
    matter: str
    rule: str | None
    side: Party | None
    decider: str | None
    decide_by: datetime | None
    silence: Silence | None
    ladder: list[LadderStep]


@rule("who_decides", version=1)
def who_decides(
    explain: Explain, terms: AgreementTerms, matter: str, raised_at: datetime
) -> WhoDecides:
    found = explain("rule that applies", _rule(terms, matter))
    decide_by = explain("to be decided by", found and _decide_by(terms, found, raised_at))
    ladder = explain("ladder", _ladder(terms, matter, raised_at))
    return WhoDecides(
        matter=matter,
        rule=found and found.matter,
        side=found and found.side,
        decider=found and found.decider,
        decide_by=decide_by,
        silence=found and found.silence,
        ladder=ladder,
    )


def _rule(terms: AgreementTerms, matter: str) -> DecisionRule | None:
    by_matter = {each.matter: each for each in terms.decisions}
    return by_matter.get(matter) or by_matter.get(ANYTHING)


def _decide_by(terms: AgreementTerms, found: DecisionRule, raised_at: datetime) -> datetime | None:
    hours = terms.hours_of(found.side)
    if hours is None:
        return None
    try:
        return hours.calendar.due_business_days(raised_at, found.days, Roll.END_OF_DAY)
    except CalendarError:
        return None


def _ladder(terms: AgreementTerms, matter: str, raised_at: datetime) -> list[LadderStep]:
    steps = [step for step in terms.escalation if not step.matters or matter in step.matters]
    return [_step(level, step, raised_at) for level, step in enumerate(steps, start=1)]


def _step(level: int, step: EscalationStep, raised_at: datetime) -> LadderStep:
    return LadderStep(
        level=level,
        client=step.client,
        vendor=step.vendor,
        after_hours=step.after_hours,
        from_then=raised_at + timedelta(hours=step.after_hours),
    )
