"""A programme's gates rebuilt from the events of its journal, in their order."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from libs.common.events import Event
from libs.common.events.transition import blockers as blocker_events
from libs.common.events.transition import gate_signing as signing
from libs.common.events.transition import gate_waivers as waiving
from libs.common.events.transition import gates as told
from libs.common.events.transition.plans import FreezeDeclared, TransitionPlanned, WaveAdded
from libs.common.events.transition.waves import WaveRescheduled, WaveRolledBack
from services.transition.models.blockers import STOPS_A_GATE
from services.transition.models.gate_parts import Answer, ExtensionAsked, Waiver
from services.transition.readiness.milestones_accepted import MilestoneBeforeLive
from services.transition.readiness.pilots_passed import PilotRun
from services.transition.readiness.retold_facts import Milestones, Pilots, Place
from services.transition.readiness.usual import Asked
from services.transition.roll_out.freeze import FreezeSpan, freeze_on


@dataclass
class Gate:
    """As its events leave it. `frozen`: as it was at the first signature of the round."""

    answers: dict[str, Answer] = field(default_factory=dict)
    waivers: dict[str, Waiver] = field(default_factory=dict)
    chosen: dict[str, Asked] = field(default_factory=dict)
    choosers: set[str] = field(default_factory=set)
    "Of what it asks for."
    signatures_needed: int = 1
    signatories_by: str | None = None
    signed: list[signing.GateSigned] = field(default_factory=list)
    frozen: "Gate | None" = None
    blockers: list[str] = field(default_factory=list)
    milestones: list[MilestoneBeforeLive] | None = None
    "Before go-live; none: not told."
    pilots: list[PilotRun] = field(default_factory=list)
    "The latest of each."

    def end_round(self) -> None:
        self.signed, self.frozen = [], None

    def begin_anew(self) -> None:
        self.answers, self.waivers = {}, {}
        self.end_round()

    def answer(self, e: told.CriterionAnswered) -> None:
        self.answers.pop(e.criterion, None)
        self.answers[e.criterion] = Answer(**_fields(Answer, e))

    def waive(self, e: waiving.CriterionWaived) -> None:
        self.waivers.pop(e.criterion, None)
        on = {"granted_on": e.granted_on or date.min}
        self.waivers[e.criterion] = Waiver(**{**_fields(Waiver, e), **on})

    def ask(self, e: waiving.WaiverExtensionAsked) -> None:
        self._change(e.criterion, asked=ExtensionAsked(**_fields(ExtensionAsked, e)))

    def extend(self, e: waiving.WaiverExtended) -> None:
        by = {"extended_by": e.extended_by, "extended_on": e.extended_on}
        self._change(e.criterion, expires_on=e.expires_on, asked=None, **by)

    def make_good(self, e: waiving.WaiverMadeGood) -> None:
        self.waivers.pop(e.criterion, None)

    def add(self, e: told.CriterionAdded) -> None:
        self.chosen[e.criterion] = Asked(e.mandatory)
        self.choosers.add(e.added_by)

    def change(self, e: told.CriterionChanged) -> None:
        self.chosen[e.criterion] = Asked(e.mandatory, e.threshold)
        self.choosers.add(e.changed_by)
        if e.answer_dropped:
            self.answers.pop(e.criterion, None)

    def choose(self, e: signing.SignatoriesChosen) -> None:
        self.signatures_needed, self.signatories_by = e.signatures, e.chosen_by

    def _change(self, criterion: str, **fields: object) -> None:
        if waiver := self.waivers.get(criterion):
            self.waivers[criterion] = waiver.model_copy(update=fields)


STEPS: Mapping[type[Event], Callable[[Gate, Any], None]] = {
    told.CriterionAnswered: Gate.answer,
    waiving.CriterionWaived: Gate.waive,
    waiving.WaiverExtensionAsked: Gate.ask,
    waiving.WaiverExtended: Gate.extend,
    waiving.WaiverMadeGood: Gate.make_good,
    told.CriterionAdded: Gate.add,
    told.CriterionChanged: Gate.change,
    signing.SignatoriesChosen: Gate.choose,
    signing.SigningRefused: lambda gate, _: gate.end_round(),
    signing.SigningBegunAnew: lambda gate, _: gate.end_round(),
}


class Programme:
    """Its gates, and what stands in their way."""

    def __init__(self) -> None:
        self._gates: dict[Place, Gate] = {}
        self._planned_on: dict[Place, date] = {}
        self._freezes: dict[UUID, list[FreezeSpan]] = {}
        self._blockers: dict[UUID, blocker_events.BlockerOpened] = {}
        self._resolved: set[UUID] = set()
        self._milestones, self._pilots = Milestones(), Pilots()

    def take(self, e: Event) -> None:
        self._milestones.take(e)
        self._pilots.take(e)
        if step := STEPS.get(type(e)):
            step(self._gate(e), e)
        elif isinstance(e, signing.GateSigned):
            self._sign(e)
        elif isinstance(e, told.GateDecided):
            self._gate(e).end_round()
        else:
            self._take_plan(e)

    def at(self, e: told.GateDecided) -> Gate:
        """What the decision rests on: as it stood at the first signature."""
        gate = self._gate(e)
        return gate.frozen if e.round is not None and gate.frozen else self._now(e)

    def signed(self, e: told.GateDecided) -> list[signing.GateSigned]:
        return self._gate(e).signed

    def _sign(self, e: signing.GateSigned) -> None:
        gate = self._gate(e)
        if e.signature == 1:
            gate.end_round()
            gate.frozen = self._now(e)
        gate.signed.append(e)

    def _now(self, e: signing.GateSigned | told.GateDecided) -> Gate:
        now = deepcopy(self._gate(e))
        place = (e.plan_id, e.wave)
        now.blockers = self._in_the_way(place)
        now.milestones, now.pilots = self._milestones.before_live(place), self._pilots.latest(place)
        return now

    def _gate(self, e: Event) -> Gate:
        return self._gates.setdefault((e.plan_id, e.wave), Gate())  # type: ignore[attr-defined]

    def _take_plan(self, e: Event) -> None:
        if isinstance(e, TransitionPlanned | WaveAdded):
            for wave in e.waves if isinstance(e, TransitionPlanned) else [e.wave]:
                self._planned_on[e.plan_id, wave.code] = wave.planned_on
        elif isinstance(e, WaveRescheduled):
            self._planned_on[e.plan_id, e.wave] = e.now
            self._gate(e).end_round()
        elif isinstance(e, WaveRolledBack):
            self._gate(e).begin_anew()
        elif isinstance(e, FreezeDeclared):
            span = FreezeSpan(title=e.title, starts_on=e.starts_on, ends_on=e.ends_on)
            spans = [*self._freezes.get(e.plan_id, []), span]
            self._freezes[e.plan_id] = sorted(spans, key=lambda one: one.starts_on)
        else:
            self._take_blocker(e)

    def _take_blocker(self, e: Event) -> None:
        if isinstance(e, blocker_events.BlockerOpened):
            self._blockers[e.blocker_id] = e
        elif isinstance(e, blocker_events.BlockerTakenUp):
            self._change(e.blocker_id, owner=e.owner)
        elif isinstance(e, blocker_events.BlockerHandedOver):
            self._change(e.blocker_id, owner=e.owner, must_act=e.must_act)
        elif isinstance(e, blocker_events.BlockerResolved):
            self._resolved.add(e.blocker_id)
        elif isinstance(e, blocker_events.BlockerReopened):
            self._resolved.discard(e.blocker_id)

    def _change(self, id: UUID, **fields: object) -> None:
        if opened := self._blockers.get(id):
            self._blockers[id] = opened.model_copy(update=fields)

    def _in_the_way(self, place: Place) -> list[str]:
        """The sentences that a decision tells."""
        plan, wave = place
        on = self._planned_on.get(place)
        freeze = freeze_on(on, self._freezes.get(plan, [])) if on else None
        frozen = [f"{wave} is planned on {on}, within the freeze {freeze.title}."] if freeze else []
        open_ = [b for b in self._blockers.values() if (b.plan_id, b.wave) == place]
        stops = [
            b for b in open_ if b.severity <= STOPS_A_GATE and b.blocker_id not in self._resolved
        ]
        stops.sort(key=lambda b: (b.severity, b.blocker_id))
        return [*frozen, *map(_sentence, stops)]


def _sentence(b: blocker_events.BlockerOpened) -> str:
    who = b.owner or f"the {b.must_act}"
    return f"Blocker {b.code}, severity {b.severity}: {b.title} ({who} must act)."


def _fields(of: type, e: Event) -> dict[str, object]:
    names = of.model_fields  # type: ignore[attr-defined]
    return {name: getattr(e, name) for name in names if hasattr(e, name)}


def asked_for(gate: Gate, usual: Mapping[str, Asked]) -> dict[str, Asked]:
    """What it asks for, with what it chose otherwise."""
    chosen = {
        code: asked._replace(only_measured=code in usual and usual[code].only_measured)
        for code, asked in gate.chosen.items()
    }
    return {**usual, **chosen}


def threshold_of(asked: Mapping[str, Asked], code: str) -> Decimal:
    found = asked.get(code)
    return found.threshold if found and found.threshold is not None else Decimal(1)
