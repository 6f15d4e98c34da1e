"""Keeps what was measured: one statement for a batch, whatever order it comes in.

The newest report of a day stands, by the time of the event and then by its id; within one report
the last line of the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case
from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.vendor.measurements import Tally
from libs.common.ids import new_id
from services.governance.models import Fault, ServiceLevel, Source

Levels = Mapping[tuple[UUID, str], UUID]
"Their ids by contract and code."
EARLIEST_ZONE = timedelta(hours=14)
"A date has begun somewhere on earth that long before it begins in UTC."
OWNER = ("id", "tenant", "programme_id", "vendor_id", "contract_id")
RENEWED = ("met", "total", "excluded", "reported_at", "report_id")
DAY = (*OWNER, "service_level_id", "source", "taken_on", *RENEWED, "reports")
NEWER = (
    "(excluded.reported_at, excluded.report_id) > (daily_tally.reported_at, daily_tally.report_id)"
)
RENEWING = ", ".join(
    f"{name} = CASE WHEN {NEWER} THEN excluded.{name} ELSE daily_tally.{name} END"
    for name in RENEWED
)
THE_NEWER_STANDS = (
    f"ON CONFLICT (service_level_id, source, taken_on) DO UPDATE SET {RENEWING}, "
    "reports = daily_tally.reports + excluded.reports"
)


class Reported(NamedTuple):
    """A tally with the report in which it came."""

    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    source: Source
    reported_at: datetime
    report_id: UUID
    tally: Tally

    @property
    def level_key(self) -> tuple[UUID, str]:
        return self.contract_id, self.tally.service_level

    @property
    def day_key(self) -> tuple[UUID, str, str, date]:
        tally = self.tally
        return self.contract_id, tally.service_level, self.source.value, tally.taken_on

    def fault(self, levels: Levels) -> Fault | None:
        if self.level_key not in levels:
            return Fault.UNKNOWN_SERVICE_LEVEL
        if not possible(self.tally):
            return Fault.IMPOSSIBLE_COUNTS
        return Fault.DAY_AHEAD if self.tally.taken_on > _latest_day(self.reported_at) else None


@lru_cache(64)
def _latest_day(reported_at: datetime) -> date:
    """The date of the report where on earth it is latest: the vendor may be anywhere."""
    return (reported_at + EARLIEST_ZONE).date()


def possible(tally: Tally) -> bool:
    return tally.met + tally.excluded <= tally.total


Judged = tuple[Reported, Fault | None]
"A line, and why it counts for nothing if it does."


def judge(reported: Iterable[Reported], levels: Levels) -> list[Judged]:
    return [(one, one.fault(levels)) for one in reported]


def newest(reported: Sequence[Reported]) -> list[tuple[Reported, int]]:
    """The newest of each day, with how often the day was reported."""
    if len(reported) == 1:
        return [(reported[0], 1)]
    days: dict[Any, tuple[Reported, int]] = {}
    for one in reported:
        other, times = days.get(one.day_key, (one, 0))
        later = (one.reported_at, one.report_id) >= (other.reported_at, other.report_id)
        days[one.day_key] = (one if later else other, times + 1)
    return list(days.values())


async def levels_of(db: Db, contracts: set[UUID]) -> Levels:
    query = select(ServiceLevel.contract_id, ServiceLevel.code, ServiceLevel.id)
    rows = await db.execute(query.where(col(ServiceLevel.contract_id).in_(contracts)))
    return {(contract, code): id for contract, code, id in rows}


async def record(db: Db, judged: Iterable[Judged], levels: Levels) -> None:
    judged = list(judged)
    await _keep(db, newest([one for one, fault in judged if fault is None]), levels)
    await _note_unmatched(db, [(one, fault) for one, fault in judged if fault is not None])


async def _keep(db: Db, days: Sequence[tuple[Reported, int]], levels: Levels) -> None:
    rows = [_row(db.scope.tenant, *day, levels) for day in days]
    await db.insert_many("daily_tally", DAY, rows, THE_NEWER_STANDS)


def _row(tenant: str, one: Reported, reports: int, levels: Levels) -> tuple[Any, ...]:
    tally = one.tally
    return (
        new_id(),
        tenant,
        one.programme_id,
        one.vendor_id,
        one.contract_id,
        levels[one.level_key],
        one.source,
        tally.taken_on,
        tally.met,
        tally.total,
        tally.excluded,
        one.reported_at,
        one.report_id,
        reports,
    )


async def _note_unmatched(db: Db, unmatched: Sequence[tuple[Reported, Fault]]) -> None:
    rows: dict[Any, dict[str, Any]] = {}
    for one, fault in unmatched:
        day = one.tally.taken_on
        fresh = {**_common(db, one), "code": one.tally.service_level, "fault": fault}
        fresh |= {"tallies": 0, "first_on": day, "last_on": day}
        row = rows.setdefault((*one.level_key, fault), fresh)
        row["tallies"] += 1
        row["first_on"], row["last_on"] = min(row["first_on"], day), max(row["last_on"], day)
    table = db.table("unmatched_tally")
    new = db.database.insert(table)
    had, said = table.c, new.excluded
    statement = new.on_conflict_do_update(
        index_elements=["contract_id", "code", "fault"],
        set_={
            "tallies": had.tallies + said.tallies,
            "first_on": case((said.first_on < had.first_on, said.first_on), else_=had.first_on),
            "last_on": case((said.last_on > had.last_on, said.last_on), else_=had.last_on),
        },
    )
    if rows:
        await db.run(statement, list(rows.values()))


def _common(db: Db, one: Reported) -> dict[str, Any]:
    return {
        "id": new_id(),
        "tenant": db.scope.tenant,
        "programme_id": one.programme_id,
        "vendor_id": one.vendor_id,
        "contract_id": one.contract_id,
    }
