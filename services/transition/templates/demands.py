"""Trainers and seats that a wave needs, where its shape is stated: else nobody knows how many.

Choices: a trainer for each group that is taught at work; courses have one trainer and a room of
seats; who shadows or works unaided has a seat. One team of trainers serves the waves one after
another; seats are kept, so there are as many as all waves together ask for.
"""

from collections.abc import Callable, Mapping, Sequence

from services.transition.exchange.plan_document import Demand, PlannedTask, Resource
from services.transition.templates.stage_length import GROUP, groups
from services.transition.templates.wave_shape import WaveShape

TRAINERS, SEATS = "trainers", "seats"
MOST = 100_000
Need = Callable[[WaveShape], Mapping[str, int]]


def _seats(shape: WaveShape) -> Mapping[str, int]:
    return {SEATS: shape.people}


NEEDS: Mapping[str, Need] = {
    "teach": lambda shape: {TRAINERS: groups(shape)},
    "train": lambda shape: {TRAINERS: 1, SEATS: min(shape.people, GROUP)},
    "shadow": _seats,
    "reverse-shadow": _seats,
    "pilot": _seats,
    "parallel-run": _seats,
}


def demands_of(stage: str, shape: WaveShape | None) -> tuple[Demand, ...]:
    if shape is None or stage not in NEEDS:
        return ()
    needed = NEEDS[stage](shape).items()
    return tuple(Demand(resource=code, units=min(units, MOST)) for code, units in needed if units)


def resources_for(tasks: Sequence[PlannedTask]) -> tuple[Resource, ...]:
    """As many units as the tasks need; none of what no task asks for."""
    trainers, seats = _most_by_wave(tasks, TRAINERS), _most_by_wave(tasks, SEATS)
    found = []
    if trainers:
        capacity = max(trainers.values())
        found.append(Resource(code=TRAINERS, title="Trainers", capacity=capacity))
    if seats:
        capacity = min(sum(seats.values()), 1_000_000)
        found.append(Resource(code=SEATS, title="Seats", capacity=capacity))
    return tuple(found)


def _most_by_wave(tasks: Sequence[PlannedTask], resource: str) -> dict[str, int]:
    most: dict[str, int] = {}
    for task in tasks:
        for demand in task.demands:
            if demand.resource == resource:
                most[task.wave] = max(most.get(task.wave, 0), demand.units)
    return most
