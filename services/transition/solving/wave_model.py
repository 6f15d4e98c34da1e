"""Wave planning as a constraint model: for each process one of its possible days.

Loads the solver: for the child alone. Every constraint hangs on a literal of its own: where there
is no plan, those that cannot all hold say why.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from services.transition.solving.wave_words import in_words, levels_in_words
from services.transition.wave_planning.obstacles import obstacles
from services.transition.wave_planning.problem import (
    Level,
    LiveOn,
    Process,
    UnknownProcess,
    WaveProblem,
    candidate_dates,
    level_on,
    transfer_begins,
)
from services.transition.wave_planning.proposal import HUNDREDTHS
from services.transition.wave_planning.violation import Limit

FARTHEST = 100_000
"Days from the plan's start, either way."
CORE_SECONDS = 2.0
"For each try at leaving out one constraint of a contradiction."
_COMMON = {Limit.BLACKOUT, Limit.ENDS_BY, Limit.NO_DATE}
"Limits that are the same for all processes."


class Waves:
    def __init__(self, problem: WaveProblem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.days = candidate_dates(problem)
        self.codes = [process.code for process in problem.processes]
        self.hinted: list[tuple[cp_model.IntVar, Callable[[LiveOn], int]]] = []
        self.literals: dict[tuple[str, str], cp_model.IntVar] = {}
        self.sentences: dict[int, str] = {}
        "Of each literal, by its number in the model."
        self.on = {p.code: self._choice(p) for p in problem.processes}
        self.live = {code: self._live(code) for code in self.codes}
        self.used = [self.model.new_bool_var(f"wave {day}") for day in self.days]
        self._waves_are_used()
        self._obstacles()
        self._pairs()
        self._rhythm()
        self._trainers()
        self._seats()
        self.inverted = self._inversions()

    def _choice(self, process: Process) -> list[cp_model.IntVar]:
        choice = [self.model.new_bool_var(f"{process.code} {day}") for day in self.days]
        self.model.add_exactly_one(choice)
        return choice

    def _live(self, code: str) -> cp_model.IntVar:
        """A variable of its own: pairs of sums over all days would be far longer."""
        live = self._of(self._number(self.on[code], self._ordinal), f"{code} live")
        self.hinted.append((live, lambda plan: self._ordinal(plan[code])))
        return live

    def _number(
        self, choice: list[cp_model.IntVar], of: Callable[[date], int]
    ) -> cp_model.LinearExpr | int:
        return sum((of(day) * x for day, x in zip(self.days, choice, strict=True)), 0)

    def _ordinal(self, day: date) -> int:
        return (day - self.problem.starts_on).days

    def _holds(self, kind: str, which: str, sentence: str) -> cp_model.IntVar:
        """The literal of a constraint: it holds where the literal is true."""
        key = (kind, which)
        if key not in self.literals:
            literal = self.model.new_bool_var(f"{kind} {which}")
            self.literals[key] = literal
            self.sentences[literal.index] = sentence
        return self.literals[key]

    def _waves_are_used(self) -> None:
        for n, used in enumerate(self.used):
            self.model.add_max_equality(used, [self.on[code][n] for code in self.codes])

    def _obstacles(self) -> None:
        for process in self.problem.processes:
            for n, day in enumerate(self.days):
                for broken in obstacles(self.problem, process, day):
                    words = in_words(self.problem, process, broken.limit, broken.which)
                    about = "" if broken.limit in _COMMON else process.code
                    literal = self._holds(broken.limit, f"{about} {broken.which}", words)
                    self.model.add_implication(literal, ~self.on[process.code][n])

    def _pairs(self) -> None:
        for process in self.problem.processes:
            for other in process.depends_on:
                words = f"{process.title} depends on {self._title(other, process)}"
                holds = self._holds(Limit.DEPENDENCY, f"{process.code} {other}", words)
                later = self.live[process.code] >= self.live[other]
                self.model.add(later).only_enforce_if(holds)
            for other in process.together_with:
                words = f"{process.title} goes live together with {self._title(other, process)}"
                holds = self._holds(Limit.TOGETHER, f"{process.code} {other}", words)
                for mine, theirs in zip(self.on[process.code], self.on[other], strict=True):
                    self.model.add_implication(mine, theirs).only_enforce_if(holds)
            for other in process.apart_from:
                words = f"{process.title} is in another wave than {self._title(other, process)}"
                holds = self._holds(Limit.APART, f"{process.code} {other}", words)
                for mine, theirs in zip(self.on[process.code], self.on[other], strict=True):
                    self.model.add_bool_or(~mine, ~theirs).only_enforce_if(holds)

    def _title(self, code: str, named_by: Process) -> str:
        if code not in self.on:
            raise UnknownProcess(code, named_by.code)
        return self.problem.process(code).title

    def _rhythm(self) -> None:
        problem = self.problem
        if problem.gap_days:
            words = f"{problem.gap_days} days lie between one wave and the next"
            holds = self._holds(Limit.GAP, "", words)
            for (one, a), (two, b) in combinations(zip(self.days, self.used, strict=True), 2):
                if (two - one).days < problem.gap_days:
                    self.model.add_bool_or(~a, ~b).only_enforce_if(holds)
        if problem.most_processes is not None:
            words = f"A wave has at most {problem.most_processes} processes"
            holds = self._holds(Limit.MOST_PROCESSES, "", words)
            for n in range(len(self.days)):
                size = sum(self.on[code][n] for code in self.codes)
                self.model.add(size <= problem.most_processes).only_enforce_if(holds)
        if problem.most_waves is not None:
            words = f"There are at most {problem.most_waves} waves"
            holds = self._holds(Limit.MOST_WAVES, "", words)
            self.model.add(sum(self.used) <= problem.most_waves).only_enforce_if(holds)

    def _trainers(self) -> None:
        for skill in sorted({s for p in self.problem.processes for s in p.trainers}):
            users = [p for p in self.problem.processes if p.trainers.get(skill)]
            levels = self.problem.trainers.get(skill, ())
            words = f"Trainers for {skill}: {levels_in_words(levels)}"
            needs = [process.trainers[skill] for process in users]
            self._capacity(self._holds(Limit.TRAINERS, skill, words), users, needs, levels, True)

    def _seats(self) -> None:
        if self.problem.seats:
            users = [process for process in self.problem.processes if process.seats]
            words = f"Seats: {levels_in_words(self.problem.seats)}"
            needs = [process.seats for process in users]
            holds = self._holds(Limit.SEATS, "", words)
            self._capacity(holds, users, needs, self.problem.seats, False)

    def _capacity(
        self,
        holds: cp_model.IntVar,
        users: list[Process],
        needs: list[int],
        levels: tuple[Level, ...],
        given_back: bool,
    ) -> None:
        """No more at once than there are; without the literal, as many as anybody wants."""
        first, end = self._reach()
        most = max((level.units for level in levels), default=0)
        intervals = [self._held(process, self._ordinal(end), given_back) for process in users]
        demands = list(needs)
        for since, until, units in _steps(levels, first, end):
            if units < most:
                name = f"less from {since}"
                begin, days = self._ordinal(since), (until - since).days
                intervals.append(self.model.new_fixed_size_interval_var(begin, days, name))
                demands.append(most - units)
        self.model.add_cumulative(intervals, demands, most + sum(demands) * (1 - holds))

    def _reach(self) -> tuple[date, date]:
        """From the first transfer until after the last go-live."""
        begins = [
            transfer_begins(self.problem, process, day)
            for process in self.problem.processes
            for day in self.days[:1]
        ]
        first = min([self.problem.starts_on, *begins])
        return first, max([self.problem.starts_on, *self.days]) + timedelta(1)

    def _held(self, process: Process, end: int, given_back: bool) -> cp_model.IntervalVar:
        code, choice = process.code, self.on[process.code]

        def begins(day: date) -> int:
            return self._ordinal(transfer_begins(self.problem, process, day))

        def ends(day: date) -> int:
            return self._ordinal(day) if given_back else end

        first = self._of(self._number(choice, begins), f"{code} transfer begins")
        last = self._of(self._number(choice, ends), f"{code} holds until")
        size = self._of(
            self._number(choice, lambda day: ends(day) - begins(day)), f"{code} holds", least=0
        )
        self.hinted.append((first, lambda plan: begins(plan[code])))
        self.hinted.append((last, lambda plan: ends(plan[code])))
        self.hinted.append((size, lambda plan: ends(plan[code]) - begins(plan[code])))
        return self.model.new_interval_var(first, size, last, f"{code} held")

    def _of(
        self, value: cp_model.LinearExpr | int, name: str, least: int = -FARTHEST
    ) -> cp_model.IntVar:
        variable = self.model.new_int_var(least, FARTHEST, name)
        self.model.add(variable == value)
        return variable

    def _inversions(self) -> cp_model.IntVar:
        """All of them together, in hundredths of criticality."""
        terms: list[cp_model.LinearExpr] = []
        most = 0
        for critical in self.problem.processes:
            for other in self.problem.processes:
                difference = round((critical.criticality - other.criticality) * HUNDREDTHS)
                if difference > 0:
                    terms.append(difference * self._inverted(critical.code, other.code))
                    most += difference
        total = self.model.new_int_var(0, most, "inversions")
        self.model.add(total == sum(terms))
        return total

    def _inverted(self, critical: str, other: str) -> cp_model.IntVar:
        inverted = self.model.new_bool_var(f"{critical} before {other}")
        kept = self.live[critical] >= self.live[other]
        self.model.add(kept).only_enforce_if(~inverted)
        self.hinted.append((inverted, lambda plan: int(plan[critical] < plan[other])))
        return inverted

    def hold_all(self) -> None:
        for literal in self.literals.values():
            self.model.add(literal == 1)

    def hint(self, live_on: LiveOn) -> None:
        """Every variable that the search decides on, so that it can begin from the plan."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        days = set(live_on.values())
        for code, choice in self.on.items():
            for day, chosen in zip(self.days, choice, strict=True):
                self.model.add_hint(chosen, day == live_on[code])
        for day, used in zip(self.days, self.used, strict=True):
            self.model.add_hint(used, day in days)
        for variable, value in self.hinted:
            self.model.add_hint(variable, value(live_on))

    def read(self, value: Callable[..., int]) -> LiveOn:
        return {
            code: next(day for day, x in zip(self.days, choice, strict=True) if value(x))
            for code, choice in self.on.items()
        }

    def contradicting(self, indices: set[int]) -> set[int] | None:
        """Those of these constraints that cannot all hold; none where they can, or where it is
        not seen in time."""
        self.model.clear_assumptions()
        self.model.add_assumptions(
            [literal for literal in self.literals.values() if literal.index in indices]
        )
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = CORE_SECONDS
        if solver.solve(self.model) != cp_model.INFEASIBLE:
            return None
        return set(solver.sufficient_assumptions_for_infeasibility())


def _steps(levels: tuple[Level, ...], first: date, end: date) -> Iterable[tuple[date, date, int]]:
    """From a day until before the next, so many; none before the first level."""
    days = sorted({first, *(level.since for level in levels if first < level.since < end)})
    for day, until in pairwise([*days, end]):
        yield day, until, level_on(levels, day)
