"""How soon is a service ready, and how much memory does it then hold?

Beside the plain handler. On databases that were migrated before, but for the first start.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from benchmarks.harness import Figure, Scale, Step, aim
from benchmarks.places import Place, Places
from benchmarks.processes import Process
from benchmarks.yardsticks.serving import plain_process
from libs.common.settings import SERVICES

READY_WITHIN, MOST_MEMORY = 2.0, 120.0
MIB = 1 << 20
WHOLE, PLAIN = "all services in one process", "plain FastAPI + SQLModel handler"


@dataclass(frozen=True)
class Start:
    seconds: float
    cpu: float
    memory: float
    "MiB resident when ready."


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    found: dict[str, list[Start]] = defaultdict(list)
    async with places.fresh(on) as place:
        with place.running("vendor") as door:
            address = f"http://127.0.0.1:{door.port('vendor')}"
        for number in range(scale.rounds + 1):
            for name, process, path in _starts(place, address):
                step(f"startup on {on}: {name}, round {number} of {scale.rounds}")
                with process as started:
                    found[_named(name, number)].append(_start(started, path))
    return [figure for name, starts in found.items() for figure in _figures(name, on, starts)]


def _starts(place: Place, door: str) -> Iterator[tuple[str, AbstractContextManager[Process], str]]:
    for service in SERVICES:
        yield service, place.alone(service), f"/{service}/health/ready"
    if place.embedded:
        yield WHOLE, place.process(), "/console/health/ready"
    yield PLAIN, plain_process(place, door), "/health"


def _named(name: str, number: int) -> str:
    return name if number else f"{name}, on an empty database"


def _start(process: Process, path: str) -> Start:
    seconds = process.wait_until_answering(path)
    return Start(seconds, process.cpu, process.memory / MIB)


def _figures(name: str, on: str, starts: list[Start]) -> Iterator[Figure]:
    plain = name.startswith(PLAIN)
    ready = [start.seconds for start in starts]
    yield _judged(Figure("startup", on, f"{name}, ready", "s", ready, yardstick=plain))
    cpu = [start.cpu for start in starts]
    yield Figure("startup", on, f"{name}, CPU until ready", "s", cpu, yardstick=plain)
    memory = [start.memory for start in starts]
    yield _judged(Figure("startup", on, f"{name}, memory", "MiB", memory, yardstick=plain))


def _judged(figure: Figure) -> Figure:
    if figure.yardstick or figure.name.startswith(WHOLE):
        return figure
    most = READY_WITHIN if figure.unit == "s" else MOST_MEMORY
    aim(figure, f"< {most:g} {figure.unit}", figure.middle < most)
    return figure
