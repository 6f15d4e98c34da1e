"""Whether the pilots of a wave were passed, each by its latest run.

Choices: each pilot counts the same, and all must have passed. Of their cases it is said how many
rest on the vendor's word alone; that decides nothing.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.pilots import PilotOutcome
from libs.common.explain import Explain, rule


class PilotRun(BaseModel):
    """`outcome`: none where it has not ended; `state` in a word. `cases`: measured, over all
    criteria."""

    model_config = ConfigDict(frozen=True)
    code: str
    run: int
    state: str
    outcome: PilotOutcome | None = None
    reasons: list[str] = []
    cases: int = 0
    on_vendors_word: int = 0


class PilotsPassed(BaseModel):
    model_config = ConfigDict(frozen=True)
    met: bool
    note: str
    vendors_word: str


@rule("pilots_passed", version=1)
def pilots_passed(explain: Explain, runs: Sequence[PilotRun]) -> PilotsPassed:
    """Whole pilots and cases are counted: nothing is rounded, and there is no share."""
    short = [run for run in runs if run.outcome is not PilotOutcome.PASSED]
    explain("not passed", [run.code for run in short])
    cases = explain("measured cases", sum(run.cases for run in runs))
    alone = explain("on the vendor's word alone", sum(run.on_vendors_word for run in runs))
    said = f"{alone} of {cases} measured cases rest on the vendor's word alone" if alone else ""
    note = "; ".join(_said(run) for run in short or runs)
    return PilotsPassed(met=not short, note=note, vendors_word=said)


def _said(run: PilotRun) -> str:
    why = f" ({' '.join(run.reasons)})" if run.reasons else ""
    return f"{run.code}, run {run.run}: {run.state}{why}"
