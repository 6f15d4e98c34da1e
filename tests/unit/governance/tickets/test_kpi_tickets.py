"""The published ticket case gives its three published tables."""

import csv
from decimal import Decimal
from functools import cache

import polars as pl

from libs.common.calendars import CalendarTerms
from services.governance.tickets.clocks.clock_terms import ClockTerms, Stop
from services.governance.tickets.clocks.ticket_clocks import TicketClocks
from services.governance.tickets.log import TicketLog, joined
from services.governance.tickets.measures.current_status import current_status
from services.governance.tickets.measures.within_target import (
    Tally,
    share_within_target,
    tallies,
)
from services.governance.tickets.reading.mapping import TicketMapping
from services.governance.tickets.reading.read import read_tickets
from tests.shared_data import shared_data

PARTS = ("ticket", "department")
MAPPING = TicketMapping.model_validate(
    {
        "name": "kpi-tickets",
        "source": "Preppin' Data",
        "zone": "UTC",
        "closed_by": ["Closed"],
        "columns": {
            "at": "Timestamp",
            "sequence": "Status No.",
            "status": "Status Name",
            "priority": "Severity",
            "group": "Assigned To",
        }
        | {
            name: {"column": "Ticket", "split_by": " / ", "parts": 3, "part": part}
            for part, name in enumerate(PARTS, 1)
        },
    }
)
WEEKDAYS = CalendarTerms.model_validate(
    {
        "tz": "UTC",
        "hours": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)
A_DAY = 24 * 3600 * 1_000_000


@cache
def log() -> TicketLog:
    files = [shared_data(f"kpi-tickets/inputs/input_0{number}.csv") for number in (4, 2, 3)]
    reads = [read_tickets(file, MAPPING) for file in files]
    assert not any(read.bad for read in reads)
    return joined(read.log for read in reads)


@cache
def judged() -> pl.DataFrame:
    agreed = {row["Department"]: int(row["SLA Agreement"]) for row in rows("inputs/input_01.csv")}
    ran = TicketClocks(log()).ran(ClockTerms(calendar=WEEKDAYS, stops=Stop.CLOSED))
    days = pl.col("department").replace_strict(agreed, return_dtype=pl.Int64)
    return (
        log()
        .tickets.with_columns(ran)
        .drop_nulls("ran")
        .with_columns(agreed=days, met=pl.col("ran") <= days * A_DAY)
    )


def rows(name: str) -> list[dict[str, str]]:
    with shared_data(f"kpi-tickets/{name}").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tickets_in_each_status():
    published = [
        (row["Current Status"], int(row["Ticket Count"])) for row in rows("expected/output_01.csv")
    ]
    assert current_status(log()).rows() == published


def test_closed_tickets_that_missed_and_that_met():
    published = {row["Metric"]: int(row["Total"]) for row in rows("expected/output_02.csv")}
    met = judged()["met"]
    assert published == {
        "Missed SLA": (~met).sum(),
        "On Track to Meet SLA": met.sum(),
    }


def test_departments_by_what_they_achieved():
    of_18 = judged().filter(pl.col("agreed") == 18)
    achieved = [
        (department, share_within_target(Tally(met=met, total=total)))
        for department, met, total, _ in tallies(of_18, ["department"]).rows()
    ]
    ranked = sorted((one for one in achieved if one[1]), key=lambda one: (-one[1], one[0]))
    published = [
        (row["Department"], Decimal(row["Achieved %"])) for row in rows("expected/output_03.csv")
    ]
    assert ranked == published
