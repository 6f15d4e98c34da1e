"""What was asked for, what was drafted of it, and where that would lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from libs.common.calendars import BusinessCalendar
from services.transition.exchange.plan_document import PlannedTask
from services.transition.plan.contract_calendar import calendar_of
from services.transition.plan.network import first_day, last_day
from services.transition.roll_out.freeze import FreezeSpan
from services.transition.scheduling.schedule import Schedule
from services.transition.templates.kind import TransitionKind
from services.transition.templates.timing import placed_on
from services.transition.templates.wave_shape import USUAL, WaveShape, WaveToPlan


class Asked(NamedTuple):
    """`waves`: by planned date."""

    starts_on: date
    country: str
    kind: TransitionKind
    waves: Sequence[WaveToPlan]
    shapes: Mapping[str, WaveShape]
    freezes: Sequence[FreezeSpan]

    @property
    def calendar(self) -> BusinessCalendar:
        return calendar_of(self.country)

    @property
    def is_exit(self) -> bool:
        return self.kind is TransitionKind.REVERSE

    def shape(self, wave: WaveToPlan) -> WaveShape:
        return self.shapes.get(wave.code, USUAL)


class Days(NamedTuple):
    """The first and the last one worked."""

    first: date
    last: date


@dataclass(frozen=True)
class Drafted:
    """`alone`: the leaves of each wave as if there were no other. `leaves`: all, as linked."""

    asked: Asked
    alone: Sequence[PlannedTask]
    leaves: Sequence[PlannedTask]

    def days(self, wave: WaveToPlan, stage: str) -> Days:
        """Raises `KeyError` for a stage that the wave does not have."""
        return _days(self._linked, f"{wave.code}-{stage}")

    def days_alone(self, wave: WaveToPlan, stage: str) -> Days:
        return _days(self._apart, f"{wave.code}-{stage}")

    def has(self, wave: WaveToPlan, stage: str) -> bool:
        return f"{wave.code}-{stage}" in self._linked

    @cached_property
    def _linked(self) -> Schedule:
        return placed_on(self.asked.country, self.asked.starts_on, self.leaves)

    @cached_property
    def _apart(self) -> Schedule:
        return placed_on(self.asked.country, self.asked.starts_on, self.alone)


def _days(schedule: Schedule, code: str) -> Days:
    placed = schedule[code]
    return Days(first_day(placed.start), last_day(placed.finish))
