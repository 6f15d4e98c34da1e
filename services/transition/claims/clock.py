"""The clock of a claim: who must say the next word, and until when."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.claims import ClaimClock
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.problems import refused
from services.transition.claims.acceptance_deadline import acceptance_deadline, response_deadline
from services.transition.claims.business_time import business_time, resumed_deadline
from services.transition.plan.contract_calendar import calendar_of

AWAITED = {ClaimClock.ANSWER: "answer", ClaimClock.DECISION: "decision"}


class ClockTimer(StrEnum):
    """The kinds of timers that a clock sets."""

    REMIND = "claim_reminder"
    SILENCE = "claim_silence"


class Stop(BaseModel):
    """`key`: what stops it; the clock runs again when nothing does."""

    model_config = ConfigDict(frozen=True)
    key: str
    reason: str
    since: datetime
    until: datetime | None = None


class Clock(BaseModel):
    """`stopped_at`: since when it stands still, as long as it does."""

    model_config = ConfigDict(frozen=True)
    kind: ClaimClock
    country: str
    days: int
    started_at: datetime
    due_at: datetime
    remind_at: datetime
    explanation: Explanation
    reminded: bool = False
    stopped_at: datetime | None = None
    stops: tuple[Stop, ...] = ()

    @classmethod
    def begun(cls, kind: ClaimClock, at: datetime, country: str, days: int) -> "Clock":
        if kind is ClaimClock.ACCEPTANCE:
            found = acceptance_deadline.explained(at, country, days)
        else:
            found = response_deadline.explained(at, country, days, AWAITED[kind])
        return cls(
            kind=kind,
            country=country,
            days=days,
            started_at=at,
            due_at=found.value.astimezone(UTC),
            remind_at=_after(country, at, business_time(country, at, found.value) / 2),
            explanation=found.explanation,
        )

    @property
    def side(self) -> Party:
        return Party.VENDOR if self.kind is ClaimClock.ANSWER else Party.CLIENT

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def stopped_by(self) -> list[str]:
        """Keys of what still does."""
        return [stop.key for stop in self.stops if stop.until is None]

    def lifted_at(self, key: str) -> datetime:
        """When that stopped it no more, the last time."""
        return max(stop.until for stop in self.stops if stop.key == key and stop.until is not None)

    def left(self, now: datetime) -> timedelta:
        """Business time; what was left on stopping, as long as it stands still."""
        return business_time(self.country, self.stopped_at or now, self.due_at)

    def is_up(self, now: datetime) -> bool:
        return (self.stopped_at or now) >= self.due_at

    def with_reminder_sent(self) -> "Clock":
        return self.model_copy(update={"reminded": True})

    def stopped(self, key: str, reason: str, at: datetime) -> "Clock":
        """Several may stop it: it runs again when the last of them is lifted."""
        if any(stop.key == key and stop.until is None for stop in self.stops):
            raise refused("already-stopped", f"The clock is stopped by {key} already.")
        since = max(at, self.started_at, *(stop.since for stop in self.stops))
        stops = (*self.stops, Stop(key=key, reason=reason, since=since))
        return self.model_copy(update={"stops": stops, "stopped_at": self.stopped_at or since})

    def resumed(self, key: str, at: datetime) -> "Clock":
        """Counts on, unless something else still stops it."""
        lifted = next((s for s in self.stops if s.key == key and s.until is None), None)
        if lifted is None or self.stopped_at is None:
            raise refused("not-stopped", f"The clock is not stopped by {key}.")
        until = max([at, *(stop.until or stop.since for stop in self.stops)])
        ended = lifted.model_copy(update={"until": until})
        stops = tuple(ended if stop is lifted else stop for stop in self.stops)
        changed = self.model_copy(update={"stops": stops})
        if any(stop.until is None for stop in stops):
            return changed
        return changed._running_on(self.stopped_at, until)

    def _running_on(self, stopped_at: datetime, at: datetime) -> "Clock":
        if stopped_at >= self.due_at:
            return self.model_copy(update={"stopped_at": None})
        found = resumed_deadline.explained(self.due_at, stopped_at, at, self.country)
        unreminded = business_time(self.country, stopped_at, self.remind_at)
        facts = {
            "stopped_at": None,
            "due_at": found.value.astimezone(UTC),
            "remind_at": _after(self.country, at, unreminded),
            "explanation": found.explanation,
        }
        return self.model_copy(update=facts)

    def timers(self) -> dict[ClockTimer, datetime]:
        """What is still to come of it while it runs."""
        if self.is_stopped:
            return {}
        remind = {} if self.reminded else {ClockTimer.REMIND: self.remind_at}
        return {**remind, ClockTimer.SILENCE: self.due_at}


def _after(country: str, at: datetime, time: timedelta) -> datetime:
    return calendar_of(country).due(at, time).astimezone(UTC)
