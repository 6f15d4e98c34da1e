"""Waivers of a gate: granted, extended, made good, expired."""

from collections.abc import Iterator
from datetime import date

from libs.common.auth.actor import Actor
from libs.common.events.transition.gate_waivers import (
    CriterionWaived,
    WaiverExpired,
    WaiverExtended,
    WaiverExtensionAsked,
    WaiverMadeGood,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.problems import invalid, refused
from services.transition.models.gate_base import HOLDING, GateBase, GateStep, four_eyes
from services.transition.models.gate_parts import ExtensionAsked, Waiver

BEFORE_GO_LIVE = "Extend the waiver or meet the criterion, and decide the gate again."
AFTER_GO_LIVE = (
    "Extend it (POST /gates/{id}/waivers/{criterion}/extend), make it good (…/make-good), "
    "or roll the wave back (POST /waves/{id}/roll-backs)."
)


class GateWaivers(GateBase):
    @property
    def holds_until(self) -> date | None:
        """Until when a CONDITIONAL lets the wave through: the first of its waivers to expire."""
        return min((waiver.expires_on for waiver in self.rests_on), default=None)

    @property
    def outstanding(self) -> list[Waiver]:
        """What the wave was let through without, and is still to be made good."""
        return [*self.lapsed, *self.rests_on] if self.state in HOLDING else []

    def waive(self, waiver: Waiver) -> Iterator[CriterionWaived]:
        self.state = self.after(GateStep.WAIVE)
        others = [w for w in self.waivers if w.criterion != waiver.criterion]
        self.waivers = [*others, waiver]
        yield CriterionWaived(**self.told, **dict(waiver.used))

    def ask_extension(
        self, criterion: str, asked: ExtensionAsked
    ) -> Iterator[WaiverExtensionAsked]:
        self.after(GateStep.ASK_EXTENSION)
        waiver = self._waiver(criterion)
        if asked.until <= waiver.expires_on:
            raise invalid("/until", f"It holds until {waiver.expires_on} as it is.")
        self._put(waiver, waiver.model_copy(update={"asked": asked}))
        yield WaiverExtensionAsked(
            **self.told,
            criterion=criterion,
            owner=waiver.owner,
            expires_on=waiver.expires_on,
            **dict(asked),
        )

    def extend(
        self, criterion: str, reason: str, on: date, actor: Actor
    ) -> Iterator[WaiverExtended]:
        """As long as was asked for, by somebody who did not ask."""
        self.after(GateStep.EXTEND)
        waiver = self._waiver(criterion)
        asked = self._asked(waiver, on)
        actor.not_by(asked.asked_by, "asked for it")
        had_expired = waiver in self.lapsed or waiver.expires_on < on
        by = {"extended_by": actor.id, "extended_on": on}
        longer = waiver.model_copy(update={"expires_on": asked.until, "asked": None, **by})
        self._put(waiver, longer)
        if longer in self.lapsed:
            self.lapsed = [w for w in self.lapsed if w != longer]
            self.rests_on = [*self.rests_on, longer]
        yield WaiverExtended(
            **self.told,
            criterion=criterion,
            owner=waiver.owner,
            was_until=waiver.expires_on,
            expires_on=asked.until,
            had_expired=had_expired,
            reason=reason,
            asked_by=asked.asked_by,
            **by,
        )

    def make_good(
        self, criterion: str, note: str, evidence: list[Digest], on: date, by: str | None
    ) -> Iterator[WaiverMadeGood]:
        """The criterion is met now. `by`: who signs for it; none where it is measured."""
        self.after(GateStep.MAKE_GOOD)
        waiver = next((w for w in self.outstanding if w.criterion == criterion), None)
        if waiver is None:
            raise refused("not-waived", f"{self.wave} was not let through without {criterion}.")
        if by is not None and by in waiver.let_by:
            raise four_eyes(f"{by} waived {criterion}", "say that it is made good")
        if by is not None and by in self.chosen_by(criterion):
            raise four_eyes(f"{by} chose {criterion}", "say that it is made good")
        self._must_come_after(waiver, on)
        had_expired = waiver in self.lapsed
        self.waivers, self.rests_on, self.lapsed = (
            [w for w in kept if w.criterion != criterion]
            for kept in (self.waivers, self.rests_on, self.lapsed)
        )
        yield WaiverMadeGood(
            **self.told,
            criterion=criterion,
            owner=waiver.owner,
            expires_on=waiver.expires_on,
            had_expired=had_expired,
            note=note,
            evidence=evidence,
            made_good_by=by,
            made_good_on=on,
        )

    def expire(self, *, live: bool) -> Iterator[WaiverExpired]:
        """The first of the waivers has expired: the gate is open again, unless it is too late."""
        on = self.holds_until
        if self.state not in HOLDING or on is None:
            return
        expired = [waiver for waiver in self.rests_on if waiver.expires_on == on]
        if live:
            self.rests_on = [waiver for waiver in self.rests_on if waiver.expires_on > on]
            self.lapsed = [*self.lapsed, *expired]
        else:
            self.state, self.fallen = self.after(GateStep.REOPEN), []
        for waiver in expired:
            yield WaiverExpired(
                **self.told,
                wave_id=self.wave_id,
                criterion=waiver.criterion,
                owner=waiver.owner,
                expired_on=on,
                after_go_live=live,
                advice=AFTER_GO_LIVE if live else BEFORE_GO_LIVE,
            )

    def _waiver(self, criterion: str) -> Waiver:
        waiver = next((w for w in self.waivers if w.criterion == criterion), None)
        if waiver is None:
            raise refused("not-waived", f"{criterion} is not waived at the gate of {self.wave}.")
        return waiver

    def _must_come_after(self, waiver: Waiver, on: date) -> None:
        """Refuses (422) to make good before there was anything to make good."""
        since = max(waiver.granted_on, self.decided_on or waiver.granted_on)
        if on < since:
            said = f"{self.wave} was let through without {waiver.criterion} on {since}, after {on}."
            raise invalid("/on", said)

    def _asked(self, waiver: Waiver, on: date) -> ExtensionAsked:
        if waiver.asked is None:
            raise refused(
                "not-asked",
                f"Nobody has asked to extend the waiver of {waiver.criterion}.",
                do="Ask for it first, with a reason: …/ask-extension.",
            )
        if waiver.asked.until < on:
            raise refused("extension-passed", f"{waiver.asked.until} has passed: ask again.")
        return waiver.asked

    def _put(self, old: Waiver, new: Waiver) -> None:
        self.waivers, self.rests_on, self.lapsed = (
            [new if w.criterion == old.criterion else w for w in kept]
            for kept in (self.waivers, self.rests_on, self.lapsed)
        )
