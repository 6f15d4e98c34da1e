"""What the wave planner answers."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from libs.common.bodies import View
from services.transition.models import WaveProposal
from services.transition.wave_planning.explaining import Alternative, WaveExplanation
from services.transition.wave_planning.objective import Objective
from services.transition.wave_planning.problem import LiveOn, WaveProblem, waves_of
from services.transition.wave_planning.proposal import Proposal, Scale
from services.transition.wave_planning.violation import Limit
from services.transition.wave_planning.what_if import WhatIf


class ObjectiveView(View):
    """What makes a wave plan good, first what counts most, all to be small: `inversions`,
    criticality that goes live before less of it; `waiting`, weighted days until live; `waves`."""

    inversions: Decimal
    waiting: int
    waves: int
    words: str

    @classmethod
    def of(cls, objective: Objective) -> "ObjectiveView":
        return cls(
            inversions=objective.inversions,
            waiting=objective.waiting,
            waves=objective.waves,
            words=_words(objective),
        )


def _words(objective: Objective) -> str:
    inverted = f"by {objective.inversions} of criticality in all"
    order = f"Some go before less critical ones, {inverted}" if objective.inversions else INVERTED
    waves = "1 wave" if objective.waves == 1 else f"{objective.waves} waves"
    return f"{order}; savings wait {objective.waiting:,} weighted days; {waves}."


INVERTED = "None goes before a less critical one"


class PlacedProcess(View):
    code: str
    title: str
    criticality: Decimal
    live: bool


class ProposedWave(View):
    live_on: date
    processes: list[PlacedProcess]


class WaveProposalView(View):
    """Waves in order. `bound`: no plan is better than that; `gap`: the share that might still be
    saved, 0 to 1; none where nobody searched. `contradiction`: constraints that cannot all hold;
    then there are no waves. `note`: what went wrong with the search, if anything did."""

    id: UUID
    plan_id: UUID
    made_at: datetime
    made_by: str
    seconds: int
    waves: list[ProposedWave]
    objective: ObjectiveView | None
    bound: ObjectiveView | None
    gap: float | None
    optimal: bool
    contradiction: list[str]
    note: str
    adopted_at: datetime | None
    adopted_by: str | None

    @classmethod
    def of(cls, kept: WaveProposal) -> "WaveProposalView":
        found = kept.found
        return cls(
            id=kept.id,
            plan_id=kept.plan_id,
            made_at=kept.made_at,
            made_by=kept.made_by,
            seconds=kept.seconds,
            waves=[] if found is None else waves_in(kept.problem, found.live_on),
            objective=None if found is None else ObjectiveView.of(found.objective),
            bound=None if found is None else _bound(kept.problem, found),
            gap=None if found is None else found.gap,
            optimal=found is not None and found.optimal,
            contradiction=list(kept.contradiction),
            note=kept.note,
            adopted_at=kept.adopted_at,
            adopted_by=kept.adopted_by,
        )


def waves_in(problem: WaveProblem, live_on: LiveOn) -> list[ProposedWave]:
    known = {process.code: process for process in problem.processes}
    return [
        ProposedWave(
            live_on=day, processes=[PlacedProcess.model_validate(known[code]) for code in codes]
        )
        for day, codes in waves_of(live_on).items()
    ]


def _bound(problem: WaveProblem, found: Proposal) -> ObjectiveView | None:
    if found.bound is None:
        return None
    return ObjectiveView.of(Scale(problem).parts(min(found.bound, found.objective_number)))


class ViolationView(View):
    limit: Limit
    which: str
    processes: list[str]
    on: date | None
    sentence: str


class AlternativeView(View):
    """`wave`: one goes live on that day already. `better`: nothing forbids it, nor costs."""

    on: date
    wave: bool
    forbidden_by: list[ViolationView]
    costs: list[str]
    better: bool
    objective: ObjectiveView

    @classmethod
    def of(cls, other: Alternative) -> "AlternativeView":
        return cls(
            on=other.on,
            wave=other.wave,
            forbidden_by=[ViolationView.model_validate(each) for each in other.forbidden_by],
            costs=list(other.costs),
            better=other.better,
            objective=ObjectiveView.of(other.objective),
        )


class WaveExplanationView(View):
    """`with_it`: what has to move along. Every earlier date and every other wave, latest first."""

    process: str
    live_on: date
    with_it: list[str]
    sentence: str
    alternatives: list[AlternativeView]

    @classmethod
    def of(cls, found: WaveExplanation) -> "WaveExplanationView":
        return cls(
            process=found.process,
            live_on=found.live_on,
            with_it=list(found.with_it),
            sentence=found.sentence,
            alternatives=[AlternativeView.of(other) for other in found.alternatives],
        )


class MovedView(View):
    process: str
    was: date
    now: date
    days: int


class WhatIfView(View):
    """`new`: violations that the change brings; `gone`: those that it takes away. `lands_on`: of
    each process that can no longer keep its date, the first day on which it could, if any."""

    moved: list[MovedView]
    violations: list[ViolationView]
    new: list[ViolationView]
    gone: list[ViolationView]
    before: ObjectiveView
    after: ObjectiveView
    lands_on: dict[str, date | None]

    @classmethod
    def of(cls, found: WhatIf) -> "WhatIfView":
        return cls(
            moved=[MovedView.model_validate(moved) for moved in found.moved],
            violations=[ViolationView.model_validate(each) for each in found.violations],
            new=[ViolationView.model_validate(each) for each in found.new],
            gone=[ViolationView.model_validate(each) for each in found.gone],
            before=ObjectiveView.of(found.before),
            after=ObjectiveView.of(found.after),
            lands_on=found.lands_on,
        )


class WaveCheckView(View):
    """No violations: a plan that can be done."""

    violations: list[ViolationView]
    objective: ObjectiveView
