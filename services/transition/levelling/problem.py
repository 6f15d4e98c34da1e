"""What is levelled: tasks that need people and rooms of which there are only so many.

Time is counted in whole units from the plan's start, 0; the caller says what a unit is (a working
day, an hour). A task of d units from s occupies [s, s + d) and is not interrupted.
"""

from dataclasses import dataclass, field

from services.transition.scheduling.network import Link

Span = tuple[int, int]
"The first unit, and that after the last."


@dataclass(frozen=True, slots=True)
class Task:
    """`needs`: units of each resource while it lasts. `deadline`: finished by the start of that
    unit. A task without duration is a milestone and holds nothing."""

    code: str
    duration: int
    needs: dict[str, int] = field(default_factory=dict)
    not_before: int = 0
    deadline: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Units of a resource held in [first, after) by what is not to be moved."""

    first: int
    after: int
    units: int
    by: str


@dataclass(frozen=True, slots=True)
class Resource:
    """`capacity`: units at once. `closed`: spans in which nobody is there. `held`: what is taken
    already, even where that is more than there is."""

    code: str
    capacity: int
    closed: tuple[Span, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class LevellingProblem:
    """Lags of links are time units, whether elapsed or not."""

    tasks: tuple[Task, ...]
    links: tuple[Link, ...] = ()
    resources: tuple[Resource, ...] = ()


Starts = dict[str, int]
"The first unit of each task, by its code."


class NeverEnough(ValueError):
    """A task asks for more of a resource than there ever is. `code` names the task."""

    def __init__(self, task: Task, resource: str, capacity: int) -> None:
        units = task.needs[resource]
        super().__init__(f"{task.code} needs {units} of {resource}, of which there are {capacity}")
        self.code = task.code
