"""Waves go live one after another, as the links of the plan say."""

from datetime import date

import pytest

from libs.common.problems import Problem
from services.transition.exchange.plan_document import DAY, PlannedTask, Predecessor
from services.transition.models import Wave
from services.transition.plan.loading import Laid
from services.transition.roll_out.turn import goes_before, must_be_in_turn
from services.transition.scheduling.network import LinkKind
from tests.unit.transition.plan_items import CONTRACT, NOW, OURS, small_plan


def second(found: Laid, *after: str, kind: LinkKind = LinkKind.SS) -> Wave:
    """Another wave of the plan: its gate waits for these, its go-live for the gate."""
    links = tuple(Predecessor(task=code, kind=kind) for code in after)
    drafted = [
        PlannedTask(code="gate-2", title="Gate", wave="wave-2", minutes=DAY, predecessors=links),
        PlannedTask(
            code="live-2",
            title="Go-live",
            wave="wave-2",
            minutes=DAY,
            live=True,
            predecessors=(Predecessor(task="gate-2"),),
        ),
    ]
    found.tasks += [found.plan.task(task, len(found.tasks) + n) for n, task in enumerate(drafted)]
    wave = Wave(
        **OURS,
        contract_id=CONTRACT,
        code="wave-2",
        title="Mail",
        processes=["mail"],
        first_planned_on=date(2025, 10, 13),
        planned_on=date(2025, 10, 13),
        live_task="live-2",
    )
    found.waves.append(wave)
    list(found.rebuild("a wave was added"))
    return wave


def test_it_waits_for_the_wave_that_its_go_live_waits_for_over_its_own_tasks_too() -> None:
    found = small_plan()
    wave = second(found, "live")
    with pytest.raises(Problem) as refused:
        must_be_in_turn(found, wave)
    assert (refused.value.status, refused.value.kind) == (409, "earlier-wave-not-live")
    assert refused.value.detail == "By the plan wave-2 goes live after wave-1, not live yet."


def test_once_that_is_live_it_may_go() -> None:
    found = small_plan()
    wave = second(found, "live")
    found.waves[0].live_on = date(2025, 9, 15)
    must_be_in_turn(found, wave)
    assert goes_before(found, found.waves[0]) == []


def test_without_a_link_to_its_go_live_it_waits_for_no_other_wave() -> None:
    found = small_plan()
    must_be_in_turn(found, second(found, "teach"))


def test_it_waits_too_for_the_wave_whose_go_live_is_a_part_of_a_summary_before_it() -> None:
    found = small_plan()
    assert goes_before(found, second(found, "way", kind=LinkKind.FS)) == found.waves[:1]


def test_only_the_wave_s_own_tasks_have_to_be_loaded() -> None:
    found = small_plan()
    wave = second(found, "live")
    found.tasks = [task for task in found.tasks if task.code == "live-2"]
    assert goes_before(found, wave) == found.waves[:1]


def test_what_waits_for_go_live_over_another_wave_and_a_summary_is_undone_with_it() -> None:
    found = small_plan()
    second(found, "live")
    drafted = (
        PlannedTask(
            code="proof", title="Proof", wave="wave-1", predecessors=(Predecessor(task="after-2"),)
        ),
        PlannedTask(
            code="after-2", title="Later", wave="", predecessors=(Predecessor(task="live-2"),)
        ),
        PlannedTask(code="part", title="Part", wave="wave-2", parent="after-2", minutes=DAY),
    )
    found.tasks += [found.plan.task(task, len(found.tasks) + n) for n, task in enumerate(drafted)]
    for task in found.tasks:
        task.finished_at = task.finished_at or NOW.replace(tzinfo=None)
    list(found.rebuild("more was added"))
    list(found.undo_live(found.waves[0], NOW))
    undone = {task.code for task in found.tasks if task.finished_at is None}
    assert undone == {"live", "hypercare", "proof"}
