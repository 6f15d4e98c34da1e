"""Whether a meeting comes at another time on a side's wall than the one before it.

A series keeps the time on the wall of its home zone: where another place changes its clocks on
another day, or never, it moves there, and those people are told before.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.meetings.wall import wall_text


class LocalTime(BaseModel):
    """`moved`: from `was` to `now`, `HH:MM` on the wall of the zone."""

    model_config = ConfigDict(frozen=True)
    was: str
    now: str
    moved: bool


@rule("meeting_local_time", version=1)
def local_time(explain: Explain, before: datetime, after: datetime, tz: str) -> LocalTime:
    was = explain("the one before, there", wall_text(before, tz))
    now = explain("this one, there", wall_text(after, tz))
    return LocalTime(was=was, now=now, moved=was != now)
