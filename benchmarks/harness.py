"""What a measurement is: takes in rounds, and figures made of them.

Subject and yardsticks take turns within a round, so that whatever else runs on the machine falls
on all of them; a ratio compares two takes of one round.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Scale:
    """How long and how often. `quick` only shows that everything still runs."""

    rounds: int
    seconds: float
    "Of one take under load, after its warm-up."
    warm_up: float
    events: int
    "Of a take that is bounded by its events."
    contracts: int = 4
    "Each with a programme and a vendor of its own."
    systems: int = 8
    "Of each vendor: each has its own token and connection, so that none meets a caller's rate."
    search: float = 2.0
    "Seconds of search, each project that is levelled."
    limit: int | None = None
    "Of projects that are levelled of each set; all, unless stated."
    quick: bool = False


FULL = Scale(rounds=5, seconds=4.0, warm_up=1.0, events=20_000)
QUICK = Scale(rounds=1, seconds=0.5, warm_up=0.1, events=1_000, contracts=1, systems=2, quick=True)


@dataclass(frozen=True)
class Take:
    """`cpu` is user and system time of the serving processes, in seconds."""

    events: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.events / max(self.seconds, 1e-9)

    @property
    def micros(self) -> float:
        """CPU an event."""
        return self.cpu * 1e6 / max(self.events, 1)


@dataclass
class Figure:
    """One line of the table: a value a round, of which the median counts.

    `cpu`: microseconds of CPU an event. `against`: by yardstick, how many times its rate; `thrift`:
    how many times less CPU an event than it. `detail`: only for the page of all figures.
    """

    question: str
    on: str
    name: str
    unit: str
    values: list[float]
    cpu: list[float] = field(default_factory=list)
    against: dict[str, list[float]] = field(default_factory=dict)
    thrift: dict[str, list[float]] = field(default_factory=dict)
    yardstick: bool = False
    aim: str = ""
    met: bool | None = None
    detail: bool = False

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def per_core(self) -> float | None:
        """Events a second that one core could carry."""
        return 1e6 / median(self.cpu) if self.cpu and median(self.cpu) else None

    def times(self, yardstick: str) -> float:
        """How many times the yardstick's rate."""
        return median(self.against[yardstick])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"median": self.middle, "per_core": self.per_core}


def aim(figure: Figure, words: str, met: bool) -> None:
    figure.aim, figure.met = words, met


Work = Callable[[], Awaitable[Take]]
Step = Callable[[str], None]
"Told what is going on."


class Contest:
    """Subjects and yardsticks of one question, measured in turns."""

    def __init__(self, question: str, on: str) -> None:
        self._question, self._on = question, on
        self._works: dict[str, Work] = {}
        self._units: dict[str, str] = {}
        self._yardsticks: dict[str, list[str]] = {}

    def subject(self, name: str, work: Work, *against: str, unit: str = "events/s") -> None:
        """`against` names the yardsticks it is compared with; they have to be added too."""
        self._works[name], self._units[name] = work, unit
        self._yardsticks[name] = list(against)

    def yardstick(self, name: str, work: Work, unit: str = "events/s") -> None:
        self._works[name], self._units[name] = work, unit

    async def held(self, scale: Scale, step: Step) -> list[Figure]:
        """One round more than counts comes first, in which everything grows warm."""
        takes: dict[str, list[Take]] = {name: [] for name in self._works}
        for number in range(0 if scale.rounds > 1 else 1, scale.rounds + 1):
            for name, work in self._works.items():
                step(f"{self._question} on {self._on}: {name}, round {number} of {scale.rounds}")
                take = await work()
                if number:
                    takes[name].append(take)
        return [self._figure(name, takes) for name in self._works]

    def _figure(self, name: str, takes: Mapping[str, list[Take]]) -> Figure:
        mine = takes[name]
        others = self._yardsticks.get(name, [])
        return Figure(
            question=self._question,
            on=self._on,
            name=name,
            unit=self._units[name],
            values=[take.rate for take in mine],
            cpu=[take.micros for take in mine],
            against={o: _ratios(mine, takes[o], lambda a, b: a.rate / b.rate) for o in others},
            thrift={o: _ratios(mine, takes[o], _less_cpu) for o in others},
            yardstick=name not in self._yardsticks,
        )


def _ratios(
    mine: list[Take], theirs: list[Take], ratio: Callable[[Take, Take], float]
) -> list[float]:
    return [ratio(a, b) for a, b in zip(mine, theirs, strict=True)]


def _less_cpu(mine: Take, theirs: Take) -> float:
    return theirs.micros / mine.micros if mine.micros else 0.0
