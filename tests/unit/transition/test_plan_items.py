"""What access and integrations do to the plan's dates."""

from datetime import UTC, date, datetime

import pytest

from libs.common.problems import Problem
from services.transition.exchange.plan_document import DAY, RaciRole, Side, end_of
from services.transition.models import PlanState, Task
from services.transition.models.plan_items import PlanItem
from services.transition.plan.items import begin_anew, lay_task, setback
from services.transition.plan.loading import Laid
from services.transition.plan.network import last_day
from tests.unit.transition.plan_items import START, access, integration, small_plan


def laid_with(item: PlanItem) -> tuple[Laid, Task]:
    found = small_plan()
    task = lay_task(found, item, "Access to Ledger", START)
    list(found.rebuild("added"))
    return found, task


def finish(found: Laid, code: str) -> date:
    return last_day(found.network[code].finish)


def its(found: Laid, code: str) -> Task:
    return next(task for task in found.tasks if task.code == code)


def test_it_takes_its_lead_time_from_the_day_it_was_asked_for_and_is_due_when_needed() -> None:
    found, task = laid_with(access(days=5))
    assert finish(found, "access-ledger") == date(2025, 9, 5)
    assert (task.deadline, task.wave) == (end_of(date(2025, 9, 12)), "wave-1")


def test_it_stands_before_what_waits_for_it_and_beside_it() -> None:
    found, task = laid_with(access())
    order = ["way", "teach", "access-ledger", "shadow", "live", "hypercare"]
    assert [each.code for each in found.tasks] == order
    assert [each.position for each in found.tasks] == [0, 1, 2, 3, 4, 5]
    assert task.parent == "way"


def test_it_stands_before_go_live_even_where_it_blocks_what_comes_behind_that() -> None:
    """What stands behind go-live is undone by a roll-back."""
    found, task = laid_with(access(blocks=("hypercare",)))
    assert task.position < found.live_task(found.waves[0]).position


def test_what_it_blocks_waits_for_it_and_keeps_its_other_links() -> None:
    found, _ = laid_with(access())
    assert [link.task for link in its(found, "shadow").predecessors] == ["teach", "access-ledger"]


def test_the_client_answers_for_access_and_the_vendor_is_asked() -> None:
    _, task = laid_with(access())
    sides = {each.role: each.side for each in task.responsibilities}
    assert sides[RaciRole.ACCOUNTABLE] is Side.CLIENT
    assert sides[RaciRole.CONSULTED] is Side.VENDOR


def test_the_vendor_answers_for_an_integration_and_the_client_is_asked() -> None:
    _, task = laid_with(integration())
    sides = {each.role: each.side for each in task.responsibilities}
    assert sides[RaciRole.ACCOUNTABLE] is Side.VENDOR
    assert sides[RaciRole.CONSULTED] is Side.CLIENT


def test_in_time_it_moves_nothing() -> None:
    before = small_plan().plan.finishes_on
    found, task = laid_with(access())
    task.done_on = date(2025, 9, 5)
    list(found.forecast("granted"))
    assert found.plan.finishes_on == before


def test_granted_two_working_days_late_what_waits_moves_by_two() -> None:
    found, task = laid_with(access())
    assert finish(found, "shadow") == date(2025, 9, 12)
    task.done_on = date(2025, 9, 9)
    list(found.forecast("granted"))
    assert finish(found, "shadow") == date(2025, 9, 16)


def test_revoked_it_begins_anew_on_that_day() -> None:
    found, task = laid_with(access())
    task.done_on = date(2025, 9, 5)
    begin_anew(task, date(2025, 9, 10), 2 * DAY, datetime(2025, 9, 10, tzinfo=UTC))
    list(found.forecast("revoked"))
    assert finish(found, "access-ledger") == date(2025, 9, 11)
    assert finish(found, "shadow") == date(2025, 9, 18)


@pytest.mark.parametrize("blocked", ["nothing", "way"])
def test_it_cannot_block_what_is_not_there_or_has_parts(blocked: str) -> None:
    with pytest.raises(Problem) as refused:
        laid_with(access(blocks=("shadow", blocked)))
    assert refused.value.errors[0].field == "/blocks/1"


def test_it_cannot_block_what_is_done() -> None:
    found = small_plan()
    its(found, "shadow").done_on = date(2025, 9, 12)
    with pytest.raises(Problem, match="shadow is done"):
        lay_task(found, access(), "Access", START)


def test_work_waits_until_all_that_it_blocks_is_done() -> None:
    item = access(blocks=("teach", "shadow"))
    found, _ = laid_with(item)
    its(found, "teach").done_on = date(2025, 9, 12)
    assert setback(found, item, None) == (True, item.days)
    its(found, "shadow").done_on = date(2025, 9, 19)
    assert not setback(found, item, None).work_waits


def test_where_it_blocks_nothing_by_name_work_waits_until_the_plan_is_closed() -> None:
    item = access(blocks=())
    found, _ = laid_with(item)
    assert setback(found, item, 1) == (True, 1)
    found.plan.state = PlanState.CLOSED
    assert not setback(found, item, 1).work_waits
