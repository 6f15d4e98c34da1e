"""When a wave's seats will all be certified, as last told."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.ramp import RampForecastMoved
from libs.common.explain import Explained, Explanation
from services.transition.models.base import Base, OfVendor
from services.transition.ramp.ramp_forecast import RampForecast

WORTH_TELLING = timedelta(days=7)
"What the likely day must move by, unless somebody left or fell back."


class RampOutlook(OfVendor, Base, table=True):
    """`seats` and `certified` as they are, the days and their explanation as last told."""

    __tablename__ = "ramp_outlook"
    __table_args__ = (UniqueConstraint("plan_id", "wave"),)

    wave: str
    seats: int = 0
    certified: int = 0
    early: date | None = None
    likely: date | None = None
    late: date | None = None
    explanation: Explanation | None = json_field(Explanation | None, default=None)

    def move(
        self, found: Explained[RampForecast], seats: int, certified: int, cause: str, *, tell: bool
    ) -> Iterator[RampForecastMoved]:
        """Takes it over where it is told: always on a setback that moves it, else where the likely
        day moves by a week or more, or is known or unknown anew. Bounds alone are told to nobody:
        they move with each week."""
        now, was = found.value, self.likely
        self.seats, self.certified = seats, certified
        if not self._is_worth_telling(now, tell):
            return
        self.explanation = found.explanation
        self.early, self.likely, self.late = now.early, now.likely, now.late
        told = now.model_dump(exclude={"early_by"})
        counts = {"seats": seats, "certified": certified, "was": was, "cause": cause}
        yield RampForecastMoved(**self.ours, wave=self.wave, **counts, **told)

    def _is_worth_telling(self, now: RampForecast, is_setback: bool) -> bool:
        if (now.early, now.likely, now.late) == (self.early, self.likely, self.late):
            return False
        if self.likely is None or now.likely is None:
            return self.likely is not now.likely
        return is_setback or abs(now.likely - self.likely) >= WORTH_TELLING
