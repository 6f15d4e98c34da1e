"""A file that is no plan, or none to be trusted, is refused in a sentence that says where."""

import pytest

from services.transition.exchange.imported import Unreadable
from services.transition.exchange.mspdi import calendars_in, parsing
from services.transition.exchange.mspdi.read import read_mspdi
from tests.unit.transition.exchange.mspdi_files import STANDARD, calendar, file, link, task, week

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY l0 "ha">{LAUGHS}]><p>&l9;</p>'.encode()
OUTSIDE = b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project>&x;</Project>'
OTHER_DTD = b'<!DOCTYPE Project SYSTEM "http://example.org/p.dtd"><Project/>'


def refused(data: bytes, *words: str) -> None:
    with pytest.raises(Unreadable) as fault:
        read_mspdi(data)
    for word in words:
        assert word in str(fault.value)
    assert len(str(fault.value)) < 500


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, OTHER_DTD])
def test_no_entities_and_no_document_type(data):
    refused(data, "entities")


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf "])
def test_nothing_at_all(data):
    with pytest.raises(Unreadable):
        read_mspdi(data)


def test_a_broken_file_names_the_line():
    refused(file(task(1)).replace(b"</Tasks>", b"\n"), "Line 2", "mismatched tag")


def test_another_namespace_or_none_is_no_plan():
    refused(file(task(1), namespace="http://schemas.microsoft.com/project/2099"), "no Microsoft")
    refused(b"<Project><Tasks/></Project>", "no Microsoft")
    refused(b"<html/>", "html")


def test_bytes_that_are_no_text():
    refused(b'<?xml version="1.0" encoding="klingon"?><Project/>')
    refused(b"\x00\x01\x02\xff")
    refused(file(task(1)).replace(b"Plan", b"\xff\xfe"))


def test_tasks_are_told_apart_by_number():
    refused(file("<Task><Name>Nobody</Name></Task>"), "Nobody", "no UID")
    refused(file(task(1), task(1, "Again")), "Again", "another task")
    refused(file(task("one")), "whole number")
    refused(file(task("9" * 5000)), "whole number")


def test_a_link_to_a_task_that_is_not_there_names_both():
    refused(file(task(1), task(2, "Shadow", more=link(77))), "Shadow", "77")


def test_a_calendar_that_is_not_there_is_named():
    refused(file(task(1, more="<CalendarUID>9</CalendarUID>")), "Task 1", "calendar 9")


def test_a_calendar_that_is_based_on_itself():
    loop = calendar(1, "A", "", base=2) + calendar(2, "B", "", base=1)
    refused(file(task(1), calendars=loop), "Calendar", "itself")


def test_two_calendars_of_one_number():
    refused(file(task(1), calendars=STANDARD + STANDARD), "Standard")


def test_hours_that_end_before_they_begin():
    refused(file(task(1), calendars=calendar(1, "A", week(("17:00", "09:00")))), "Calendar A")


def test_a_duration_below_zero_or_beyond_all_plans():
    refused(file(task(1, hours=-8)), "Task 1")
    refused(file(task(1).replace("PT8H", "-PT8H")), "Task 1", "minutes")
    refused(file(task(1, hours=999_999_999)), "Task 1", "minutes")
    refused(file(task(1).replace("PT8H0M0S", "eight hours")), "Task 1", "eight hours")


def test_a_name_of_two_megabytes():
    refused(file(task(1, "x" * 2_000_000)), "2000000 characters")


def test_a_date_that_is_none_or_of_another_age():
    refused(file(task(1, more="<Deadline>tomorrow</Deadline>")), "Task 1", "tomorrow")
    refused(file(task(1, more="<Deadline>1492-10-12T08:00:00</Deadline>")), "Task 1", "1990")


def test_an_assignment_of_nobody_or_to_nothing():
    def assigned(task_uid: int, who: int) -> bytes:
        rest = "<Resources><Resource><UID>1</UID><Name>A</Name></Resource></Resources>"
        rest += f"<Assignments><Assignment><TaskUID>{task_uid}</TaskUID>"
        return file(
            task(1), rest=f"{rest}<ResourceUID>{who}</ResourceUID></Assignment></Assignments>"
        )

    refused(assigned(1, 8), "resource 8")
    refused(assigned(5, 1), "task 5")


def test_an_unknown_constraint_and_an_unknown_kind_of_link():
    refused(file(task(1, more="<ConstraintType>12</ConstraintType>")), "12")
    refused(file(task(1), task(2, more=link(1, kind=9))), "9")


def test_elements_in_elements_without_end():
    refused(file(task(1, more="<a>" * 5_000 + "</a>" * 5_000)), "too large")


def test_more_than_a_plan_holds(monkeypatch):
    monkeypatch.setattr(parsing, "MOST_BYTES", 1_000)
    refused(file(*(task(n) for n in range(100))), "larger")
    monkeypatch.undo()
    monkeypatch.setitem(parsing.MOST_ROWS, "Task", 50)
    refused(file(*(task(n) for n in range(100))), "more than 50")
    monkeypatch.undo()
    monkeypatch.setattr(parsing, "LARGEST_ROW", 50)
    refused(file(task(1, more="<a/>" * 100)), "too large")


def test_facts_of_ours_that_somebody_damaged():
    definition = (
        "<ExtendedAttributes><ExtendedAttribute><FieldID>1</FieldID><Alias>Baton plan</Alias>"
        "</ExtendedAttribute></ExtendedAttributes>"
    )
    value = "<ExtendedAttribute><FieldID>1</FieldID><Value>{}</Value></ExtendedAttribute>"
    whole = task(0, more=value.format('{"baton": 1, "calendars": [}'))
    refused(file(whole, project=definition), "damaged")
    newer = task(0, more=value.format('{"baton": 99}'))
    refused(file(newer, project=definition), "newer")


def test_calendars_that_unfold_without_end(monkeypatch):
    rule = (
        "<Exception><TimePeriod><FromDate>9990-01-01T00:00:00</FromDate><ToDate>9999-12-31T00:00:00"
        "</ToDate></TimePeriod><Type>5</Type><MonthItem>3</MonthItem><MonthPosition>4"
        "</MonthPosition></Exception>"
    )
    more = f"<Exceptions>{rule * 3}</Exceptions>"
    data = file(task(1), calendars=calendar(1, "A", "", more=more))
    assert len(read_mspdi(data).document.calendars[0].exceptions) == 360
    monkeypatch.setattr(calendars_in, "MOST_EXCEPTIONS", 300)
    refused(data, "Calendar A", "exceptions")
    monkeypatch.setattr(calendars_in, "MOST_RULES", 2)
    refused(data, "Calendar A", "rules")
    tower = "".join(calendar(n, f"C{n}", "", base=n + 1) for n in range(1, 80))
    refused(file(task(1), calendars=tower), "Calendar C1", "too many")
