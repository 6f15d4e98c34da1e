"""A ticket log is counted by day, and an incident's last event decides."""

import json
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.client.demo.ticket_file import count_file
from libs.client.demo.tickets import Day, Incident, NotATicketLog, by_day, count, later
from tests.shared_data import shared_data

HEADER = "number,incident_state,made_sla,resolved_at\r\n"


def log(*rows: str) -> list[str]:
    return [HEADER, *(f"{row}\r\n" for row in rows)]


def test_the_last_event_of_an_incident_in_file_order_decides() -> None:
    counted = count(log("I1,New,true,29/2/2016 11:29", "I1,Closed,false,1/3/2016 00:05"))
    assert counted.days == [Day(date(2016, 3, 1), 0, 1)]
    assert (counted.events, counted.incidents, counted.unresolved) == (2, 1, 0)


def test_an_incident_that_was_never_resolved_counts_on_no_day() -> None:
    counted = count(log("I1,New,true,?", "I2,Closed,true,3/4/2016 10:00"))
    assert counted.days == [Day(date(2016, 4, 3), 1, 1)]
    assert counted.unresolved == 1


def test_the_day_comes_before_the_month() -> None:
    assert count(log("I1,Closed,true,5/3/2016 12:00")).days[0].on == date(2016, 3, 5)


@pytest.mark.parametrize("row", ["I1,Closed,true,31/2/2016 10:00", "I1,Closed,maybe,?", "I1"])
def test_a_line_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(NotATicketLog, match="Line 3 "):
        count(log("I0,Closed,true,1/1/2016 10:00", row))


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(NotATicketLog, match="lacks the column resolved_at"):
        count(["number,made_sla\r\n"])
    with pytest.raises(NotATicketLog, match="lacks the column number"):
        count([])


def test_ten_years_later_the_leap_day_joins_the_day_before() -> None:
    days = [Day(date(2016, 2, 28), 1, 2), Day(date(2016, 2, 29), 3, 4)]
    assert later(days, 10) == [Day(date(2026, 2, 28), 4, 6)]
    assert later(days, 4)[1].on == date(2020, 2, 29)


@given(st.lists(st.tuples(st.dates(), st.booleans())))
def test_no_incident_is_lost_or_counted_twice(resolved: list[tuple[date, bool]]) -> None:
    days = by_day([Incident(*one) for one in resolved])
    assert sum(day.total for day in days) == len(resolved)
    assert sum(day.met for day in days) == sum(met for _, met in resolved)
    assert [day.on for day in days] == sorted({on for on, _ in resolved})


def test_a_zip_of_one_csv_is_read_as_the_csv(tmp_path: Path) -> None:
    text = "".join(log("I1,Closed,true,1/3/2016 10:00", "I2,Closed,false,1/3/2016 11:00"))
    plain, packed = tmp_path / "log.csv", tmp_path / "log.zip"
    plain.write_text(text, encoding="utf-8", newline="")
    with ZipFile(packed, "w") as archive:
        archive.writestr("log.csv", text)
    assert count_file(plain) == count_file(packed) == count(text.splitlines(keepends=True))


def test_a_zip_of_several_csv_files_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", HEADER)
        archive.writestr("b.csv", HEADER)
    with pytest.raises(NotATicketLog, match="holds 2 CSV files"):
        count_file(tmp_path / "two.zip")


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (tmp_path / "log.csv").write_text("".join(log("I1,Closed,true,?")))
    count_file(tmp_path / "log.csv", lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]


def test_the_published_log_has_the_published_counts() -> None:
    folder = shared_data("incident-log")
    expected = json.loads((folder / "expected.json").read_text())
    counted = count_file(folder / "incident_event_log_original.zip")
    assert counted.events == expected["whole_file"]["events"] == 141_712
    assert counted.incidents == expected["whole_file"]["incidents"] == 24_918
    assert sum(day.total for day in counted.days) == counted.incidents - counted.unresolved


def test_the_first_events_of_the_published_log_have_the_published_counts() -> None:
    folder = shared_data("incident-log")
    expected = json.loads((folder / "expected.json").read_text())["first_119998_events"]
    with ZipFile(folder / "incident_event_log_original.zip") as archive:
        lines = archive.read(archive.namelist()[0]).decode().splitlines(keepends=True)
    counted = count(lines[: 119_998 + 1])
    assert counted.incidents == expected["incidents"]
    assert counted.unresolved == expected["resolved_at_missing"]
    assert sum(day.total for day in counted.days) == expected["mttr_count"]
