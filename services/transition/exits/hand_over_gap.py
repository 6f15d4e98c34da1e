"""Whether the other vendor works before the one that leaves is gone."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class HandOverGap(BaseModel):
    """`days`: calendar days from the day of leaving to the last go-live, in which nobody does the
    work; below nought: both are there. `not_taken_over`: processes that no wave takes over."""

    model_config = ConfigDict(frozen=True)
    takes_over_on: date
    days: int
    not_taken_over: list[str]


@rule("hand_over_gap", version=1)
def hand_over_gap(
    explain: Explain, leave_on: date, processes: list[str], goes_live: Mapping[str, date]
) -> HandOverGap | None:
    """`goes_live`: by process, when the wave that takes it over is expected to go live, or went;
    none of the exit's among them: nobody takes over yet, and there is no gap to tell."""
    taken = {process: goes_live[process] for process in processes if process in goes_live}
    left = explain("no wave takes over", [p for p in processes if p not in taken])
    if not taken:
        return None
    last = explain("the last goes live on", max(taken.values()))
    days = explain("calendar days without anybody", (last - leave_on).days)
    return HandOverGap(takes_over_on=last, days=days, not_taken_over=left)
