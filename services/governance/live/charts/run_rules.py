"""What a run of points has to look like to ask for a cause.

Sources: Western Electric Company, Statistical Quality Control Handbook (1956), four rules; Lloyd
S. Nelson, "The Shewhart Control Chart: Tests for Special Causes", Journal of Quality Technology
16 (1984), eight tests. Everything is compared in exact fractions. Choices: a point on the centre
line lies on neither side and ends a run; of "two of three" and "four of five" the last point has
to be one; a series that never varies signals nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class RuleSet(StrEnum):
    WESTERN_ELECTRIC = "western_electric"
    NELSON = "nelson"


@dataclass(frozen=True)
class Deviation:
    """A point: its distance from the centre line, and its variance."""

    value: Fraction
    distance: Fraction
    variance: Fraction

    @property
    def side(self) -> int:
        return (self.distance > 0) - (self.distance < 0)

    def beyond(self, sigmas: int) -> bool:
        return self.distance**2 > sigmas**2 * self.variance


Run = Sequence[Deviation]


@dataclass(frozen=True)
class RunRule:
    name: str
    sentence: str
    points: int
    direction: Callable[[Run], int]
    """Up 1, down −1, no signal 0; 1 as well where a rule has no direction."""


def _beyond(sigmas: int, needed: int) -> Callable[[Run], int]:
    """So many of the run, its last among them, farther out than that on one side."""

    def direction(run: Run) -> int:
        side = run[-1].side
        far = [one.side == side and one.beyond(sigmas) for one in run]
        return side if far[-1] and sum(far) >= needed else 0

    return direction


def _same_side(run: Run) -> int:
    return _only({one.side for one in run})


def _trend(run: Run) -> int:
    return _only({_step(one, other) for one, other in pairwise(run)})


def _alternates(run: Run) -> int:
    steps = [_step(one, other) for one, other in pairwise(run)]
    return all(one * other == -1 for one, other in pairwise(steps))


def _hugs(run: Run) -> int:
    return not any(one.beyond(1) for one in run)


def _avoids(run: Run) -> int:
    return all(one.beyond(1) for one in run) and {one.side for one in run} == {1, -1}


def _only(directions: set[int]) -> int:
    return directions.pop() if len(directions) == 1 else 0


def _step(one: Deviation, other: Deviation) -> int:
    return (other.value > one.value) - (other.value < one.value)


BEYOND = RunRule("beyond_limits", "One point lies beyond the limits.", 1, _beyond(3, 1))
TWO_OF_THREE = RunRule(
    "two_of_three",
    "Two of three points in a row lie beyond two sigma on the same side.",
    3,
    _beyond(2, 2),
)
FOUR_OF_FIVE = RunRule(
    "four_of_five",
    "Four of five points in a row lie beyond one sigma on the same side.",
    5,
    _beyond(1, 4),
)
EIGHT = RunRule(
    "eight_on_one_side", "Eight points in a row lie on one side of the centre.", 8, _same_side
)
NINE = RunRule(
    "nine_on_one_side", "Nine points in a row lie on one side of the centre.", 9, _same_side
)
TREND = RunRule("trend", "Six points in a row rise, or fall, all the way.", 6, _trend)
ALTERNATING = RunRule(
    "alternating", "Fourteen points in a row go up and down by turns.", 14, _alternates
)
HUGGING = RunRule(
    "hugging_the_centre", "Fifteen points in a row lie within one sigma of the centre.", 15, _hugs
)
AVOIDING = RunRule(
    "avoiding_the_centre",
    "Eight points in a row lie beyond one sigma, on both sides.",
    8,
    _avoids,
)

RULES: dict[RuleSet, tuple[RunRule, ...]] = {
    RuleSet.WESTERN_ELECTRIC: (BEYOND, TWO_OF_THREE, FOUR_OF_FIVE, EIGHT),
    RuleSet.NELSON: (
        BEYOND,
        NINE,
        TREND,
        ALTERNATING,
        TWO_OF_THREE,
        FOUR_OF_FIVE,
        HUGGING,
        AVOIDING,
    ),
}
