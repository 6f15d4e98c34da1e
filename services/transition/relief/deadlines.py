"""Dates that moved with a delay of the other side: of what is touched and has a deadline, is a
milestone or goes live.

However many periods there are, the plan is walked once for each side: a task carries the periods
that reach it as the bits of one number, in the order in which they are given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from libs.common.events.transition.party import Party
from libs.common.explain import Explained
from services.transition.models import Agreed, Baseline, Relief
from services.transition.models.relief_terms import other
from services.transition.plan.network import last_day
from services.transition.relief.delay_days import Span, merged
from services.transition.relief.reach import Reach
from services.transition.relief.relieved_deadline import relieved_deadline
from services.transition.scheduling.work_time import instant


@dataclass(frozen=True)
class Relieved:
    """`agreed` stays as it is."""

    task: str
    milestone: str | None
    wave: str
    relieves: Party
    agreed: date
    deadline: Explained[date]


class _Taken:
    """What one side's periods took from those whom they reach. Many tasks are reached by the same
    ones, and many of these are due on one day: that is counted once."""

    def __init__(self, country: str, spans: Sequence[Span]) -> None:
        self._country, self._spans = country, spans
        self._merged: dict[int, list[Span]] = {}
        self._deadlines: dict[tuple[int, date], Explained[date]] = {}

    def of(self, bits: int) -> list[Span]:
        if bits not in self._merged:
            its = (span for n, span in enumerate(self._spans) if bits >> n & 1)
            self._merged[bits] = merged(its)
        return self._merged[bits]

    def nothing_of(self, bits: int, done_on: date | None) -> bool:
        """It was done before the first of them had taken a day."""
        return done_on is not None and done_on <= self.of(bits)[0].from_on

    def deadline(self, bits: int, agreed: date) -> Explained[date]:
        if (bits, agreed) not in self._deadlines:
            moved = relieved_deadline.explained(self._country, agreed, self.of(bits))
            self._deadlines[bits, agreed] = moved
        return self._deadlines[bits, agreed]


@dataclass(frozen=True)
class Deadlines:
    """`counted`: the periods that count. `today`: until when one that goes on is counted."""

    country: str
    reach: Reach
    agreed: Baseline
    counted: Sequence[Relief]
    today: date

    def relieved(self) -> list[Relieved]:
        """By side, in outline order."""
        return [each for side in Party for each in self._of(side)]

    def _of(self, side: Party) -> list[Relieved]:
        rows = [row for row in self.counted if other(row.caused_by) is side]
        of_wave, taken = self._by_wave(rows), _Taken(self.country, self._spans(rows))
        found: list[Relieved] = []
        for code, bits in self.reach.carried(self._touched(rows)).items():
            task = self.reach.tasks[code]
            its = bits & of_wave.get(task.wave, of_wave[None])
            agreed = self._due(task) if its else None
            if agreed is None or taken.nothing_of(its, task.done_on):
                continue
            deadline = taken.deadline(its, agreed)
            if deadline.value != agreed:
                its_own = (task.code, task.milestone, task.wave)
                found.append(Relieved(*its_own, side, agreed, deadline))
        return found

    def _touched(self, rows: Sequence[Relief]) -> dict[str, int]:
        """By task, the periods that name it, or its milestone."""
        touched: dict[str, int] = {}
        for n, row in enumerate(rows):
            for name in (*row.tasks, *row.milestones):
                if (code := self.reach.task_of(name)) is not None:
                    touched[code] = touched.get(code, 0) | 1 << n
        return touched

    @staticmethod
    def _by_wave(rows: Sequence[Relief]) -> dict[str | None, int]:
        """The periods that are of a wave; of no wave in particular, under none and in each."""
        everywhere = sum(1 << n for n, row in enumerate(rows) if not row.waves)
        found: dict[str | None, int] = {None: everywhere}
        for n, row in enumerate(rows):
            for wave in row.waves:
                found[wave] = found.get(wave, everywhere) | 1 << n
        return found

    def _spans(self, rows: Sequence[Relief]) -> list[Span]:
        return [Span(r.from_on, max(r.until_on or self.today, r.from_on)) for r in rows]

    def _due(self, task: Any) -> date | None:
        """As the baseline has it, its deadline; of a milestone without one, its finish. What came
        into the plan later was agreed with the delay in sight."""
        if (agreed := self._in_baseline.get(task.code)) is None:
            return None
        if agreed.task.deadline is not None:
            return last_day(instant(agreed.task.deadline))
        return last_day(instant(agreed.finish)) if task.milestone or task.live else None

    @cached_property
    def _in_baseline(self) -> Mapping[str, Agreed]:
        return {each.task.code: each for each in self.agreed.tasks}
