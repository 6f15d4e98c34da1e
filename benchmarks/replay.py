"""How fast is a log of 141,712 ticket events replayed through draft service levels?

From the zipped CSV to the attainment of every month: reading, order, two clocks with pauses (one
on a business calendar with holidays), and what the source says of itself. Beside the same in
pandas, as one would write it first and tuned by hand. Each take is a process of its own on one
core; that the answers are the same is looked at.
"""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Contest, Figure, Scale, Step, Take, aim
from benchmarks.places import Places
from benchmarks.processes import Failed

DATA = Path(__file__).resolve().parents[2] / "shared/data/incident-log"
LOG = DATA / "incident_event_log_original.zip"
EVENTS = 141_712
WHO = {
    "baton": "whole log, from zip to months",
    "plain": "the same in plain pandas",
    "tuned": "the same in pandas tuned by hand",
}
SECONDS, TIMES = 2.0, 5.0
MIB = 1024 * 1024
Told = dict[str, Any]


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    if not LOG.exists():
        raise Failed("Needs the published data ../shared/data/incident-log.")
    told: dict[str, list[Told]] = defaultdict(list)

    async def take(who: str) -> Take:
        told[who].append(await _told(who))
        last = told[who][-1]
        return Take(EVENTS, last["seconds"], last["cpu"])

    contest = Contest("replay", on)
    contest.subject(WHO["baton"], lambda: take("baton"), WHO["plain"], WHO["tuned"])
    contest.yardstick(WHO["plain"], lambda: take("plain"))
    contest.yardstick(WHO["tuned"], lambda: take("tuned"))
    figures = await contest.held(scale, step)
    if any(takes[-1]["answer"] != told["baton"][-1]["answer"] for takes in told.values()):
        raise Failed("The replays found different attainments.")
    times = figures[0].times(WHO["plain"])
    aim(figures[0], f"{TIMES:g} times plain pandas", times >= TIMES)
    return [*figures, *_beside(on, told, scale.rounds)]


async def _told(who: str) -> Told:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.replayed", who, str(LOG)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, fault = await process.communicate()
    if process.returncode:
        raise Failed(fault.decode(errors="replace")[-3000:])
    answer: Told = json.loads(out)
    return answer


def _beside(on: str, told: dict[str, list[Told]], rounds: int) -> list[Figure]:
    figures = []
    for who, takes in told.items():
        counted: Sequence[Told] = takes[-rounds:]
        seconds = [one["seconds"] for one in counted]
        took = Figure("replay", on, f"{WHO[who]}: time", "s", seconds, yardstick=who != "baton")
        if who == "baton":
            aim(took, f"< {SECONDS:g} s", median(seconds) < SECONDS)
        peak = [one["peak"] / MIB for one in counted]
        figures += [
            took,
            Figure("replay", on, f"{WHO[who]}: peak memory", "MiB", peak, detail=True),
        ]
    return figures
