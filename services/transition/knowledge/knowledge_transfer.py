"""How much of the knowledge has been handed over, and whether the new team manages alone.

Source: topics × people × steps; a topic counts as its least advanced required person's mean step
completion; KT % = Σ criticality × topic / Σ criticality; reverse-shadow pass = share of the last n
cases handled unaided.

Choices: a step counts once it was reported, in whatever order; where a topic states how many cases
shadowing takes, once so many were handled. Since version 2 a person who has left counts as nought,
whatever they had learned, until a successor is named, who counts instead; where nobody has left
the numbers are those of version 1. Cases come as tallies, so the walk back over the latest reports
ends with the report in which the nth case lies, and that one counts whole: its cases have no
order. Fewer than n cases are not enough data.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.vendor.knowledge import TransferStep
from libs.common.explain import Explain, rule

LAST_CASES = 20
STEPS = tuple(TransferStep)
SHADOWING = {TransferStep.SHADOWED, TransferStep.REVERSE_SHADOWED}
NOBODY: Mapping[str, str | None] = {}


class RequiredTopic(BaseModel):
    """`criticality` 1 to 5; `people` are those who must know it; `least_cases` those that it takes
    until shadowing and reverse shadowing count."""

    model_config = ConfigDict(frozen=True)
    code: str
    criticality: int
    people: list[str]
    least_cases: int = 1


class StepDone(BaseModel):
    model_config = ConfigDict(frozen=True)
    topic: str
    person: str
    step: TransferStep
    cases: int = 0


class ShadowTally(BaseModel):
    """Cases of one report of reverse shadowing. `order` breaks a tie within a day."""

    model_config = ConfigDict(frozen=True)
    done_on: date
    order: str
    cases: int
    unaided: int


class Knowledge(BaseModel):
    """Shares 0 to 1, exact; `share` is none where there are no topics."""

    model_config = ConfigDict(frozen=True)
    share: Decimal | None
    by_topic: dict[str, Decimal]
    by_person: dict[str, dict[str, Decimal]]


class ReverseShadowing(BaseModel):
    """`share` of the cases looked at, none without cases; `enough` where they reach n."""

    model_config = ConfigDict(frozen=True)
    cases: int
    unaided: int
    share: Decimal | None
    enough: bool


Steps = Mapping[tuple[str, str], set[TransferStep]]


@rule("knowledge_transfer", version=2)
def knowledge_transfer(
    explain: Explain,
    topics: Sequence[RequiredTopic],
    done: Iterable[StepDone],
    departed: Mapping[str, str | None] = NOBODY,
) -> Knowledge:
    """KT %, as a share 0 to 1, not rounded. `departed`: who has left, and who took over."""
    if departed:
        explain("has left, and who took over", dict(departed))
    steps = steps_made(topics, done)
    people = {t.code: _shares(t, steps, departed) for t in topics}
    by_topic = {code: min(each.values(), default=Decimal(0)) for code, each in people.items()}
    explain("topic = its least advanced person's mean step completion", by_topic)
    total = explain("Σ criticality", sum(topic.criticality for topic in topics))
    weighted = (topic.criticality * by_topic[topic.code] for topic in topics)
    points = explain("Σ criticality × topic", sum(weighted, Decimal(0)))
    share = explain("KT = the second / the first", points / total if total else None)
    return Knowledge(share=share, by_topic=by_topic, by_person=people)


def steps_made(topics: Sequence[RequiredTopic], done: Iterable[StepDone]) -> Steps:
    """By topic and person, the steps that count."""
    least = {topic.code: topic.least_cases for topic in topics}
    handled = _handled(done)
    found: dict[tuple[str, str], set[TransferStep]] = {}
    for (topic, person, made), cases in handled.items():
        if made not in SHADOWING or least.get(topic, 1) <= max(cases, 1):
            found.setdefault((topic, person), set()).add(made)
    return found


def summed(done: Iterable[StepDone]) -> list[StepDone]:
    """One of each topic, person and step, with all their cases: to the rule it is the same, and
    what a decision rests on does not grow with the number of reports."""
    return [
        StepDone(topic=topic, person=person, step=step, cases=cases)
        for (topic, person, step), cases in _handled(done).items()
    ]


def _handled(done: Iterable[StepDone]) -> dict[tuple[str, str, TransferStep], int]:
    """Cases by topic, person and step; none of a step that has no cases."""
    handled: dict[tuple[str, str, TransferStep], int] = {}
    for step in done:
        place = (step.topic, step.person, step.step)
        handled[place] = handled.get(place, 0) + step.cases
    return handled


def stands_in(person: str, departed: Mapping[str, str | None]) -> str | None:
    """Who is there in place of somebody, who may be that person; none where nobody is."""
    seen: set[str] = set()
    there: str | None = person
    while there is not None and there in departed:
        if there in seen:
            return None
        seen.add(there)
        there = departed[there]
    return there


def _shares(
    topic: RequiredTopic, steps: Steps, departed: Mapping[str, str | None]
) -> dict[str, Decimal]:
    shares: dict[str, Decimal] = {}
    for person in topic.people:
        there = stands_in(person, departed)
        shares[there or person] = (
            _mean(steps.get((topic.code, there))) if there is not None else Decimal(0)
        )
    return shares


def _mean(steps: set[TransferStep] | None) -> Decimal:
    return Decimal(len(steps or ())) / len(STEPS)


@rule("reverse_shadow_pass", version=1)
def reverse_shadow_pass(
    explain: Explain, tallies: Sequence[ShadowTally], n: int = LAST_CASES
) -> ReverseShadowing:
    """Unaided / cases over the latest reports that hold the last n cases, not rounded."""
    looked_at = latest(tallies, n)
    explain("latest reports looked at", looked_at)
    cases = explain("cases", sum(tally.cases for tally in looked_at))
    unaided = explain("handled unaided", sum(tally.unaided for tally in looked_at))
    share = explain("share", Decimal(unaided) / cases if cases else None)
    enough = explain(f"at least {n} cases", cases >= n)
    return ReverseShadowing(cases=cases, unaided=unaided, share=share, enough=enough)


def latest(tallies: Sequence[ShadowTally], n: int = LAST_CASES) -> list[ShadowTally]:
    """Newest first, those that hold the last n cases: all that the rule looks at."""
    found: list[ShadowTally] = []
    newest_first = sorted(tallies, key=lambda t: (t.done_on, t.order), reverse=True)
    for tally in newest_first:
        if sum(t.cases for t in found) >= n:
            break
        found.append(tally)
    return found
