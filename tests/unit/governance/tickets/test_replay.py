"""A past log through draft service levels, month by month."""

import random
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from libs.common.calendars import CalendarTerms
from services.governance.tickets.clocks.clock_terms import ClockTerms
from services.governance.tickets.log import TicketLog, joined, ticket_log
from services.governance.tickets.replay import (
    Metric,
    MonthAttainment,
    Target,
    UntargetedMetric,
    replay,
    still_running,
)
from tests.unit.governance.tickets import incident_log
from tests.unit.governance.tickets.writing import a_log, at

OFFICE = CalendarTerms.model_validate(
    {
        "tz": "Europe/Lisbon",
        "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
DAY = timedelta(days=1)
SWIFT = Metric(code="swift")
TARGETS = {"swift": Target(within=timedelta(hours=8))}


def ticket(name, opened, resolved, **facts):
    return {"ticket": name, "at": opened, "opened_at": opened, "resolved_at": resolved, **facts}


def test_a_ticket_counts_in_the_month_in_which_it_was_resolved():
    log = a_log(ticket("T1", "2026-01-31T23:00", "2026-02-01T01:00"))
    (month,) = replay(log, [SWIFT], TARGETS)
    assert month == MonthAttainment(
        month="2026-02", metric="swift", met=1, total=1, excluded=0, percent=Decimal("100.00")
    )


def test_the_month_is_that_of_the_clocks_zone():
    zone = ClockTerms(calendar=OFFICE.model_copy(update={"tz": "America/New_York"}))
    log = a_log(ticket("T1", "2026-01-31T20:00", "2026-02-01T01:00"))
    (month,) = replay(log, [Metric(code="swift", clock=zone)], TARGETS)
    assert month.month == "2026-01"


def test_exactly_at_the_target_has_met_it():
    log = a_log(
        ticket("T1", "2026-02-02T00:00", "2026-02-02T08:00"),
        ticket("T2", "2026-02-02T00:00", "2026-02-02T08:01"),
    )
    (month,) = replay(log, [SWIFT], TARGETS)
    assert (month.met, month.total, month.percent) == (1, 2, Decimal("50.00"))


def test_a_month_without_tickets_has_no_score():
    log = a_log(
        ticket("T1", "2026-01-02T00:00", "2026-01-02T08:00"),
        ticket("T2", "2026-03-02T00:00", "2026-03-02T08:00"),
    )
    assert [(one.month, one.percent) for one in replay(log, [SWIFT], TARGETS)] == [
        ("2026-01", Decimal("100.00")),
        ("2026-02", None),
        ("2026-03", Decimal("100.00")),
    ]


def test_targets_by_priority_and_a_priority_without_one():
    target = Target(by_priority={"high": timedelta(hours=4), "low": DAY})
    log = a_log(
        ticket("T1", "2026-02-02T00:00", "2026-02-02T06:00", priority="high"),
        ticket("T2", "2026-02-02T00:00", "2026-02-02T06:00", priority="low"),
        ticket("T3", "2026-02-02T00:00", "2026-02-02T06:00", priority="odd"),
        ticket("T4", "2026-02-02T00:00", "2026-02-02T06:00"),
    )
    (month,) = replay(log, [SWIFT], {"swift": target})
    assert (month.met, month.total, month.excluded) == (1, 4, 2)
    assert month.percent == Decimal("50.00")


def test_only_tickets_that_a_metric_names_count():
    log = a_log(
        ticket("T1", "2026-02-02T00:00", "2026-02-02T06:00", priority="high", department="HR"),
        ticket("T2", "2026-02-02T00:00", "2026-02-02T06:00", priority="high"),
        ticket("T3", "2026-02-02T00:00", "2026-02-02T06:00", department="HR"),
    )
    narrow = Metric(code="swift", priorities=("high",), departments=("HR",))
    assert [one.total for one in replay(log, [narrow], TARGETS)] == [1]


def test_what_the_source_says_of_its_own_target():
    log = a_log(
        ticket("T1", "2026-02-02T00:00", "2026-02-02T06:00", made_sla=True),
        ticket("T2", "2026-02-02T00:00", "2026-02-09T06:00", made_sla=False),
        ticket("T3", "2026-02-02T00:00", "2026-02-09T06:00"),
    )
    (month,) = replay(log, [Metric(code="own", measured="stated")], {})
    assert (month.met, month.total, month.excluded) == (1, 3, 1)


def test_a_metric_without_a_target_is_refused_by_name():
    with pytest.raises(UntargetedMetric, match="swift"):
        replay(a_log(ticket("T1", "2026-02-02T00:00", None)), [SWIFT], {})


def test_what_still_runs_counts_in_no_month_and_is_told():
    log = a_log(ticket("T1", "2026-02-02T00:00", None))
    assert replay(log, [SWIFT], TARGETS) == []
    running = still_running(log, SWIFT, at("2026-02-03T00:00"))
    assert running.rows() == [("T1", at("2026-02-02T00:00"), DAY)]


def test_an_empty_log_attains_nothing():
    assert replay(ticket_log(pl.DataFrame()), [SWIFT], TARGETS) == []


METRICS = [
    Metric(
        code="office",
        clock=ClockTerms(calendar=OFFICE, pausing=frozenset({"Awaiting User Info"})),
    ),
    Metric(code="swift", clock=ClockTerms(pausing=frozenset({"Awaiting User Info"}))),
    Metric(code="high", priorities=("1 - Critical", "2 - High")),
    Metric(code="stated", measured="stated"),
]
ALL_TARGETS = {
    "office": Target(within=timedelta(hours=40)),
    "swift": Target(within=DAY, by_priority={"1 - Critical": timedelta(hours=4)}),
    "high": Target(within=timedelta(hours=8)),
}


def test_the_whole_incident_log_is_replayed_and_every_resolved_incident_counts_once():
    log = incident_log.log()
    attained = replay(log, METRICS, ALL_TARGETS)
    resolved = log.tickets.drop_nulls("resolved_at").height
    for metric in ("office", "swift", "stated"):
        assert sum(one.total for one in attained if one.metric == metric) == resolved


def test_a_query_in_another_engine_finds_the_same(tmp_path):
    """`high` by DuckDB, straight from the events."""
    import duckdb

    file = tmp_path / "events.parquet"
    incident_log.log().events.write_parquet(file)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    found = connection.execute(
        f"""
        WITH tickets AS (
            SELECT ticket, min(opened_at) AS o, max(resolved_at) AS r,
                   last(priority ORDER BY sequence, "at") AS p
            FROM '{file}' GROUP BY ticket)
        SELECT strftime(r, '%Y-%m'), sum((r - o <= INTERVAL 8 HOUR)::INT), count(*)
        FROM tickets WHERE r IS NOT NULL AND p IN ('1 - Critical', '2 - High')
        GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    attained = replay(incident_log.log(), METRICS, ALL_TARGETS)
    ours = [(a.month, a.met, a.total) for a in attained if a.metric == "high" and a.total]
    assert ours == [tuple(row) for row in found]


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 1000).map(random.Random))
def test_splitting_the_log_and_joining_it_in_any_order_changes_nothing(chance):
    log = incident_log.log(3_000)
    parts = [part.events for _, part in _parts(log, chance)]
    chance.shuffle(parts)
    again = joined(TicketLog(part) for part in parts)
    assert replay(again, METRICS, ALL_TARGETS) == replay(log, METRICS, ALL_TARGETS)


def _parts(log, chance):
    place = pl.Series([chance.randrange(5) for _ in range(log.events.height)])
    return [(part, TicketLog(log.events.filter(place == part))) for part in range(5)]
