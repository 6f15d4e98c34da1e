"""Milestones and pilots of plans, rebuilt from the events of a programme's journal."""

from collections.abc import Mapping
from uuid import UUID

from libs.common.events import Event
from libs.common.events.transition import claims, pilots
from libs.common.events.transition.plans import MilestonesMoved, TransitionPlanned
from services.transition.models.pilots import PilotState
from services.transition.readiness.milestones_accepted import MilestoneBeforeLive
from services.transition.readiness.pilots_passed import PilotRun

Place = tuple[UUID, str]
"A wave of a plan, or a milestone of it."
ACCEPTS = (claims.MilestoneAccepted, claims.ClaimDeemedAccepted)
SETS_FREE = (claims.MilestoneDisputed, claims.ClaimDeemedRejected, claims.ClaimWithdrawn)


class Milestones:
    """What go-lives wait for, and what of it is reached: accepted, or the client's own and done."""

    def __init__(self) -> None:
        self._before: dict[Place, list[str]] = {}
        self._whole: set[UUID] = set()
        "Plans that are told with their milestones from the first."
        self._accepted: set[Place] = set()
        self._finished: set[Place] = set()

    def take(self, e: Event) -> None:
        if isinstance(e, TransitionPlanned):
            if e.before_live is not None:
                self._whole.add(e.plan_id)
                self._wait(e.plan_id, e.before_live)
        elif isinstance(e, MilestonesMoved):
            self._move(e)
        elif isinstance(e, claims.OfClaim):
            self._claim(e)

    def before_live(self, place: Place) -> list[MilestoneBeforeLive] | None:
        """None where the journal does not tell it."""
        plan, _ = place
        if plan not in self._whole:
            return None
        reached, names = self._accepted | self._finished, self._before.get(place, [])
        return [MilestoneBeforeLive(milestone=m, reached=(plan, m) in reached) for m in names]

    def _wait(self, plan: UUID, before: Mapping[str, list[str]]) -> None:
        self._before |= {(plan, wave): names for wave, names in before.items()}

    def _move(self, e: MilestonesMoved) -> None:
        self._wait(e.plan_id, e.before_live)
        undone = {(e.plan_id, milestone) for milestone in e.undone}
        self._accepted -= undone
        self._finished -= undone
        self._finished |= {(e.plan_id, milestone) for milestone in e.finished}

    def _claim(self, e: claims.OfClaim) -> None:
        if isinstance(e, claims.MilestoneAcceptedInPart):
            self._set((e.plan_id, e.milestone), e.counts_as_reached)
        elif isinstance(e, claims.ClaimDecided):
            self._set((e.plan_id, e.milestone), e.outcome is claims.ClaimOutcome.UPHELD)
        elif isinstance(e, ACCEPTS + SETS_FREE):
            self._set((e.plan_id, e.milestone), isinstance(e, ACCEPTS))

    def _set(self, milestone: Place, accepted: bool) -> None:
        (self._accepted.add if accepted else self._accepted.discard)(milestone)


class Pilots:
    """By wave, each run as its events leave it."""

    def __init__(self) -> None:
        self._runs: dict[Place, dict[UUID, PilotRun]] = {}

    def take(self, e: Event) -> None:
        if isinstance(e, pilots.PilotPlanned):
            self._keep(e, PilotState.PLANNED)
        elif isinstance(e, pilots.PilotResultsReported):
            self._keep(e, PilotState.RUNNING)
        elif isinstance(e, pilots.PilotEnded):
            self._end(e)

    def latest(self, place: Place) -> list[PilotRun]:
        """Of each pilot, in the order in which they were first planned."""
        runs = sorted(self._runs.get(place, {}).items(), key=lambda item: (item[1].run, item[0]))
        return list({run.code: run for _, run in runs}.values())

    def _keep(
        self, e: pilots.PilotPlanned | pilots.PilotResultsReported, state: PilotState
    ) -> None:
        self._of(e.plan_id, e.wave)[e.pilot_id] = PilotRun(code=e.code, run=e.run, state=state)

    def _end(self, e: pilots.PilotEnded) -> None:
        self._of(e.plan_id, e.wave)[e.pilot_id] = PilotRun(
            code=e.code,
            run=e.run,
            state=PilotState(e.outcome),
            outcome=e.outcome,
            reasons=e.reasons,
            cases=sum(one.cases for one in e.criteria),
            on_vendors_word=sum(one.on_vendors_word for one in e.criteria),
        )

    def _of(self, plan: UUID, wave: str) -> dict[UUID, PilotRun]:
        return self._runs.setdefault((plan, wave), {})
