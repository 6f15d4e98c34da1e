"""Wave plans that were proposed: what was asked, what was found, whether it was adopted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events.transition.proposals import WaveProposalAdopted, WaveProposalMade
from libs.common.life_cycle import LifeCycle
from libs.common.problems import refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.waves import Wave
from services.transition.wave_planning.problem import WaveProblem, waves_of
from services.transition.wave_planning.proposal import Proposal
from services.transition.wave_planning.wave_proposals import who_would_change_waves


class ProposalState(StrEnum):
    CONTRADICTORY = "contradictory"
    "No wave plan keeps all constraints."
    FOUND = "found"
    ADOPTED = "adopted"


class ProposalStep(StrEnum):
    ADOPT = "adopt"


PROPOSAL_LIFE: LifeCycle[ProposalState, ProposalStep] = LifeCycle(
    "wave proposal",
    {
        ProposalState.FOUND: {ProposalStep.ADOPT: ProposalState.ADOPTED},
        ProposalState.ADOPTED: {},
        ProposalState.CONTRADICTORY: {},
    },
    kinds={
        ProposalState.ADOPTED: "already-adopted",
        ProposalState.CONTRADICTORY: "contradiction",
    },
    also={
        "date-passed": "a date that it proposes has passed",
        "processes-change-waves": "processes would have to change waves",
        "waves-changed": "the waves of the plan changed since it was proposed",
    },
)


class WaveThen(NamedTuple):
    """What a proposal takes for granted of a wave of the plan."""

    code: str
    processes: tuple[str, ...]
    planned_on: date
    live_on: date | None


class WaveProposal(OfVendor, Base, table=True):
    """`found`: none where constraints contradict each other, as `contradiction` tells."""

    __tablename__ = "wave_proposal"

    made_at: Moment
    made_by: str
    seconds: int
    "That the search was given."
    problem: WaveProblem = json_field(WaveProblem)
    waves: tuple[WaveThen, ...] = json_field(tuple[WaveThen, ...])
    "Of the plan, as they were."
    found: Proposal | None = json_field(Proposal | None, default=None)
    contradiction: tuple[str, ...] = json_field(tuple[str, ...], default=())
    note: str = ""
    "What went wrong with the search, where something did."
    adopted_at: OptionalMoment = None
    adopted_by: str | None = None

    @property
    def state(self) -> ProposalState:
        if self.found is None:
            return ProposalState.CONTRADICTORY
        return ProposalState.FOUND if self.adopted_at is None else ProposalState.ADOPTED

    def told(self) -> Iterator[WaveProposalMade]:
        days = waves_of(self.found.live_on) if self.found else {}
        yield WaveProposalMade(
            **self.ours,
            proposal_id=self.id,
            outcome=self.outcome,
            processes=len(self.problem.processes),
            waves=len(days),
            last_live_on=max(days, default=None),
            optimal=self.found is not None and self.found.optimal,
            contradiction=list(self.contradiction),
        )

    @property
    def outcome(self) -> str:
        if self.found is None:
            return f"no wave plan keeps {len(self.contradiction)} constraints at once"
        days = waves_of(self.found.live_on)
        return f"{len(self.found.live_on)} processes in {len(days)} waves"

    def must_be_found(self) -> Proposal:
        if self.found is None:
            raise refused(
                PROPOSAL_LIFE.kind(self.state),
                f"There is no wave plan: {' '.join(self.contradiction)}",
                do="Give up one of these constraints and ask for another proposal.",
            )
        return self.found

    def is_current(self, waves: Sequence[Wave]) -> bool:
        """Whether the plan's waves are what they were."""
        return snapshot(waves) == self.waves

    def moves(self, waves: Sequence[Wave]) -> list[tuple[Wave, date]]:
        """The waves that get another day, in its order. Refuses where processes would have to
        change waves, and what is out of date."""
        found = self.must_be_found()
        self._must_be_open()
        if not self.is_current(waves):
            raise refused(
                "waves-changed",
                "The waves of the plan are others, or have other dates, than it was proposed for.",
                do="Ask for another proposal.",
            )
        planned = {wave.code: wave.processes for wave in waves if wave.live_on is None}
        live = [process for wave in waves if wave.live_on for process in wave.processes]
        if sentences := who_would_change_waves(planned, found.live_on, live):
            raise refused(
                "processes-change-waves",
                " ".join(sentences),
                do="Tailor the plan first, so that each wave has what goes live together.",
            )
        days = {code: found.live_on[processes[0]] for code, processes in planned.items()}
        moved = [w for w in waves if w.code in days and days[w.code] != w.planned_on]
        moved.sort(key=lambda wave: (days[wave.code], wave.code))
        return [(wave, days[wave.code]) for wave in moved]

    def adopt(self, moved: Sequence[Wave], by: str, at: datetime) -> Iterator[WaveProposalAdopted]:
        self._must_be_open()
        self.adopted_at, self.adopted_by = at, by
        yield WaveProposalAdopted(
            **self.ours, proposal_id=self.id, adopted_by=by, waves=[wave.code for wave in moved]
        )

    def _must_be_open(self) -> None:
        because = f"It was adopted by {self.adopted_by}." if self.adopted_by else ""
        PROPOSAL_LIFE.after("The proposal", self.state, ProposalStep.ADOPT, because=because)


def snapshot(waves: Sequence[Wave]) -> tuple[WaveThen, ...]:
    return tuple(
        WaveThen(wave.code, tuple(wave.processes), wave.planned_on, wave.live_on)
        for wave in sorted(waves, key=lambda wave: wave.code)
    )
