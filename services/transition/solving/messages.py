"""What the searching process is asked and answers: JSON, a line each."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from services.transition.levelling.problem import LevellingProblem
from services.transition.wave_planning.problem import LiveOn, WaveProblem

Problem = LevellingProblem | WaveProblem


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class LevelAsked(Message):
    kind: Literal["levelling"] = "levelling"
    problem: LevellingProblem


class WavesAsked(Message):
    kind: Literal["waves"] = "waves"
    problem: WaveProblem


class Improvement(Message):
    """The best so far. `objective` is to be small; nothing can be below `bound`; `gap` is the
    share of the objective that lies between. `late`: units by which deadlines are missed, all
    together. `best`: starts in time units, or go-live dates."""

    kind: Literal["better"] = "better"
    objective: float
    bound: float
    gap: float
    late: int = 0
    seconds: float
    best: dict[str, int] | LiveOn


class LevelAnswer(Message):
    """`bound`: of the makespan, as far as it was proven."""

    kind: Literal["levelled"] = "levelled"
    starts: dict[str, int]
    bound: int


class WavesAnswer(Message):
    kind: Literal["planned"] = "planned"
    live_on: LiveOn
    bound: float
    "Of the objective as one number."


class Contradicted(Message):
    """Constraints that cannot all hold."""

    kind: Literal["contradicted"] = "contradicted"
    sentences: tuple[str, ...]


class Failed(Message):
    kind: Literal["failed"] = "failed"
    sentence: str


Asked = Annotated[LevelAsked | WavesAsked, Field(discriminator="kind")]
Told = Annotated[
    Improvement | LevelAnswer | WavesAnswer | Contradicted | Failed, Field(discriminator="kind")
]
ASKED: TypeAdapter[LevelAsked | WavesAsked] = TypeAdapter(Asked)
TOLD: TypeAdapter[Improvement | LevelAnswer | WavesAnswer | Contradicted | Failed] = TypeAdapter(
    Told
)


class SolverFailed(RuntimeError):
    """The search gave no answer; says why in a sentence."""


def gap_of(objective: float, bound: float) -> float:
    """The share of the objective that might still be saved, 0 to 1."""
    return max(objective - bound, 0.0) / abs(objective) if objective else 0.0
