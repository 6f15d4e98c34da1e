"""What a wave is to take over, and what makes it more work than usual."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class WaveToPlan(BaseModel):
    """`planned_on`: when it is to go live."""

    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    processes: list[str]
    planned_on: date


class WaveShape(BaseModel):
    """The defaults are the usual wave, for which the template's plain lengths hold.

    `yearly_volume`: transactions. `topics`: of knowledge. `people`: to be trained.
    `pilot_sample`: cases that the pilot must see, none if nobody says. `training_days`: in a
    course, for each person; none: they are taught at work alone. `systems`: to be connected.
    `critical`: the client cannot do without it for a day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    complexity: Annotated[int, Field(ge=1, le=5)] = 3
    yearly_volume: Annotated[int, Field(ge=0, le=10**12)] = 100_000
    topics: Count = 20
    people: Count = 10
    pilot: bool = True
    pilot_sample: Count = 0
    pilot_cases_per_day: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    training_days: Annotated[int, Field(ge=0, le=60)] = 0
    languages: Annotated[int, Field(ge=1, le=50)] = 1
    systems: Count = 0
    access_requests: Count = 0
    parallel_run: bool = False
    critical: bool = False


USUAL = WaveShape()
