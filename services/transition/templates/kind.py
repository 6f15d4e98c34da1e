"""What kind of transition it is, and how long its kind usually takes.

Source: 6 to 12 weeks for one standard process, 6 to 12 months for a complex one or several. A
complexity of 4 or 5 makes a process complex. The way back takes as long as the way there would.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from libs.common.explain import Explain
from services.transition.templates.wave_shape import USUAL, WaveShape, WaveToPlan

COMPLEX_FROM = 4


class TransitionKind(StrEnum):
    SINGLE = "single"
    COMPLEX = "complex"
    REVERSE = "reverse"


class Weeks(NamedTuple):
    least: int
    most: int


USUAL_WEEKS = {TransitionKind.SINGLE: Weeks(6, 12), TransitionKind.COMPLEX: Weeks(26, 52)}


def kind_of(
    explain: Explain,
    stated: TransitionKind | None,
    waves: Sequence[WaveToPlan],
    shapes: Mapping[str, WaveShape],
) -> TransitionKind:
    if stated is not None:
        return explain("kind, as stated", stated)
    many, hardest = _counted(waves, shapes)
    label = f"kind: processes {many}, highest complexity {hardest} of 5"
    return explain(label, _by_size(waves, shapes))


def usual_weeks(
    kind: TransitionKind, waves: Sequence[WaveToPlan], shapes: Mapping[str, WaveShape]
) -> Weeks:
    size = _by_size(waves, shapes) if kind is TransitionKind.REVERSE else kind
    return USUAL_WEEKS[size]


def _by_size(waves: Sequence[WaveToPlan], shapes: Mapping[str, WaveShape]) -> TransitionKind:
    many, hardest = _counted(waves, shapes)
    is_single = many == 1 and hardest < COMPLEX_FROM
    return TransitionKind.SINGLE if is_single else TransitionKind.COMPLEX


def _counted(waves: Sequence[WaveToPlan], shapes: Mapping[str, WaveShape]) -> tuple[int, int]:
    grades = (shapes.get(wave.code, USUAL).complexity for wave in waves)
    return sum(len(wave.processes) for wave in waves), max(grades, default=USUAL.complexity)
