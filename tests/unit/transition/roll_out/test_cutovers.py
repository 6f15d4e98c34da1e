"""Cutovers: what may follow on what, item by item."""

import pytest

from libs.common.events.transition.cutovers import (
    CutoverItemDone,
    CutoverItemFailed,
    CutoverItemSkipped,
)
from libs.common.problems import Problem
from services.transition.models import Cutover
from services.transition.models.cutovers import (
    CUTOVER_LIFE,
    ITEM_LIFE,
    CutoverState,
    ItemState,
    ItemStep,
)
from services.transition.roll_out.cutting_over import must_be_possible, must_not_wait
from tests.unit.transition.roll_out.rolled import NOW, cutover, deed, item


def running() -> Cutover:
    found = cutover()
    list(found.begin(NOW, "sanne"))
    return found


def kind_of(refused: pytest.ExceptionInfo[Problem]) -> str:
    return refused.value.kind


def test_nothing_is_done_before_it_has_begun() -> None:
    with pytest.raises(Problem) as refused:
        must_be_possible(cutover(), item())
    assert kind_of(refused) == "is-listed"


def test_an_item_waits_for_those_before_it_until_they_are_done_or_skipped() -> None:
    first, last = item("stop"), item("route", after=["stop"])
    with pytest.raises(Problem) as refused:
        must_not_wait(last, [first, last])
    assert kind_of(refused) == "waits-for"
    list(first.take(ItemStep.FAIL, deed()))
    with pytest.raises(Problem):
        must_not_wait(last, [first, last])
    list(first.take(ItemStep.SKIP, deed()))
    must_not_wait(last, [first, last])


def test_past_the_point_of_no_return_nothing_is_done_unless_somebody_decided_so() -> None:
    found, last = running(), item(past_no_return=True)
    with pytest.raises(Problem) as refused:
        must_be_possible(found, last)
    assert kind_of(refused) == "point-of-no-return"
    (told,) = found.commit(deed(note="All counts agree", by="anna"))
    assert (told.decided_by, told.reason) == ("anna", "All counts agree")
    must_be_possible(found, last)


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("step", ItemStep)
def test_what_is_done_or_skipped_stays_and_what_failed_is_tried_again(
    state: ItemState, step: ItemStep
) -> None:
    found = item(state=state)
    if step in ITEM_LIFE[state]:
        list(found.take(step, deed()))
        assert (found.state,) == ITEM_LIFE[state][step]
    else:
        with pytest.raises(Problem) as refused:
            list(found.take(step, deed()))
        assert kind_of(refused) == f"is-{state}"


def test_each_way_to_close_an_item_has_its_event_with_who_and_why() -> None:
    kinds = {
        ItemStep.DO: CutoverItemDone,
        ItemStep.FAIL: CutoverItemFailed,
        ItemStep.SKIP: CutoverItemSkipped,
    }
    for step, kind in kinds.items():
        (told,) = item().take(step, deed(note="Nobody is in"))
        assert isinstance(told, kind)
        assert told.by == "sanne"
        assert step is ItemStep.DO or "Nobody is in" in told.told()


def test_after_a_roll_back_the_checklist_begins_anew() -> None:
    found, done = running(), item()
    list(found.commit(deed()))
    list(done.take(ItemStep.DO, deed()))
    found.begin_anew()
    done.begin_anew()
    assert (found.state, found.begun_at, found.committed_by) == (CutoverState.LISTED, None, None)
    assert (done.state, done.closed_at, done.closed_by) == (ItemState.OPEN, None, None)
    assert list(CUTOVER_LIFE[found.state]) == ["begin"]
