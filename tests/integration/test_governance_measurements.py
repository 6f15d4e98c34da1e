"""What is measured: by the vendor through events, by the client over HTTP, in any order."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from libs.common import held
from libs.common.db import Database, Db, Scope
from libs.common.events.governance import MeasurementsTaken, ReportRefused
from libs.common.ids import new_id
from libs.common.migrations import migrate
from services.governance.models import Base, DailyTally, ServiceLevel, Source, UnmatchedTally
from services.governance.tallies import Reported, judge, levels_of, record
from tests.integration.governed import (
    ACCURACY,
    CONTRACT,
    INVOICES,
    KESTREL,
    MARCH,
    PROGRAMME,
    V1,
    Governed,
    governed,
    live,
    reported,
    signed,
    tally,
)
from tests.office import Office, eventually, office
from tests.telling import tell

NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Governed]:
    async with governed(tmp_path) as it:
        yield it


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Governance's own tables, with the contract's service levels."""
    it = Database(f"sqlite+aiosqlite:///{tmp_path}/governance.db", Base)
    await migrate(it, "governance")
    async with it.write(Scope("veldkamp", NOON)) as db:
        db.add_all(ServiceLevel.from_terms(signed(), terms) for terms in signed().service_levels)
    yield it
    await it.close()


def report(met: int, hours: int, on: str = "2026-02-01", code: str = INVOICES) -> Reported:
    at = NOON + timedelta(hours=hours)
    told = tally(on, met, 100, code=code)
    return Reported(PROGRAMME, KESTREL, CONTRACT, Source.VENDOR, at, new_id(), told)


async def record_in(database: Database, *batches: list[Reported]) -> list[tuple[Any, ...]]:
    """What stands after these batches, each in a transaction of its own; then clears it."""
    for batch in batches:
        async with database.write(Scope("veldkamp", NOON)) as db:
            levels = await levels_of(db, {CONTRACT})
            await record(db, judge(batch, levels), levels)
    async with database.write(Scope("veldkamp", NOON)) as db:
        rows = await db.all(select(DailyTally).order_by("taken_on", "service_level_id"))
        for row in rows:
            await db.delete(row)
    return [(r.service_level_id, r.taken_on, r.met, r.reported_at, r.reports) for r in rows]


async def test_the_order_in_which_batches_arrive_changes_nothing(database: Database) -> None:
    reports = [report(90, 0), report(91, 1), report(92, 2), report(93, 1, on="2026-02-02")]
    at_once = await record_in(database, reports)
    assert [(met, times) for _, _, met, _, times in at_once] == [(92, 3), (93, 1)]
    for order in permutations(reports):
        assert await record_in(database, *([one] for one in order)) == at_once
        assert await record_in(database, list(order[:2]), list(order[2:])) == at_once


async def test_of_two_reports_at_one_time_the_higher_id_stands(database: Database) -> None:
    first, second = report(90, 0), report(91, 0)
    for order in ([first], [second]), ([second], [first]), ([second, first],):
        ((_, _, met, _, times),) = await record_in(database, *order)
        assert (met, times) == (91, 2)


async def test_a_batch_takes_one_statement_however_many_tallies(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, int]] = []
    insert_many = Db.insert_many

    async def counted(db: Db, table: str, names: Any, rows: Any, then: str = "") -> None:
        ran.append((table, len(rows)))
        await insert_many(db, table, names, rows, then)

    monkeypatch.setattr(Db, "insert_many", counted)
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    codes = (INVOICES, ACCURACY)
    batch = [report(90, hour, day, code) for hour in (0, 1) for day in days for code in codes]
    async with database.write(Scope("veldkamp", NOON)) as db:
        levels = await levels_of(db, {CONTRACT})
        await record(db, judge(batch, levels), levels)
    assert ran == [("daily_tally", 56)]


async def test_the_rows_belong_to_the_tenant_and_the_vendor(database: Database) -> None:
    async with database.write(Scope("veldkamp", NOON)) as db:
        levels = await levels_of(db, {CONTRACT})
        reports = [report(90, 0), report(90, 0, code="unknown")]
        await record(db, judge(reports, levels), levels)
    for scope, count in (
        (Scope("veldkamp", NOON), 1),
        (Scope("veldkamp", NOON, vendor=KESTREL), 1),
        (Scope("veldkamp", NOON, vendor=new_id()), 0),
        (Scope("another", NOON), 0),
    ):
        async with database.read(scope) as db:
            assert len(await db.all(select(DailyTally))) == count
            assert len(await db.all(select(UnmatchedTally))) == count


async def test_both_measurers_stand_side_by_side(baton: Governed) -> None:
    await baton.measured("2026-02", 96, 100)
    lines = [
        {"service_level": INVOICES, "taken_on": "2026-02-03", "met": 38, "total": 42, "excluded": 2}
    ]
    path = f"{V1}/contracts/{CONTRACT}/measurements"
    assert await baton.yusuf.post(path, {"measurements": lines}, baton_date=MARCH) == {
        "recorded": 1
    }
    month = await baton.month("2026-02")
    assert (month["vendor"]["percent"], month["vendor"]["days"]) == ("96.0", 20)
    assert (month["client"]["percent"], month["client"]["days"]) == ("95.0", 1)
    assert (month["difference"], month["source"]) == ("1.0", "vendor")
    closed = await baton.yusuf.post(
        await baton.path(), {"month": "2026-02", "source": "client"}, baton_date=MARCH
    )
    assert (closed["source"], closed["percent"]) == ("client", "95.0")


async def test_where_only_the_client_measured_its_measurements_count(baton: Governed) -> None:
    line = {"service_level": INVOICES, "taken_on": "2026-02-03", "met": 93, "total": 100}
    path = f"{V1}/contracts/{CONTRACT}/measurements"
    await baton.yusuf.post(path, {"measurements": [line]}, baton_date=MARCH)
    month = await baton.month("2026-02")
    assert (month["source"], month["percent"], month["vendor"]) == ("client", "93.0", None)


async def test_a_day_told_again_replaces_the_day_and_is_counted(baton: Governed) -> None:
    await baton.tell(reported(tally("2026-02-03", 90, 100)))
    await baton.tell(reported(tally("2026-02-03", 95, 100)))
    month = await baton.month("2026-02")
    assert month["vendor"] == {
        "days": 1,
        "met": 95,
        "total": 100,
        "excluded": 0,
        "percent": "95.0",
        "told_again": 1,
    }


async def test_the_same_event_twice_counts_once(baton: Governed) -> None:
    event, id = (
        reported(tally("2026-02-03", 90, 100), tally("2026-02-03", 1, 2, code="x")),
        new_id(),
    )
    await baton.tell(event, id=id)
    await baton.tell(event, id=id)
    await baton.tell(reported(tally("2026-02-04", 90, 100)))
    assert (await baton.month("2026-02"))["vendor"]["told_again"] == 0
    (unmatched,) = (await baton.sanne.get(f"{V1}/contracts/{CONTRACT}/unmatched"))["items"]
    assert unmatched["tallies"] == 1


async def test_what_cannot_be_used_is_kept_apart_with_the_reason(baton: Governed) -> None:
    await baton.tell(
        reported(
            tally("2026-02-03", 9, 10, code="no-such-level"),
            tally("2026-02-05", 9, 10, code="no-such-level"),
            tally("2026-02-03", 9, 10, excluded=2),
            tally("2026-02-04", 9, 10),
        )
    )
    await baton.tell(reported(tally("2026-02-01", 9, 10, code="no-such-level")))
    unmatched = (await baton.ania.get(f"{V1}/contracts/{CONTRACT}/unmatched"))["items"]
    found = [(u["code"], u["fault"], u["tallies"], u["first_on"], u["last_on"]) for u in unmatched]
    assert sorted(found) == [
        (INVOICES, "impossible-counts", 1, "2026-02-03", "2026-02-03"),
        ("no-such-level", "unknown-service-level", 3, "2026-02-01", "2026-02-05"),
    ]
    assert (await baton.month("2026-02"))["vendor"]["days"] == 1


async def test_a_report_that_counts_is_answered_with_its_counts(baton: Governed) -> None:
    id = new_id()
    lines = [tally("2026-02-03", 9, 10), tally("2026-02-04", 18, 20, excluded=1)]
    await baton.tell(reported(*lines, tally("2026-02-03", 1, 1, code=ACCURACY)), id=id)
    (taken,) = await baton.heard(MeasurementsTaken)
    assert (taken.report_id, taken.vendor_id, taken.source) == (id, KESTREL, "vendor")
    assert (taken.count, taken.measurements) == (3, [])
    counts = [(c.service_level, c.days, c.met, c.total, c.excluded) for c in taken.counts]
    assert counts == [(ACCURACY, 1, 1, 1, 0), (INVOICES, 2, 27, 30, 1)]
    assert await baton.heard(ReportRefused) == []


async def test_a_report_without_a_line_that_counts_is_refused(baton: Governed) -> None:
    id = new_id()
    await baton.tell(reported(tally("2026-02-03", 9, 10, code="no-such-level")), id=id)
    (refusal,) = await baton.heard(ReportRefused)
    assert (refusal.report_id, refusal.vendor_id) == (id, KESTREL)
    assert (refusal.kind, refusal.lines, refusal.refused) == ("unknown-service-level", 1, 1)
    assert await baton.heard(MeasurementsTaken) == []


async def test_a_report_refused_in_part_names_the_lines_at_fault(baton: Governed) -> None:
    lines = [
        tally("2026-02-03", 9, 10),
        tally("2026-02-04", 9, 10, excluded=2),
        tally("2026-02-05", 9, 10, code="no-such-level"),
    ]
    await baton.tell(reported(*lines))
    (refusal,) = await baton.heard(ReportRefused)
    assert (refusal.kind, refusal.lines, refusal.refused) == ("impossible-counts", 3, 2)
    assert refusal.reason == (
        "2 of 3 lines count for nothing: "
        "/measurements/1 (invoices-3-days on 2026-02-04) impossible-counts, "
        "/measurements/2 (no-such-level on 2026-02-05) unknown-service-level."
    )
    (taken,) = await baton.heard(MeasurementsTaken)
    assert taken.count == 1


async def test_a_day_that_had_begun_nowhere_when_it_was_reported_is_refused(
    baton: Governed,
) -> None:
    at = datetime(2026, 2, 3, 9, tzinfo=UTC)
    far_east = datetime(2026, 2, 3, 10, tzinfo=UTC)
    for moment in (at, far_east):
        await baton.tell(reported(tally("2026-02-04", 9, 10)), stated_at=moment)
    (refusal,) = await baton.heard(ReportRefused)
    assert refusal.kind == "day-ahead"
    assert (await baton.month("2026-02"))["vendor"]["told_again"] == 0
    (unmatched,) = (await baton.sanne.get(f"{V1}/contracts/{CONTRACT}/unmatched"))["items"]
    assert (unmatched["fault"], unmatched["first_on"]) == ("day-ahead", "2026-02-04")


async def test_what_the_client_measured_is_told_line_by_line(baton: Governed) -> None:
    line = {"service_level": INVOICES, "taken_on": "2026-02-03", "met": 93, "total": 100}
    path = f"{V1}/contracts/{CONTRACT}/measurements"
    await baton.yusuf.post(path, {"measurements": [line]}, baton_date=MARCH)
    (taken,) = await baton.heard(MeasurementsTaken)
    assert (taken.source, taken.contract_id, taken.count) == ("client", CONTRACT, 1)
    assert taken.measurements == [tally("2026-02-03", 93, 100)]


async def held_back(it: Office) -> dict[held.State, int]:
    database = it.service("governance").database
    async with database.look() as connection:
        return await held.counts(connection, database)


async def waits(it: Office) -> bool:
    return (await held_back(it))[held.State.PENDING] == 1


async def test_measurements_of_a_contract_that_is_not_known_are_held_back(tmp_path: Path) -> None:
    async with office(tmp_path, "governance") as it:
        await tell(it, reported(tally("2026-02-03", 93, 100)))
        await eventually(partial(waits, it))


async def test_a_wave_that_is_live_before_its_contract_is_known_waits_for_it(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, "governance") as it:
        baton = Governed(it)
        await tell(it, live())
        await eventually(partial(waits, it))
        await baton.tell(signed())
        assert (await baton.level())["live_on"] == "2025-09-15"
        assert (await held_back(it))[held.State.PENDING] == 0


async def test_many_reports_at_once_all_arrive(baton: Governed) -> None:
    for day in range(1, 29):
        for code in (INVOICES, ACCURACY):
            await tell(baton.office, reported(tally(f"2026-02-{day:02}", 93, 100, code=code)))
    await baton.tell(reported(tally("2026-03-01", 1, 1)))
    for code in (INVOICES, ACCURACY):
        month = await baton.month("2026-02", code)
        assert (month["vendor"]["days"], month["vendor"]["met"]) == (28, 28 * 93)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"service_level": "no-such-level"}, "/measurements/0/service_level"),
        ({"service_level": "Not A Code"}, "/measurements/0/service_level"),
        ({"taken_on": "2026-03-05"}, "/measurements/0/taken_on"),
        ({"met": 11}, "/measurements/0"),
        ({"met": -1}, "/measurements/0/met"),
        ({"extra": 1}, "/measurements/0/extra"),
    ],
)
async def test_wrong_measurements_of_the_client_are_refused_whole(
    baton: Governed, change: dict[str, Any], field: str
) -> None:
    line = {"service_level": INVOICES, "taken_on": "2026-02-03", "met": 9, "total": 10} | change
    good = {"service_level": ACCURACY, "taken_on": "2026-02-03", "met": 9, "total": 10}
    path = f"{V1}/contracts/{CONTRACT}/measurements"
    body = {"measurements": [line, good]}
    refusal = await baton.yusuf.post(path, body, status=422, baton_date=MARCH)
    assert refusal["errors"][0]["field"] == field
    assert (await baton.month("2026-02", ACCURACY))["client"] is None


async def test_only_those_who_measure_for_the_client_may_do_so(baton: Governed) -> None:
    path = f"{V1}/contracts/{CONTRACT}/measurements"
    line = {"service_level": INVOICES, "taken_on": "2026-02-03", "met": 9, "total": 10}
    await baton.daan.post(path, {"measurements": [line]}, status=403)
    await baton.ania.post(path, {"measurements": [line]}, status=403)
    stranger = baton.office.as_("yusuf", tenant="another")
    await stranger.post(path, {"measurements": [line]}, status=404)
