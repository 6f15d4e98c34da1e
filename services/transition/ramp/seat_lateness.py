"""Which seats are late or will be, and why.

Choices: late is a seat that is not certified at the end of the day on which it was needed; at risk
is one whose wave is likely to be complete after that day only, or whose holder is announced to
leave. Days are those of the calendar.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.ramp import SeatState
from libs.common.explain import Explain, rule

NEXT = {
    SeatState.OPEN: "nobody is hired",
    SeatState.HIRED: "{holder} is not screened",
    SeatState.SCREENED: "{holder} has no access",
    SeatState.ACCESS: "{holder} is not trained",
    SeatState.TRAINED: "{holder} is not certified",
}
BECAUSE = {
    "fail-screening": "the screening failed",
    "vacate": "who held it left it",
    "fail-certification": "the certification failed",
    "expire-screening": "the screening expired",
    "expire-certificate": "the certificate expired",
}


class SeatFacts(BaseModel):
    """`since` and `step`: the last change. `waits_for`: access that is not granted. `lacks`: topics
    on which the holder has steps to make."""

    model_config = ConfigDict(frozen=True)
    code: str
    state: SeatState
    needed_by: date
    since: date
    step: str
    holder: str | None = None
    leaving_on: date | None = None
    waits_for: list[str] = []
    lacks: list[str] = []


class SeatLateness(BaseModel):
    """`days`: behind the day on which it was needed, 0 where that has not passed."""

    model_config = ConfigDict(frozen=True)
    days: int
    at_risk: bool
    reasons: list[str]


@rule("seat_lateness", version=1)
def seat_lateness(
    explain: Explain, seat: SeatFacts, today: date, likely: date | None
) -> SeatLateness:
    """`likely`: when all of its wave will be certified, where that can be told."""
    done = explain("certified", seat.state is SeatState.CERTIFIED)
    days = explain("days late", 0 if done else max(0, (today - seat.needed_by).days))
    behind = not done and likely is not None and likely > seat.needed_by
    explain("its wave is likely to be complete after it is needed", behind)
    leaves = explain("its holder is to leave", seat.leaving_on is not None)
    at_risk = not days and (behind or leaves)
    return SeatLateness(
        days=days, at_risk=at_risk, reasons=_reasons(seat) if days or at_risk else []
    )


def _reasons(seat: SeatFacts) -> list[str]:
    found = []
    if seat.state in NEXT:
        what = NEXT[seat.state].format(holder=seat.holder)
        why = f": {BECAUSE[seat.step]}" if seat.step in BECAUSE else ""
        found.append(f"{what} since {seat.since}{why}")
    if seat.state is SeatState.SCREENED and seat.waits_for:
        found.append(f"not granted: {', '.join(seat.waits_for)}")
    if seat.state is SeatState.ACCESS and seat.lacks:
        found.append(f"still to learn: {', '.join(seat.lacks)}")
    if seat.leaving_on:
        found.append(f"{seat.holder} leaves on {seat.leaving_on}")
    return found
