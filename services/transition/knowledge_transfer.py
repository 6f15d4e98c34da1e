"""How much of the knowledge has been handed over, and whether the new team manages alone.

Source: topics × people × steps; a topic counts as its least advanced required person's mean step
completion; KT % = Σ criticality × topic / Σ criticality; reverse-shadow pass = share of the last n
cases handled unaided.

Choices: a step counts once it was reported, in whatever order. Cases come as tallies, so the walk
back over the latest reports ends with the report in which the nth case lies, and that one counts
whole: its cases have no order. Fewer than n cases are not enough data.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.vendor import TransferStep
from libs.common.explain import Explain, rule

LAST_CASES = 20
STEPS = tuple(TransferStep)


class RequiredTopic(BaseModel):
    """`criticality` 1 to 5; `people` are those who must know it."""

    model_config = ConfigDict(frozen=True)
    code: str
    criticality: int
    people: list[str]


class StepDone(BaseModel):
    model_config = ConfigDict(frozen=True)
    topic: str
    person: str
    step: TransferStep


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


@rule("knowledge_transfer", version=1)
def knowledge_transfer(
    explain: Explain, topics: Sequence[RequiredTopic], done: Iterable[StepDone]
) -> Knowledge:
    """KT %, as a share 0 to 1, not rounded."""
    steps: dict[tuple[str, str], set[TransferStep]] = {}
    for step in done:
        steps.setdefault((step.topic, step.person), set()).add(step.step)
    people = {t.code: {p: _mean(steps.get((t.code, p))) for p in t.people} for t in topics}
    by_topic = {code: min(each.values(), default=Decimal(0)) for code, each in people.items()}
    explain("topic = its least advanced person's mean step completion", by_topic)
    total = explain("Σ criticality", sum(topic.criticality for topic in topics))
    weighted = (topic.criticality * by_topic[topic.code] for topic in topics)
    points = explain("Σ criticality × topic", sum(weighted, Decimal(0)))
    share = explain("KT = the second / the first", points / total if total else None)
    return Knowledge(share=share, by_topic=by_topic, by_person=people)


def _mean(steps: set[TransferStep] | None) -> Decimal:
    return Decimal(len(steps or ())) / len(STEPS)


@rule("reverse_shadow_pass", version=1)
def reverse_shadow_pass(
    explain: Explain, tallies: Sequence[ShadowTally], n: int = LAST_CASES
) -> ReverseShadowing:
    """Unaided / cases over the latest reports that hold the last n cases, not rounded."""
    looked_at = _latest(tallies, n)
    explain("latest reports looked at", looked_at)
    cases = explain("cases", sum(tally.cases for tally in looked_at))
    unaided = explain("handled unaided", sum(tally.unaided for tally in looked_at))
    share = explain("share", Decimal(unaided) / cases if cases else None)
    enough = explain(f"at least {n} cases", cases >= n)
    return ReverseShadowing(cases=cases, unaided=unaided, share=share, enough=enough)


def _latest(tallies: Sequence[ShadowTally], n: int) -> list[ShadowTally]:
    found: list[ShadowTally] = []
    newest_first = sorted(tallies, key=lambda t: (t.done_on, t.order), reverse=True)
    for tally in newest_first:
        if sum(t.cases for t in found) >= n:
            break
        found.append(tally)
    return found
