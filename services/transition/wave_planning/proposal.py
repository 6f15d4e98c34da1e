"""A wave plan that is proposed, with how good it is, and constraints that allow none."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.transition.wave_planning.objective import Objective, saving_weights, wave_objective
from services.transition.wave_planning.problem import LiveOn, WaveProblem, candidate_dates

HUNDREDTHS = 100
"Criticalities count in hundredths."


@dataclass(frozen=True, slots=True)
class Proposal:
    """`objective_number`: the objective as one number, see `Scale`. `bound`: below which no plan
    is, and `gap`, see there; none where nobody searched."""

    live_on: LiveOn
    objective: Objective
    objective_number: int
    bound: int | None = None
    gap: float | None = None

    @property
    def optimal(self) -> bool:
        return self.bound is not None and self.bound >= self.objective_number


@dataclass(frozen=True, slots=True)
class Contradiction:
    """There is no plan: these constraints cannot all hold, but any of them left out would do, as
    far as the search went."""

    sentences: tuple[str, ...]


class Scale:
    """Turns the three parts of the objective into one whole number that orders plans alike:
    hundredths of inversion × `inversion` + weighted days × `waiting` + waves."""

    def __init__(self, problem: WaveProblem) -> None:
        days = candidate_dates(problem)
        last = max(((day - problem.starts_on).days for day in days), default=0)
        self.waiting = len(problem.processes) + 1
        self.inversion = self.waiting * (sum(saving_weights(problem).values()) * max(last, 1) + 1)

    def number(self, objective: Objective) -> int:
        hundredths = round(objective.inversions * HUNDREDTHS)
        return hundredths * self.inversion + objective.waiting * self.waiting + objective.waves

    def parts(self, number: int) -> Objective:
        """Back again."""
        hundredths, rest = divmod(number, self.inversion)
        waiting, waves = divmod(rest, self.waiting)
        return Objective(Decimal(hundredths) / HUNDREDTHS, waiting, waves)


def gap(scale: Scale, number: int, bound: int) -> float:
    """The share that might still be saved, 0 to 1: of the inversions as long as fewer might do,
    else of the rest."""
    found, least = scale.parts(number), scale.parts(bound)
    if least.inversions < found.inversions:
        return float((found.inversions - least.inversions) / found.inversions)
    rest = number % scale.inversion
    return (number - bound) / rest if rest else 0.0


def proposal(problem: WaveProblem, live_on: dict[str, date], bound: int | None = None) -> Proposal:
    objective, scale = wave_objective(problem, live_on), Scale(problem)
    number = scale.number(objective)
    share = None if bound is None else gap(scale, number, min(bound, number))
    return Proposal(live_on, objective, number, bound, share)
