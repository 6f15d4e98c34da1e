"""The time of a claim: who is reminded, what silence does, what stops the clock."""

from collections.abc import Iterator
from datetime import datetime

from libs.common.events import Event
from libs.common.events.transition.claims import (
    ClaimClock,
    ClaimClockResumed,
    ClaimClockStopped,
    ClaimDeemedAccepted,
    ClaimDeemedRejected,
    ClaimFellSilent,
    ClaimReminded,
)
from libs.common.events.vendor.contracts import OnSilence
from libs.common.explain import Explanation
from libs.common.problems import refused
from services.transition.claims.business_time import hours
from services.transition.claims.clock import Clock
from services.transition.models.claim_base import ClaimBase
from services.transition.models.claim_life import ClaimStep
from services.transition.models.claim_words import BY_CONTRACT, Word


class ClaimTime(ClaimBase):
    def is_up(self, now: datetime) -> bool:
        """Of the clock that runs now: a word that was said since wins, and what stopped it before
        its time was up. What stops it afterwards gives no time back."""
        clock = self.running
        return clock is not None and clock.is_up(now)

    def remind(self, now: datetime) -> Iterator[ClaimReminded]:
        clock = self.running
        if clock is None or clock.is_stopped or clock.reminded or now < clock.remind_at:
            return
        self.clock = clock.with_reminder_sent()
        yield ClaimReminded(
            **self._told,
            awaited=clock.kind,
            side=clock.side,
            due_at=clock.due_at,
            hours_left=hours(clock.left(now)),
        )

    def fall_silent(self, now: datetime) -> Iterator[ClaimFellSilent]:
        """Told once, and only where the time is up."""
        clock = self.running
        if clock is None or self.silent or not self.is_up(now):
            return
        self.silent = True
        yield ClaimFellSilent(
            **self._told,
            days=clock.days,
            awaited=clock.kind,
            side=clock.side,
            due_at=clock.due_at,
        )

    def deem(self, on_silence: OnSilence, why: Explanation, at: datetime) -> Iterator[Event]:
        """What the contract says that the client's silence means."""
        clock = self.running
        if clock is None or clock.kind is not ClaimClock.ACCEPTANCE or not self.is_up(at):
            return
        accepted = on_silence is OnSilence.DEEMED_ACCEPTED
        step = ClaimStep.DEEM_ACCEPTED if accepted else ClaimStep.DEEM_REJECTED
        self._answered(step, Word(BY_CONTRACT, at, "Silence, by the contract"))
        self.silent, self.explanation = True, why
        facts = {"days": clock.days, "due_at": clock.due_at, "on_silence": on_silence}
        told = {**self._of_report, **facts}
        if not accepted:
            yield ClaimDeemedRejected(**told)
            return
        yield ClaimDeemedAccepted(**told, reached_on=self.reached_on)
        yield self._accepted(BY_CONTRACT)

    def stop_clock(self, key: str, reason: str, at: datetime) -> Iterator[ClaimClockStopped]:
        clock = self._set(self._must_run().stopped(key, reason, at))
        yield ClaimClockStopped(
            **self._told,
            awaited=clock.kind,
            side=clock.side,
            stopped_by=key,
            reason=reason,
            stopped_at=clock.stops[-1].since,
            hours_left=hours(clock.left(at)),
        )

    def resume_clock(self, key: str, at: datetime) -> Iterator[ClaimClockResumed]:
        """Told too where something else still stops it."""
        clock = self._set(self._must_run().resumed(key, at))
        lifted_at = clock.lifted_at(key)
        yield ClaimClockResumed(
            **self._told,
            awaited=clock.kind,
            side=clock.side,
            stopped_by=key,
            resumed_at=lifted_at,
            due_at=clock.due_at,
            hours_left=hours(clock.left(lifted_at)),
            still_stopped_by=clock.stopped_by,
        )

    def _was_given_its_time(self, at: datetime) -> bool:
        return self.clock is None or self.is_up(at)

    def _must_run(self) -> Clock:
        if self.running is None:
            raise refused("no-clock", f"No clock runs on the claim of {self.milestone}.")
        return self.running
