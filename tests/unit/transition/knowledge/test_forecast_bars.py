"""What a forecast of knowledge is held to."""

from datetime import date
from decimal import Decimal

from libs.common.ids import new_id
from services.transition.knowledge.forecast import bars_of, knowledge_forecast, shadowing_forecast
from services.transition.knowledge.graph import Graph
from services.transition.models import Gate
from services.transition.models.gate_parts import Choice
from services.transition.readiness.criteria import KNOWLEDGE, SHADOWING

DAY = date(2025, 7, 30)


def gate(*choices: Choice) -> Gate:
    ours = {name: new_id() for name in ("programme_id", "vendor_id", "plan_id", "wave_id")}
    return Gate(**ours, tenant="t", wave="wave-2", choices=list(choices))


def stricter() -> Choice:
    said = {"reason": "Payments", "chosen_by": "sanne", "chosen_on": DAY, "mandatory": True}
    return Choice(code=KNOWLEDGE.code, title="", threshold=Decimal("0.95"), **said)


def test_the_forecast_of_a_wave_is_held_to_what_its_gate_asks_for() -> None:
    bars = bars_of(gate(stricter()))
    nothing = Graph([], [], {})
    assert knowledge_forecast(nothing, bars, DAY).value.threshold == Decimal("0.95")
    assert shadowing_forecast(nothing, bars, DAY).value.threshold == SHADOWING.threshold


def test_that_of_a_plan_or_of_a_gate_that_chose_nothing_to_what_gates_usually_ask_for() -> None:
    assert bars_of(None) == bars_of(gate()) == (KNOWLEDGE.threshold, SHADOWING.threshold)
