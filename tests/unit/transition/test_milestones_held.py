"""A plan tells what becomes of the milestones before go-live, where no claim tells it."""

from datetime import datetime

from libs.common.events import Event
from libs.common.events.transition.plans import MilestonesMoved
from services.transition.exchange.plan_document import (
    PlannedTask,
    Predecessor,
    RaciRole,
    Responsibility,
    Side,
)
from services.transition.plan.editing import add_task, remove_task
from services.transition.plan.loading import Laid
from tests.unit.transition.plan_items import NOW, START, small_plan

DOES = (Responsibility(who="Sanne", role=RaciRole.RESPONSIBLE, side=Side.CLIENT),)


def moved(told: list[Event]) -> list[dict[str, object]]:
    names = ("finished", "undone", "before_live")
    return [
        {name: getattr(e, name) for name in names if getattr(e, name)}
        for e in told
        if isinstance(e, MilestonesMoved)
    ]


def with_milestone(*, own: bool = False) -> Laid:
    """Who lists what is to be taught, before it is taught: vendor or client."""
    found = small_plan()
    drafted = PlannedTask(
        code="list",
        title="List",
        parent="way",
        wave="wave-1",
        minutes=0,
        milestone="listed",
        responsibilities=DOES if own else (),
    )
    add_task(found, drafted, after="way")
    teach = next(task for task in found.tasks if task.code == "teach")
    teach.predecessors = (Predecessor(task="list"),)
    return found


def test_a_milestone_that_go_live_waits_for_is_told_when_it_comes_and_when_it_goes() -> None:
    found = with_milestone()
    assert moved(list(found.rebuild("list was added"))) == [{"before_live": {"wave-1": ["listed"]}}]
    assert moved(list(found.rebuild("nothing"))) == []
    next(task for task in found.tasks if task.code == "teach").predecessors = ()
    assert moved(list(found.rebuild("teach waits for nothing"))) == [
        {"before_live": {"wave-1": []}}
    ]


def test_the_clients_own_milestone_is_told_as_finished_and_as_undone() -> None:
    found = with_milestone(own=True)
    list(found.rebuild("list was added"))
    task = next(task for task in found.tasks if task.code == "list")
    task.state(NOW, finished_at=datetime.combine(START, datetime.min.time()))
    assert moved(list(found.forecast("list made progress"))) == [{"finished": ["listed"]}]
    assert moved(list(found.forecast("again"))) == []
    task.undone(NOW)
    assert moved(list(found.forecast("list is to be done again"))) == [{"undone": ["listed"]}]


def test_what_was_accepted_is_told_by_its_claim_alone_and_as_undone_where_its_task_goes() -> None:
    found = with_milestone()
    list(found.rebuild("list was added"))
    task = next(task for task in found.tasks if task.code == "list")
    task.reached(START)
    assert moved(list(found.forecast("listed was accepted"))) == []
    task.done_on = None
    remove_task(found, "list")
    assert moved(list(found.rebuild("list was taken out"))) == [
        {"undone": ["listed"], "before_live": {"wave-1": []}}
    ]


def test_tasks_that_were_not_loaded_before_are_no_news() -> None:
    found = with_milestone(own=True)
    task = next(task for task in found.tasks if task.code == "list")
    task.state(NOW, finished_at=datetime.combine(START, datetime.min.time()))
    list(found.rebuild("list was added"))
    bare = Laid(found.plan, found.network, found.waves, [])
    bare.tasks = [task]
    assert moved(list(bare.forecast("a report came"))) == []
    bare.tasks = [each for each in found.tasks if each.code == "teach"]
    assert moved(list(bare.forecast("another came"))) == []
