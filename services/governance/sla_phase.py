"""Where in its life a service level is on a date.

It is planned until its wave is live, then baselining, then report-only and credit-bearing from
the dates that the contract names. A wave that goes live late does not move those dates.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class Phase(StrEnum):
    PLANNED = "planned"
    BASELINING = "baselining"
    REPORT_ONLY = "report_only"
    CREDIT_BEARING = "credit_bearing"


class Spell(BaseModel):
    """A time in which the wave is live; it ends the day before it is rolled back."""

    model_config = ConfigDict(frozen=True)
    live_on: date
    rolled_back_on: date | None = None

    def covers(self, on: date) -> bool:
        return self.live_on <= on and (self.rolled_back_on is None or on < self.rolled_back_on)


@rule("sla_phase", version=1)
def sla_phase(
    explain: Explain,
    live: Sequence[Spell],
    report_only_from: date | None,
    credit_bearing_from: date | None,
    on: date,
) -> Phase:
    """Without a date for credits, it never bears any."""
    if not explain("its wave is live", any(spell.covers(on) for spell in live)):
        return Phase.PLANNED
    if explain("credits are borne by then", _reached(credit_bearing_from, on)):
        return Phase.CREDIT_BEARING
    if explain("it is reported by then", _reached(report_only_from, on)):
        return Phase.REPORT_ONLY
    return Phase.BASELINING


def _reached(since: date | None, on: date) -> bool:
    return since is not None and since <= on
