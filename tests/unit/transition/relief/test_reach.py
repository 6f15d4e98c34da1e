"""What waits for what, in turn."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

from services.transition.relief.reach import Reach
from tests.unit.transition.relief.late_plans import fact


def part(code: str, *behind: str, parent: str | None = None) -> Any:
    planned = fact(code, 1, *behind, parent=parent)
    facts = {each.name: getattr(planned, each.name) for each in fields(planned)}
    return SimpleNamespace(**facts, milestone=None, wave="", live=False, accepted=False)


PLAN = Reach(
    [
        part("programme"),
        part("wave", parent="programme"),
        part("teach", parent="wave"),
        part("shadow", "teach", parent="wave"),
        part("close", "programme"),
        part("party", "close"),
        part("beside"),
    ]
)


def test_what_waits_for_a_whole_waits_for_every_part_of_it_however_deep() -> None:
    assert PLAN.behind(["teach"]) == ["teach", "shadow", "close", "party"]
    assert PLAN.behind(["beside"]) == ["beside"]


def test_all_that_reaches_a_task_is_carried_to_it_in_one_walk() -> None:
    found = PLAN.carried({"shadow": 0b01, "teach": 0b10, "beside": 0b100})
    assert found == {
        "teach": 0b10,
        "shadow": 0b11,
        "close": 0b11,
        "party": 0b11,
        "beside": 0b100,
    }


def test_each_that_is_carried_reaches_what_waits_for_it_alone() -> None:
    codes = list(PLAN.tasks)
    carried = PLAN.carried({code: 1 << n for n, code in enumerate(codes)})
    for n, code in enumerate(codes):
        reached = [each for each, bits in carried.items() if bits >> n & 1]
        assert reached == PLAN.behind([code])
