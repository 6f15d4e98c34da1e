"""Whatever somebody does to a file, it is read or refused in a sentence: nothing else."""

import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.transition.exchange.csv_plan import read_csv, write_csv
from services.transition.exchange.imported import Unreadable
from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.exchange.plan_document import PlanDocument
from tests.unit.transition.exchange.mspdi_files import file, task
from tests.unit.transition.exchange.plans import MONDAY, plan
from tests.unit.transition.exchange.test_mspdi_written import RICH

law = settings(max_examples=100, suppress_health_check=list(HealthCheck))
XML, TABLE = write_mspdi(RICH, {}), write_csv(RICH, {})
LEAF = re.compile(rb">([^<>\n]+)<")
LEAVES = [found.span(1) for found in LEAF.finditer(XML)]
WILD = ["", "0", "-1", "1", "2", "3", "9" * 30, "1e9", "NaN", "NA", "PT-1H", "P1D", "x", "\x7f"]
WILD += ["24:00:00", "25:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00Z", "[]", "{}", "Ⅷ", "٣"]
WILD += ['{"baton": 1, "calendars": {"Standard": 1}}', "R client: x; ;", "Standard"]


def is_read_or_refused(read, data: bytes) -> None:
    with suppress(Unreadable):
        document, notes = read(data)
        assert PlanDocument.model_validate(document.model_dump())
        assert all(isinstance(note, str) for note in notes)


@law
@given(
    st.sampled_from(LEAVES), st.sampled_from(WILD), st.sampled_from(LEAVES), st.sampled_from(WILD)
)
def test_any_leaf_may_say_anything(one, this, other, that):
    data = XML
    for (start, end), text in sorted({one: this, other: that}.items(), reverse=True):
        data = data[:start] + text.replace("\x7f", "&#127;").encode() + data[end:]
    is_read_or_refused(read_mspdi, data)


@law
@given(st.integers(0, len(XML)), st.integers(0, 400), st.binary(max_size=8))
def test_any_piece_of_the_xml_may_be_lost(at, length, put):
    is_read_or_refused(read_mspdi, XML[:at] + put + XML[at + length :])


@law
@given(
    st.integers(0, len(TABLE)),
    st.integers(0, 60),
    st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b";", b",", b"\r"])),
)
def test_any_piece_of_the_table_may_be_lost(at, length, put):
    is_read_or_refused(lambda data: read_csv(data, RICH), TABLE[:at] + put + TABLE[at + length :])


@pytest.mark.parametrize(
    "name", ["utf-7", "shift_jis", "rot13", "base64", "idna", "utf-32", "punycode"]
)
def test_characters_of_any_kind(name):
    head = f'<?xml version="1.0" encoding="{name}"?>'.encode()
    is_read_or_refused(read_mspdi, file(task(1)).replace(b'<?xml version="1.0"?>', head))


def test_a_plan_without_tasks_is_a_plan():
    document = plan(status_at=MONDAY)
    assert read_mspdi(write_mspdi(document, {})).document == document
    assert read_csv(write_csv(document, {}), document).document == document
