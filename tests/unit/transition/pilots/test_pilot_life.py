"""What a pilot may go through, in every state."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from libs.common.events.transition.pilots import Bound, ExitCriterion, Measures
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.models.pilots import PILOT_LIFE, Deed, Pilot, PilotState, PilotStep
from services.transition.pilots.batch import Batch
from services.transition.pilots.result import pilot_result

DAY = date(2026, 2, 16)
CRITERION = ExitCriterion(
    code="answered",
    title="Answered",
    measures=Measures.SHARE,
    bound=Bound.AT_LEAST,
    threshold=Decimal("0.80"),
    minimum_cases=10,
)
CAME_TO = {PilotState.PASSED: 9, PilotState.FAILED: 5, PilotState.INCONCLUSIVE: None}


def fresh() -> Pilot:
    ids = {name: new_id() for name in ("programme_id", "vendor_id", "plan_id")}
    return Pilot(
        **ids,
        tenant="t",
        wave="wave-3",
        code="voice",
        title="Voice",
        processes=["voice"],
        cases=10,
        starts_on=DAY,
        ends_on=DAY,
        criteria=[CRITERION],
        planned_on=DAY,
        planned_by="amira",
    )


def end(pilot: Pilot, met: int | None = None, on: date = DAY) -> None:
    batches = [] if met is None else [Batch(day=DAY, cases=10, met=met)]
    result = pilot_result.explained(pilot.criteria, {"answered": batches}, pilot.cases)
    list(pilot.end(result, Deed("amira", on)))


def brought_to(state: PilotState) -> Pilot:
    pilot = fresh()
    if state is not PilotState.PLANNED:
        list(pilot.report([]))
    if state in CAME_TO:
        end(pilot, CAME_TO[state])
    assert pilot.state is state
    return pilot


def repeat(pilot: Pilot) -> Any:
    return PILOT_LIFE.after(pilot.named, pilot.state, PilotStep.REPEAT)


TAKE: dict[PilotStep, Callable[[Pilot], Any]] = {
    PilotStep.REPORT: lambda pilot: list(pilot.report([])),
    PilotStep.END: end,
    PilotStep.REPEAT: repeat,
}


@pytest.mark.parametrize("step", list(PilotStep))
@pytest.mark.parametrize("state", list(PilotState))
def test_each_step_leads_where_the_table_says_or_is_refused_by_name(
    state: PilotState, step: PilotStep
) -> None:
    pilot = brought_to(state)
    if step in PILOT_LIFE[state]:
        TAKE[step](pilot)
        assert pilot.state in PILOT_LIFE[state][step]
        return
    with pytest.raises(Problem) as refused:
        TAKE[step](pilot)
    assert refused.value.kind == f"is-{state}"
    assert pilot.state is state


def test_a_pilot_does_not_end_before_it_begins() -> None:
    with pytest.raises(Problem) as refused:
        end(fresh(), on=date(2026, 2, 15))
    assert refused.value.status == 422
