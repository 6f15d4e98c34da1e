"""What makes a stage of the template longer.

Source: length is driven by complexity, volume, knowledge transfer, pilot and training. The steps
and their bounds are this template's choices: a driver adds whole steps, begun ones included, and
no more than `most`, so that no wave grows without end; a simpler process than usual takes less.
"""

from collections.abc import Callable
from typing import NamedTuple

from services.transition.templates.wave_shape import WaveShape, WaveToPlan


class Driver(NamedTuple):
    """A step for each `per` of what is measured beyond `beyond`, between `least` and `most`."""

    words: str
    measure: Callable[[WaveToPlan, WaveShape], int]
    beyond: int
    per: int
    most: int
    least: int = 0

    def steps(self, wave: WaveToPlan, shape: WaveShape) -> int:
        begun = -((self.beyond - self.measure(wave, shape)) // self.per)
        return min(max(begun, self.least), self.most)


PROCESSES = Driver("process beyond the first", lambda w, _: len(w.processes), 1, 1, 9)
COMPLEXITY = Driver("grade of complexity from 3", lambda _, s: s.complexity, 3, 1, 2, -2)
VOLUME = Driver(
    "100,000 transactions a year beyond the first",
    lambda _, s: s.yearly_volume,
    100_000,
    100_000,
    9,
)
TOPICS = Driver("10 topics beyond 20", lambda _, s: s.topics, 20, 10, 20)
PEOPLE = Driver("10 people beyond 10", lambda _, s: s.people, 10, 10, 10)
LANGUAGES = Driver("language beyond the first", lambda _, s: s.languages, 1, 1, 5)
SYSTEMS = Driver("system beyond the first", lambda _, s: s.systems, 1, 1, 15)
ACCESS = Driver("10 access requests beyond 10", lambda _, s: s.access_requests, 10, 10, 20)
