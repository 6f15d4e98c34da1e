"""A plan's tasks go out as a table and come in again."""

import csv
from decimal import Decimal
from io import StringIO
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings

from services.transition.exchange.csv_plan import read_csv, write_csv
from services.transition.exchange.imported import Unreadable
from services.transition.exchange.plan_document import Predecessor, RaciRole
from services.transition.scheduling.network import LinkKind
from tests.unit.transition.exchange.plans import dated, plan, plans, task

BASE = plan()

law = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@law
@given(plans())
def test_the_tasks_come_back_as_they_went_out(document):
    """Responsibilities by role: each role has a column."""
    dates = {each.code: dated(slack=-30) for each in document.tasks}
    written = write_csv(document, dates)
    read = read_csv(written, document).document
    roles = list(RaciRole)
    for each, back in zip(document.tasks, read.tasks, strict=True):
        people = sorted(each.responsibilities, key=lambda one: roles.index(one.role))
        assert back == each.model_copy(update={"responsibilities": tuple(people)})
    assert read.model_copy(update={"tasks": document.tasks}) == document
    assert write_csv(read, dates) == written


def tasks(text: str, base=BASE):
    return read_csv(text.encode(), base).document.tasks


def refused(text: str | bytes, *words: str) -> None:
    with pytest.raises(Unreadable) as fault:
        read_csv(text if isinstance(text, bytes) else text.encode(), BASE)
    for word in words:
        assert word in str(fault.value)


def test_links_are_read_as_planners_write_them():
    text = "code,title,predecessors\na,A,\nb,B,\nc,C,\nd,D,\ne,E,a;b FS+2d;c SS-4h; dFF+1ed\n"
    assert tasks(text)[-1].predecessors == (
        Predecessor(task="a"),
        Predecessor(task="b", lag=960),
        Predecessor(task="c", kind=LinkKind.SS, lag=-240),
        Predecessor(task="d", kind=LinkKind.FF, lag=1440, elapsed=True),
    )


def test_semicolons_a_byte_order_mark_and_decimal_commas_are_read():
    text = "\ufeffCode;Title;Days;Budget;Live\nx;Übergabe;1,5;1250,50;yes\n"
    (found,) = tasks(text)
    assert (found.title, found.minutes, found.budget, found.live) == (
        "Übergabe",
        720,
        Decimal("1250.50"),
        True,
    )


@pytest.mark.parametrize(
    ("days", "minutes", "elapsed"),
    [("2", 960, False), ("4h", 240, False), ("1w", 2400, False), ("1ed", 1440, True)],
)
def test_a_length_may_name_its_unit(days, minutes, elapsed):
    (found,) = tasks(f"code,title,days\na,A,{days}\n")
    assert (found.minutes, found.elapsed) == (minutes, elapsed)


def test_a_day_alone_is_its_begin_or_its_end():
    (found,) = tasks(
        "code,title,constraint,constraint_date,deadline\na,A,SNET,2026-02-02,2026-03-01\n"
    )
    assert f"{found.constraint.at} {found.deadline}" == "2026-02-02 00:00:00 2026-03-01 23:59:00"


def test_people_and_demands_are_lists_in_a_cell():
    (found,) = tasks("code,title,responsible,demands\na,A,client: Joris; vendor: Ann,trainer x2\n")
    assert [(p.role, p.side, p.who) for p in found.responsibilities] == [
        ("R", "client", "Joris"),
        ("R", "vendor", "Ann"),
    ]
    assert [(d.resource, d.units) for d in found.demands] == [("trainer", 2)]


def test_a_resource_new_to_the_plan_is_added_and_noted():
    document, notes = read_csv(b"code,title,demands\na,A,trainer x2\nb,B,trainer\n", BASE)
    assert [(each.code, each.capacity) for each in document.resources] == [("trainer", 2)]
    assert any("trainer" in note for note in notes)


def test_no_cell_is_a_formula():
    wild = task("=a", title="+1", note="@SUM(A1)", wave="-2", milestone="=cmd|' /C calc'!A0")
    written = write_csv(plan(wild), {})
    cells = next(islice(csv.reader(StringIO(written.decode(), newline="")), 1, None))
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert read_csv(written, BASE).document.tasks == (wild,)


def test_faults_name_row_and_column():
    refused("code,title,days\na,A,1\nb,B,soon\n", "Row 3", "days", "soon")
    refused("code,title,parent\na,A,zz\n", "Row 2", "parent", "zz")
    refused("code,title,predecessors\na,A,zz FS+1d\n", "Row 2", "predecessors", "zz")
    refused("code,title\na,A\na,B\n", "Row 3", "code", "row 2")
    refused("code,title,constraint\na,A,SOON\n", "Row 2", "constraint", "SOON")
    refused("code,title,constraint\na,A,SNET\n", "Row 2", "constraint_date")
    refused("code,title,deadline\na,A,31/12/2026\n", "Row 2", "deadline")
    refused("code,title,calendar\na,A,Mars\n", "Row 2", "calendar", "Mars")
    refused("code,title,responsible\na,A,Joris\n", "Row 2", "responsible")
    refused("code,title,percent\na,A,140\n", "Row 2", "percent")
    refused("code,title,days,minutes\na,A,1,90\n", "Row 2", "minutes")
    refused('code,title,budget\na,A,"1,250"\n', "Row 2", "budget")
    refused("code,title\na,A,B,C\n", "Row 2", "more cells")
    refused("title,days\nA,1\n", "Row 1", "code")
    refused("code,title,parent\na,A,b\nb,B,a\n", "parent", "part of itself")
    refused("code,title,days\na,A,-1\n", "Row 2", "days")
    refused(f"code,title\na,{'x' * 200_000}\n", "Row 2")
    refused(f"code,title\na,{'x' * 600}\n", "Row 2", "title")
    refused('code,title\na,"A\n', "Row 2")


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xff\xfec\x00o\x00", "code,title\na,é".encode("cp1252")]
)
def test_what_is_no_table_in_utf_8_is_refused(data):
    refused(data)


def test_columns_unknown_here_are_noted_and_computed_ones_are_not_looked_at():
    document, notes = read_csv(b"code,title,start,colour\na,A,never,red\n", BASE)
    assert document.tasks == (task("a", 0, title="A"),)
    assert notes == ["Columns unknown here were left out: colour."]
