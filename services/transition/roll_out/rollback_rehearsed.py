"""Whether the way back of a wave was rehearsed.

Choices: the last rehearsal of the rollback counts, as long as it is not older than the days stated
with the checklist; one that failed after one that passed undoes it. What was rehearsed before the
wave was rolled back counts no longer.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class RehearsedRollback(BaseModel):
    model_config = ConfigDict(frozen=True)
    on: date
    order: str
    "Breaks a tie within a day."
    minutes: int
    passed: bool
    failed: str = ""


class RollbackRehearsed(BaseModel):
    model_config = ConfigDict(frozen=True)
    met: bool
    note: str


@rule("rollback_rehearsed", version=1)
def rollback_rehearsed(
    explain: Explain,
    rehearsals: Sequence[RehearsedRollback],
    today: date,
    valid_days: int,
    rolled_back_on: date | None,
) -> RollbackRehearsed:
    """`valid_days`: calendar days, the last of them included. Whole days and minutes: nothing is
    rounded. `rolled_back_on`: a rehearsal of that day is of before."""
    counted = [r for r in rehearsals if rolled_back_on is None or r.on > rolled_back_on]
    last = explain("last", max(counted, key=lambda r: (r.on, r.order), default=None))
    if last is None:
        return RollbackRehearsed(met=False, note="the rollback was not rehearsed")
    age = explain("days since", (today - last.on).days)
    fresh = explain(f"not more than {valid_days}", age <= valid_days)
    if not last.passed:
        return RollbackRehearsed(met=False, note=f"failed on {last.on}: {last.failed}")
    note = f"passed on {last.on} in {last.minutes} minutes"
    if not fresh:
        note += f", {age} days ago: it counts for {valid_days}"
    return RollbackRehearsed(met=fresh, note=note)
