"""The whole run: every act in its order, then what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from libs.client.demo import (
    assessment,
    contract,
    governance,
    improvement,
    rollout,
    selection,
    transition,
)
from libs.client.demo.numbers import Figure
from libs.client.demo.proof import Checked, Decision, Notary, timeline
from libs.client.demo.stage import Stage

ACTS: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    assessment.play,
    selection.play,
    contract.play,
    transition.play,
    rollout.play,
    governance.play,
    improvement.play,
)
NOTED_AFTER = (contract.play, rollout.play)
"Acts after which everybody writes down where the journal stands."


@dataclass(frozen=True)
class Outcome:
    run: str
    programme: str
    requests: int
    figures: list[Figure]
    journals: list[Checked]
    decisions: list[Decision]
    timeline: list[dict[str, Any]]

    @property
    def succeeded(self) -> bool:
        return (
            all(figure.equal for figure in self.figures)
            and all(journal.verified for journal in self.journals)
            and all(decision.same for decision in self.decisions)
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "succeeded": self.succeeded,
            "run": self.run,
            "programme": self.programme,
            "requests": self.requests,
            "figures": [{**asdict(figure), "equal": figure.equal} for figure in self.figures],
            "journals": [{**asdict(one), "verified": one.verified} for one in self.journals],
            "decisions": [asdict(one) for one in self.decisions],
            "timeline": self.timeline,
        }


async def play(stage: Stage) -> Outcome:
    """Plays every act; the same run again takes it up where it stood."""
    notary = Notary(stage)
    for act in ACTS:
        await act(stage)
        if act in NOTED_AFTER:
            await notary.note()
    stage.story.act("8 What came of it")
    lines = await timeline(stage)
    journals, decisions = await notary.check(), notary.decisions()
    reproduced = sum(decision.same for decision in decisions)
    stage.numbers.found("decisions", f"{reproduced} of {len(decisions)}")
    return Outcome(
        run=stage.run,
        programme=stage.known.programme,
        requests=stage.story.requests,
        figures=stage.numbers.figures,
        journals=journals,
        decisions=decisions,
        timeline=lines,
    )


async def load(stage: Stage) -> str:
    """Every act, and nothing checked; the programme's id."""
    for act in ACTS:
        await act(stage)
    return stage.known.programme
