"""What a gate's decision rests on does not grow with the number of reports."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from services.transition.knowledge.graph import Graph
from services.transition.knowledge.knowledge_transfer import RequiredTopic
from services.transition.models.topics import Topic
from tests.unit.transition.knowledge.test_vendors_word import DAY, record

RETURNS = RequiredTopic(code="returns", criticality=3, people=["rita"], least_cases=50)


def graph(reports: int) -> Graph:
    topic = cast(Topic, SimpleNamespace(code="returns", required=RETURNS))
    records = [record(cases=5, on=DAY + timedelta(days=n)) for n in range(reports)]
    return Graph([topic], records, {})


def inputs(found: Any) -> Any:
    return found.explanation.inputs


def test_ten_reports_and_a_hundred_leave_as_much_to_sign() -> None:
    few, many = graph(10), graph(100)
    (step,) = inputs(many.knowledge)["done"]
    assert (step["topic"], step["person"], step["cases"]) == ("returns", "rita", 500)
    assert len(inputs(few.knowledge)["done"]) == 1
    assert [len(inputs(each.shadowing)["tallies"]) for each in (few, many)] == [4, 4]
    assert many.shadowing.value == many.shadowed
    assert few.knowledge.value.share == many.knowledge.value.share != 0
