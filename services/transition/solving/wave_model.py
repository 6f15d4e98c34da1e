"""Wave planning as a constraint model: for each process one of its possible days.

Loads the solver: for the child alone. Every constraint hangs on a literal of its own; where there
is no plan, the literals that cannot all hold say why (`contradiction`).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from time import monotonic

from ortools.sat.python import cp_model

from services.transition.solving.limits import Limits
from services.transition.solving.messages import (
    Contradicted,
    Improvement,
    SolverFailed,
    WavesAnswer,
)
from services.transition.solving.search import search
from services.transition.wave_planning.greedy import propose
from services.transition.wave_planning.objective import saving_weights
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
from services.transition.wave_planning.proposal import HUNDREDTHS, Scale, gap, proposal
from services.transition.wave_planning.violation import Limit

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
LEAST_SECONDS = 0.1
FARTHEST = 100_000
"Days from the plan's start, either way."
CORE_SECONDS = 2.0
"For each try at leaving out one constraint of a contradiction."
CORE_PATIENCE = 20.0
"Seconds after which what is left of it is told, small or not."


def solve_waves(
    problem: WaveProblem, limits: Limits, tell: Callable[[Improvement], None]
) -> WavesAnswer | Contradicted:
    """The best plan found, or why there is none. Raises `SolverFailed` where time was too short
    for either.

    First inversions alone, for half of the time at most; then, with no more of them, the rest.
    """
    began, best = monotonic(), _Best(problem, tell)
    waves = _Waves(problem)
    waves.hold_all()
    if simple := propose(problem, lambda: monotonic() - began > limits.seconds / 4):
        best.offer(simple, 0)
        waves.hint(simple)
    waves.model.minimize(waves.inverted)
    half = replace(limits, seconds=limits.seconds / 2)
    solver, status = search(
        waves.model,
        half,
        lambda _, bound, __, value: best.offer(waves.read(value), bound),
        thorough=False,
    )
    if status == cp_model.INFEASIBLE:
        return Contradicted(sentences=contradiction(problem))
    if best.live_on is None:
        raise SolverFailed(f"{limits.seconds / 2:g} seconds were too few to find any wave plan.")
    least = max(round(solver.best_objective_bound), 0) if status in FOUND else 0
    left = max(limits.seconds - (monotonic() - began), LEAST_SECONDS)
    return _refined(waves, best, least, replace(limits, seconds=left))


def _refined(waves: "_Waves", best: "_Best", least: int, limits: Limits) -> WavesAnswer:
    """With no more inversions than so far; `least`: no plan has fewer."""
    scale, weights = Scale(waves.problem), saving_weights(waves.problem)
    proven = least * scale.inversion
    if best.live_on is None:
        raise SolverFailed("There is no plan to refine.")
    waves.hint(best.live_on)
    waves.model.add(waves.inverted <= best.hundredths)
    waiting = sum(weights[code] * waves.live[code] for code in waves.codes)
    waves.model.minimize(scale.waiting * waiting + sum(waves.used))
    solver, status = search(
        waves.model,
        limits,
        lambda _, bound, __, value: best.offer(waves.read(value), least, max(bound, 0)),
        thorough=False,
    )
    if status in FOUND:
        proven += max(round(solver.best_objective_bound), 0)
    return WavesAnswer(live_on=best.live_on, bound=min(proven, best.number))


class _Best:
    """The best plan so far, by what it is worth in truth; told whenever it gets better."""

    def __init__(self, problem: WaveProblem, tell: Callable[[Improvement], None]) -> None:
        self._problem, self._tell, self._began = problem, tell, monotonic()
        self._scale = Scale(problem)
        self.live_on: LiveOn | None = None
        self.number = 0
        self.hundredths = 0

    def offer(self, live_on: LiveOn, least: float, rest: float = 0) -> None:
        """`least` hundredths of inversion and `rest` of the number are the bound so far."""
        found = proposal(self._problem, live_on)
        if self.live_on is not None and found.objective_number >= self.number:
            return
        self.live_on, self.number = live_on, found.objective_number
        self.hundredths = round(found.objective.inversions * HUNDREDTHS)
        bound = min(round(max(least, 0)) * self._scale.inversion + round(rest), self.number)
        self._tell(
            Improvement(
                objective=self.number,
                bound=bound,
                gap=gap(self._scale, self.number, bound),
                seconds=round(monotonic() - self._began, 3),
                best=live_on,
            )
        )


def contradiction(problem: WaveProblem) -> tuple[str, ...]:
    """A small set of constraints that cannot all hold, in sentences: the solver's own core, less
    each one without which the others still contradict each other."""
    waves = _Waves(problem)
    core = waves.contradicting(set(waves.sentences))
    until = monotonic() + CORE_PATIENCE
    for index in sorted(core or ()):
        if core and index in core and monotonic() < until:
            core = waves.contradicting(core - {index}) or core
    return tuple(waves.sentences[index] for index in sorted(core or ()))


class _Waves:
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
                    words = _unary(self.problem, process, broken.limit, broken.which)
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
            words = f"Trainers for {skill}: {_levels(levels)}"
            needs = [process.trainers[skill] for process in users]
            self._capacity(self._holds(Limit.TRAINERS, skill, words), users, needs, levels, True)

    def _seats(self) -> None:
        if self.problem.seats:
            users = [process for process in self.problem.processes if process.seats]
            words = f"Seats: {_levels(self.problem.seats)}"
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


_COMMON = {Limit.BLACKOUT, Limit.ENDS_BY, Limit.NO_DATE}
"Limits that are the same for all processes."


def _unary(problem: WaveProblem, process: Process, limit: Limit, which: str) -> str:
    words = {
        Limit.PINNED: f"{process.title} is pinned to {which}",
        Limit.NO_DATE: "Waves go live on the stated days only",
        Limit.TRANSFER: (
            f"The transfer of {process.title} takes {which} business days "
            f"from {problem.starts_on} on"
        ),
        Limit.EARLIEST: f"{process.title} goes live no earlier than {which}",
        Limit.LATEST: f"{process.title} goes live no later than {which}",
        Limit.ENDS_BY: f"The last go-live of the contract is {which}",
        Limit.NOTICE: f"{process.title} needs {which} days of notice from {problem.notice_on} on",
    }
    blackouts = {b.title: f"{b.title} from {b.starts_on} to {b.ends_on}" for b in problem.blackouts}
    return words.get(limit) or f"Nothing may meet {blackouts[which]}"


def _levels(levels: tuple[Level, ...]) -> str:
    if not levels:
        return "none"
    return ", ".join(f"{level.units} from {level.since} on" for level in levels)


def _steps(levels: tuple[Level, ...], first: date, end: date) -> Iterable[tuple[date, date, int]]:
    """From a day until before the next, so many; none before the first level."""
    days = sorted({first, *(level.since for level in levels if first < level.since < end)})
    for day, until in pairwise([*days, end]):
        yield day, until, level_on(levels, day)
