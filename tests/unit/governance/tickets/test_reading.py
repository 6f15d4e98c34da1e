"""Files are read as stated; what cannot be read is counted and named, and nothing is guessed."""

import zipfile
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.governance.tickets.log import joined
from services.governance.tickets.reading.bad_rows import Reason
from services.governance.tickets.reading.limits import Limits
from services.governance.tickets.reading.mapping import TicketMapping
from services.governance.tickets.reading.read import read_tickets
from services.governance.tickets.reading.refusals import (
    AmbiguousDates,
    BrokenQuotes,
    MissingColumns,
    NotOneMember,
    TooLarge,
    WrongEncoding,
)
from tests.unit.governance.tickets.writing import at, mapping

ISO = ["%Y-%m-%d %H:%M"]


@pytest.fixture
def written(tmp_path):
    def write(content, name="tickets.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def named(read):
    return [(bad.line, bad.column, bad.reason) for bad in read.files[0].named]


def test_columns_are_found_whatever_their_order_case_and_company(written):
    read = read_tickets(
        written("note,STATUS,At,id\nx,New,2026-03-02 08:00,T1\n"), mapping(moments=ISO)
    )
    assert read.log.events.select("ticket", "at", "status").rows() == [
        ("T1", at("2026-03-02T08:00"), "New")
    ]


def test_bad_rows_are_counted_and_named_by_line_and_column(written):
    text = "id,at,status\nT1,2026-03-02 08:00,New\nT2,yesterday,New\n,2026-03-02 08:00,New\n"
    read = read_tickets(written(text), mapping(moments=ISO))
    (file,) = read.files
    assert (file.rows, file.good, file.bad) == (3, 1, 2)
    assert named(read) == [(3, "at", Reason.NOT_A_MOMENT), (4, "id", Reason.MISSING)]
    assert file.named[0].value == "yesterday"


def test_rows_with_too_many_or_too_few_fields_are_bad_rows(written):
    text = "id,at,status\nT1,2026-03-02 08:00,New,extra\nT2,2026-03-02 08:00\n\n"
    text += "T3,2026-03-02 08:00,New\n"
    read = read_tickets(written(text), mapping(moments=ISO))
    assert named(read) == [
        (2, "the whole row", Reason.FIELD_COUNT),
        (3, "the whole row", Reason.FIELD_COUNT),
    ]
    assert (read.files[0].rows, read.files[0].blank) == (3, 1)
    assert read.log.tickets["ticket"].to_list() == ["T3"]


def test_rows_that_lack_the_last_field_are_told_from_rows_where_it_is_empty(written):
    text = "id,at,status\nT1,2026-03-02 08:00,\nT2,2026-03-02 08:00\n"
    read = read_tickets(written(text), mapping(moments=ISO))
    assert named(read) == [(3, "the whole row", Reason.FIELD_COUNT)]
    assert read.log.tickets.rows()[0][:1] == ("T1",)


def test_lines_are_counted_over_cells_with_line_breaks(written):
    text = 'id,note,at,status\nT1,"one\ntwo\nthree",2026-03-02 08:00,New\nT2,x,never,New\n'
    assert named(read_tickets(written(text), mapping(moments=ISO))) == [
        (5, "at", Reason.NOT_A_MOMENT)
    ]


def test_only_so_many_bad_rows_are_named_but_all_are_counted(written):
    text = "id,at,status\n" + "T1,never,New\n" * 50
    read = read_tickets(written(text), mapping(moments=ISO), limits=Limits(named=3))
    assert read.bad == 50
    assert [line for line, *_ in named(read)] == [2, 3, 4]


def test_a_quote_that_never_closes_is_refused(written):
    text = 'id,at,status\nT1,"2026-03-02 08:00,New\nT2,2026-03-02 08:00,New\n'
    with pytest.raises(BrokenQuotes, match="line 2"):
        read_tickets(written(text), mapping(moments=ISO))


def test_a_huge_cell_makes_a_bad_row(written):
    text = f"id,at,status\nT1,2026-03-02 08:00,{'x' * 2000}\n"
    read = read_tickets(written(text), mapping(moments=ISO), limits=Limits(cell_bytes=1000))
    assert named(read) == [(2, "status", Reason.TOO_LONG)]
    assert len(read.files[0].named[0].value) == 80


def test_a_column_that_is_not_there_is_refused_unless_it_is_optional(written):
    file = written("id,at\nT1,2026-03-02 08:00\n")
    with pytest.raises(MissingColumns, match="status"):
        read_tickets(file, mapping(moments=ISO))
    assert read_tickets(file, mapping(moments=ISO, optional=["status"])).log.events.height == 1


def test_a_heading_said_twice_is_refused(written):
    with pytest.raises(MissingColumns, match="2 times"):
        read_tickets(written("id,at,status,status\nT1,2026-03-02 08:00,a,b\n"), mapping())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_is_detected_and_told(written, encoding):
    text = "id;at;status\nT1;2026-03-02 08:00;Gelöst\n"
    read = read_tickets(written(text.encode(encoding)), mapping())
    assert read.log.tickets["status"].to_list() == ["Gelöst"]
    (file,) = read.files
    assert (file.dialect.encoding, file.dialect.delimiter) == (encoding, ";")
    assert file.dialect.detected == ("encoding", "delimiter", "moments")


def test_a_stated_encoding_is_held_to(written):
    text = "id;at;status\nT1;2026-03-02 08:00;Gelöst\n".encode("cp1252")
    with pytest.raises(WrongEncoding):
        read_tickets(written(text), mapping(encoding="utf-8"))


@pytest.mark.parametrize(
    ("dates", "day_first"),
    [
        (("02/03/2026 08:00", "14/03/2026 08:00"), True),
        (("03/02/2026 08:00", "03/14/2026 08:00"), False),
    ],
)
def test_days_and_months_are_told_apart_by_a_date_that_can_be_only_one(written, dates, day_first):
    text = "id,at,status\n" + "".join(f"T1,{one},New\n" for one in dates)
    read = read_tickets(written(text), mapping())
    assert read.log.events["at"].to_list() == [at("2026-03-02T08:00"), at("2026-03-14T08:00")]
    assert read.files[0].dialect.day_first is day_first


def test_dates_that_could_be_either_are_refused_rather_than_guessed(written):
    file = written("id,at,status\nT1,02/03/2026 08:00,New\n")
    with pytest.raises(AmbiguousDates):
        read_tickets(file, mapping())
    read = read_tickets(file, mapping(moments=["%d/%m/%Y %H:%M"]))
    assert read.log.events["at"].to_list() == [at("2026-03-02T08:00")]


def test_dates_of_both_kinds_in_one_file_are_refused(written):
    with pytest.raises(AmbiguousDates):
        read_tickets(
            written("id,at,status\nT1,14/03/2026 08:00,a\nT2,03/14/2026 08:00,b\n"), mapping()
        )


def test_moments_are_in_the_zone_of_the_mapping(written):
    text = "id,at,status\nT1,2026-07-01 10:00,a\nT2,2026-10-25 02:30,b\nT3,2026-03-29 02:30,c\n"
    read = read_tickets(written(text), mapping(moments=ISO, zone="Europe/Amsterdam"))
    assert read.log.events["at"].to_list() == [
        datetime(2026, 7, 1, 8, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]
    assert named(read) == [(4, "at", Reason.SKIPPED_BY_THE_CLOCK)]


def test_numbers_truths_and_parts_that_are_none_are_bad(written):
    plain = {"ticket": {"column": "id", "split_by": "/", "parts": 2, "part": 1}, "at": "at"}
    stated = mapping(
        moments=ISO, columns=plain | {"made_sla": "sla", "reopens": "again"}, missing=["", "?"]
    )
    text = "id,at,sla,again\nT1/x,2026-03-02 08:00,Yes,?\nT2,2026-03-02 08:00,no,1\n"
    text += "T3/x,2026-03-02 08:00,perhaps,1\nT4/x,2026-03-02 08:00,no,once\n"
    text += "T5/x,1066-10-14 09:00,no,1\n"
    read = read_tickets(written(text), stated)
    assert [(line, reason) for line, _, reason in named(read)] == [
        (3, Reason.NOT_SPLIT),
        (4, Reason.NOT_A_TRUTH),
        (5, Reason.NOT_A_NUMBER),
        (6, Reason.OUT_OF_REACH),
    ]
    assert read.log.tickets.select("ticket", "made_sla", "reopens").rows() == [("T1", True, None)]


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_one_file_is_read(tmp_path):
    path = zipped(tmp_path / "a.zip", tickets="id,at,status\nT1,2026-03-02 08:00,New\n")
    assert read_tickets(path, mapping(moments=ISO)).log.events.height == 1


def test_a_zip_bomb_is_refused_while_it_unpacks(tmp_path):
    path = zipped(tmp_path / "bomb.zip", tickets=b"0" * 300_000_000)
    told = []
    with pytest.raises(TooLarge):
        read_tickets(path, mapping(), progress=lambda done, of: told.append(done))
    assert max(told) <= 300_000_000 // 4


def test_a_zip_of_two_files_is_refused(tmp_path):
    with pytest.raises(NotOneMember, match="2 files"):
        read_tickets(zipped(tmp_path / "two.zip", a="x", b="y"), mapping())


def test_a_file_beyond_the_limit_is_refused(written):
    with pytest.raises(TooLarge):
        read_tickets(written("id,at,status\n"), mapping(), limits=Limits(unpacked_bytes=5))


def test_progress_rises_to_the_end(written):
    told: list[tuple[int, int]] = []
    read_tickets(
        written("id,at,status\nT1,2026-03-02 08:00,New\n"),
        mapping(moments=ISO),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == sorted(told) and told[-1][0] == told[-1][1] > 0


def test_parquet_is_read_with_its_own_types(tmp_path):
    path = tmp_path / "tickets.parquet"
    frame = pl.DataFrame(
        {"id": [1, 2, None], "at": [at("2026-03-02T08:00")] * 3, "status": ["a", "b", "c"]}
    )
    frame.write_parquet(path)
    stated = mapping(format="parquet", zone="Europe/Amsterdam")
    read = read_tickets(path, stated)
    assert read.log.events["at"].to_list() == [at("2026-03-02T08:00")] * 2
    assert named(read) == [(3, "id", Reason.MISSING)]


def test_a_mapping_has_to_name_what_its_shape_needs():
    with pytest.raises(ValueError, match="at"):
        TicketMapping(name="x", source="x", zone="UTC", columns={"ticket": "id"})


def test_an_empty_file_of_nothing_but_a_header_is_an_empty_log(written):
    read = read_tickets(written("id,at,status\n"), mapping(moments=ISO))
    assert (read.files[0].rows, read.log.tickets.height) == (0, 0)


lines = st.lists(
    st.tuples(
        st.sampled_from(["T1", "T2", "T3"]),
        st.integers(0, 3).map(lambda hour: f"2026-03-02 0{hour}:00"),
        st.sampled_from(["New", "Active", "", "Done"]),
    ),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines, st.randoms())
def test_splitting_a_file_and_reading_its_parts_in_any_order_changes_nothing(
    tmp_path, rows, chance
):
    def read(some, name):
        path = tmp_path / name
        path.write_text("id,at,status\n" + "".join(",".join(row) + "\n" for row in some))
        return read_tickets(path, mapping(moments=ISO)).log

    mixed = list(rows)
    chance.shuffle(mixed)
    cut = chance.randint(0, len(mixed))
    parts = joined([read(mixed[cut:], "b.csv"), read(mixed[:cut], "a.csv")])
    assert parts.events.equals(read(rows, "all.csv").events)
