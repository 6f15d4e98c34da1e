"""A month of operations: vendors report what they measured, the client closes the month."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from libs.client.demo.spread import spread
from libs.client.demo.stage import Stage
from libs.client.demo.tickets import Day
from libs.client.demo.waiting import until

SERVICE = "/governance/v1/service-levels"
TICKETED = "invoices-3-days"
"The service level that a ticket log is taken for."
Counts = dict[str, list[Day]]
Json = dict[str, Any]


async def report_and_close(stage: Stage, month: str) -> dict[str, Json]:
    """The closed months by service level."""
    counted = counts(stage, month)
    stage.on(closing_day(month))
    for terms in stage.sample.contracts:
        codes = [level["code"] for level in terms["contract"]["service_levels"]]
        mine = {code: counted[code] for code in codes if code in counted}
        if mine:
            await report(stage, terms["id"], month, mine)
    stage.on(closing_day(month), "14:00")
    closed = {code: await close(stage, month, code, days) for code, days in counted.items()}
    stage.story.deed(stage.moment, stage.person("yusuf").name, f"closes {month}")
    for code, level in closed.items():
        stage.story.answer(f"{code}: {_judged(level)}")
    return closed


def _judged(level: Json) -> str:
    outcome, phase = level["outcome"].replace("_", " "), level["phase"].replace("_", "-")
    return f"{level['percent']} % of {level['expected']} / {level['minimum']}, {outcome}, {phase}"


def counts(stage: Stage, month: str) -> Counts:
    """Of the sample, with the ticket log in place of one level where there is one."""
    sample = stage.sample.operations["months"].get(month, {})
    found = {code: spread(month, *count) for code, count in sample.items()}
    if stage.tickets:
        found.pop(TICKETED, None)
        if ticketed := [d for d in stage.tickets if f"{d.on:%Y-%m}" == month]:
            found[TICKETED] = ticketed
    return found


def closing_day(month: str) -> str:
    """The 5th of the month after."""
    first = date.fromisoformat(f"{month}-01")
    years, next_month = divmod(first.year * 12 + first.month, 12)
    return date(years, next_month + 1, 5).isoformat()


async def report(stage: Stage, vendor: str, month: str, counted: Counts) -> None:
    """A ticket log day by day in one batch, else the month at once."""
    person = "ania" if vendor == "kestrel" else "rita"
    tallies = sorted(_tallies(counted), key=itemgetter("taken_on"))
    by_day = [list(day) for _, day in groupby(tallies, key=itemgetter("taken_on"))]
    contract = stage.known.contracts[vendor]
    data = [
        {"contract_id": contract, "measurements": measured}
        for measured in (by_day if stage.tickets else [tallies])
    ]
    cases = sum(day.total for days in counted.values() for day in days)
    what = f"reports {month}: {cases:,} cases on {len(by_day)} days"
    await stage.system_of(vendor, person).reports(what, "measurements_reported", data)


def _tallies(counted: Counts) -> Iterator[Json]:
    for code, days in counted.items():
        for on, met, total in days:
            yield {
                "service_level": code,
                "taken_on": on.isoformat(),
                "met": met,
                "total": total,
            }


async def close(stage: Stage, month: str, code: str, days: Sequence[Day]) -> Json:
    """Once every case that was reported is there."""
    yusuf, path = stage.person("yusuf"), f"{SERVICE}/{stage.known.levels[code]}/months"
    total = sum(day.total for day in days)

    async def arrived() -> Json | None:
        found: Json = await yusuf.sees(f"{path}/{month}")
        return found if found["vendor"] and found["vendor"]["total"] == total else None

    await until(arrived, f"the counts of {code} for {month}")
    what = f"closes {month} of {code}"
    closed: Json = await yusuf.does(what, path, {"month": month}, told=False)
    return closed
