"""One replay in a process of its own, on one core: `… replayed baton|plain|tuned FILE`.

Prints what it took as JSON. Libraries are loaded before the clock starts, on either side.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

os.environ["POLARS_MAX_THREADS"] = "1"
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

from libs.common.calendars import CalendarTerms  # noqa: E402
from libs.common.calendars.public_holidays import public_holidays  # noqa: E402

PAUSING = "Awaiting User Info"
COUNTRY, YEARS = "PT", range(2015, 2019)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
Answer = Sequence[tuple[str, str, int, int]]
Run = Callable[[Path], Answer]


def _baton() -> Run:
    from services.governance.tickets.clocks.clock_terms import ClockTerms  # noqa: PLC0415
    from services.governance.tickets.reading.library import known_mapping  # noqa: PLC0415
    from services.governance.tickets.reading.read import read_tickets  # noqa: PLC0415
    from services.governance.tickets.replay import Metric, Target, replay  # noqa: PLC0415

    hours = {day: [["09:00", "17:00"]] for day in WEEKDAYS}
    office = CalendarTerms.model_validate({"tz": "UTC", "hours": hours, "country": COUNTRY})
    pausing = frozenset({PAUSING})
    metrics = [
        Metric(code="office", clock=ClockTerms(calendar=office, pausing=pausing)),
        Metric(code="wall", clock=ClockTerms(pausing=pausing)),
        Metric(code="stated", measured="stated"),
    ]
    targets = {
        "office": Target(within=timedelta(hours=40)),
        "wall": Target(within=timedelta(hours=24)),
    }
    mapping = known_mapping("incident-log")

    def run(path: Path) -> Answer:
        found = replay(read_tickets(path, mapping).log, metrics, targets)
        return sorted((one.month, one.metric, one.met, one.total) for one in found if one.total)

    return run


def _pandas(how: str) -> Run:
    from benchmarks.yardsticks import pandas_replay  # noqa: PLC0415

    holidays = [day.isoformat() for year in YEARS for day in public_holidays(COUNTRY, None, year)]
    run = pandas_replay.plainly if how == "plain" else pandas_replay.tuned
    return lambda path: run(path, PAUSING, holidays)


def main(who: str, path: Path) -> None:
    run = _baton() if who == "baton" else _pandas(who)
    public_holidays(COUNTRY, None, YEARS[0])
    began, cpu = perf_counter(), process_time()
    answer = run(path)
    took = {"seconds": perf_counter() - began, "cpu": process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({**took, "peak": peak, "answer": answer}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
