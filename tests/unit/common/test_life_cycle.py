"""Steps by the book, and the book that people read."""

from enum import StrEnum
from pathlib import Path

import pytest

from libs.client.commands.life_cycles import told
from libs.common.life_cycle import CYCLES, LifeCycle
from libs.common.life_cycle_tables import tables
from libs.common.problems import Problem

told()


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    BRICKED_UP = "bricked_up"


class Push(StrEnum):
    SHUT = "shut"
    PULL = "pull"


@pytest.fixture
def door() -> LifeCycle[Door, Push]:
    cycle = LifeCycle[Door, Push](
        "door",
        {
            Door.OPEN: {Push.SHUT: Door.SHUT},
            Door.SHUT: {Push.PULL: (Door.OPEN, Door.SHUT)},
            Door.BRICKED_UP: {},
        },
        kinds={Door.SHUT: "locked"},
    )
    del CYCLES["door"]
    return cycle


def test_a_second_cycle_of_a_name_is_refused_and_the_first_stays() -> None:
    first = CYCLES["gate"]
    with pytest.raises(ValueError, match="there is a life cycle gate already"):
        LifeCycle[Door, Push]("gate", {Door.OPEN: {}})
    assert CYCLES["gate"] is first


def test_a_step_leads_to_the_state_of_the_book(door: LifeCycle[Door, Push]) -> None:
    assert door.after("front", Door.OPEN, Push.SHUT) is Door.SHUT
    assert door.after("front", Door.SHUT, Push.PULL, Door.SHUT) is Door.SHUT


def test_a_step_that_is_not_in_the_book_is_refused_by_name_with_those_that_are(
    door: LifeCycle[Door, Push],
) -> None:
    with pytest.raises(Problem) as refusal:
        door.after("front", Door.SHUT, Push.SHUT)
    assert (refusal.value.status, refusal.value.kind) == (409, "locked")
    assert refusal.value.detail == "front is shut: it cannot take shut."
    assert refusal.value.do == "Possible now: pull."
    with pytest.raises(Problem) as refusal:
        door.after("front", Door.BRICKED_UP, Push.PULL)
    assert refusal.value.kind == "is-bricked-up"


def test_where_a_step_has_several_ends_one_is_named(door: LifeCycle[Door, Push]) -> None:
    with pytest.raises(ValueError, match="one of"):
        door.after("front", Door.SHUT, Push.PULL)


def test_a_table_names_every_step_from_every_state(door: LifeCycle[Door, Push]) -> None:
    assert tables([door]).splitlines()[-6:] == [  # type: ignore[list-item]
        "",
        "| state | shut | pull |",
        "| --- | --- | --- |",
        "| **open** | shut | `is-open` |",
        "| **shut** | `locked` | open or shut |",
        "| **bricked_up** | `is-bricked-up` | `is-bricked-up` |",
    ]


def test_the_document_is_what_the_code_does() -> None:
    document = Path(__file__).parents[3] / "docs" / "life-cycles.md"
    assert document.read_text() == told(), "run: baton life-cycles > docs/life-cycles.md"


@pytest.mark.parametrize("name", sorted(CYCLES))
def test_every_state_that_can_be_reached_has_its_row(name: str) -> None:
    cycle = CYCLES[name]
    reached = {to for allowed in cycle.values() for ends in allowed.values() for to in ends}
    assert reached <= set(cycle)
    assert set(type(next(iter(cycle)))) == set(cycle)
