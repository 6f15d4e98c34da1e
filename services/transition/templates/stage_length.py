"""How many working days a stage takes in a wave of some shape, and why.

Choices: courses take groups of twelve one after another; a pilot lasts until its sample is seen,
at least its plain length. Both end after sixty days. Every stage takes a day at least.
"""

from typing import NamedTuple

from services.transition.templates.stages import Stage
from services.transition.templates.wave_shape import WaveShape, WaveToPlan

GROUP = 12
"People in a course at once."
LONGEST = 60


class Length(NamedTuple):
    days: int
    why: str


def length_of(stage: Stage, wave: WaveToPlan, shape: WaveShape) -> Length:
    if stage.name == "train":
        return _courses(shape)
    if stage.name == "pilot" and shape.pilot_sample:
        return _pilot(stage.days, shape)
    return _grown(stage, wave, shape)


def groups(shape: WaveShape) -> int:
    return -(-shape.people // GROUP)


def _grown(stage: Stage, wave: WaveToPlan, shape: WaveShape) -> Length:
    days, why = stage.days, "1 day" if stage.days == 1 else f"{stage.days} days"
    for driver, each in stage.growth:
        if steps := driver.steps(wave, shape):
            days += each * steps
            why += f" + {each} per {driver.words} × {steps}"
    days = max(days, 1)
    return Length(days, why if days == stage.days else f"{why} = {days}")


def _courses(shape: WaveShape) -> Length:
    days = min(shape.training_days * groups(shape), LONGEST)
    words = f"{shape.training_days} days × {groups(shape)} groups of {GROUP}"
    return Length(days, f"{words}, at most {LONGEST} = {days}")


def _pilot(least: int, shape: WaveShape) -> Length:
    sample, pace = shape.pilot_sample, shape.pilot_cases_per_day
    days = min(max(least, -(-sample // pace)), LONGEST)
    return Length(days, f"{sample} cases ÷ {pace} a day, {least} to {LONGEST} days = {days}")
