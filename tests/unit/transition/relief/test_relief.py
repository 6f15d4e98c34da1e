"""Relief: who decides, what each version keeps, and what is told of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from libs.common.events import Event
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import ReliefEnded, ReliefGranted
from libs.common.problems import Problem
from services.transition.models.plan_items import Deed
from services.transition.models.relief import (
    MOST_VERSIONS,
    RELIEF_LIFE,
    Relief,
    ReliefState,
    ReliefStep,
)
from tests.unit.transition.relief.late_plans import day, deed, relief

C, V = Party.CLIENT, Party.VENDOR
TAKE: dict[ReliefStep, Callable[[Relief, Deed], Iterator[Event]]] = {
    ReliefStep.END: lambda row, deed: row.end(deed.on, 1, deed),
    ReliefStep.CONTEST: lambda row, deed: row.contest(C, deed),
    ReliefStep.AGREE: lambda row, deed: row.agree(C, None, deed),
    ReliefStep.REJECT: lambda row, deed: row.reject(C, deed),
    ReliefStep.CORRECT: lambda row, deed: row.correct(row.terms, V, deed),
}
WAY: dict[ReliefState, tuple[ReliefStep, ...]] = {
    ReliefState.OPEN: (),
    ReliefState.CONTESTED: (ReliefStep.CONTEST,),
    ReliefState.AGREED: (ReliefStep.AGREE,),
    ReliefState.REJECTED: (ReliefStep.REJECT,),
}
EVERY = [(state, step) for state in ReliefState for step in TAKE]


def brought_to(state: ReliefState) -> Relief:
    row = relief()
    for step in WAY[state]:
        list(TAKE[step](row, deed("09-09")))
    return row


@pytest.mark.parametrize(("state", "step"), EVERY)
def test_a_step_leads_where_the_table_says_or_is_refused_by_name(
    state: ReliefState, step: ReliefStep
) -> None:
    row = brought_to(state)
    before = row.model_dump()
    if step in RELIEF_LIFE[state]:
        assert list(TAKE[step](row, deed("09-10")))
        assert (row.state,) == RELIEF_LIFE[state][step]
        return
    with pytest.raises(Problem) as refused:
        list(TAKE[step](row, deed("09-10")))
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert row.model_dump() == before


@pytest.mark.parametrize("step", [Relief.contest, Relief.reject])
def test_the_side_that_is_relieved_cannot_decide(step: Any) -> None:
    row = relief(Party.CLIENT)
    with pytest.raises(Problem) as refused:
        list(step(row, Party.VENDOR, deed("09-09")))
    assert (refused.value.status, refused.value.kind) == (403, "other-side-decides")


def test_whoever_was_late_does_not_say_that_it_is_over() -> None:
    row = relief()
    row.must_be_ended_by(V)
    with pytest.raises(Problem) as refused:
        row.must_be_ended_by(C)
    assert (refused.value.status, refused.value.kind) == (403, "relieved-side-ends")


def test_agreed_while_it_goes_on_it_is_granted_and_granted_again_with_its_end() -> None:
    row = relief()
    (granted,) = row.agree(C, None, deed("09-09", by="daan"))
    assert isinstance(granted, ReliefGranted)
    assert (granted.until_on, granted.relieves, granted.agreed_by) == (None, V, "daan")
    ended, again = row.end(day("09-10"), 3, deed("09-10", by="baton"))
    assert isinstance(ended, ReliefEnded)
    assert isinstance(again, ReliefGranted)
    assert (again.until_on, again.days, again.version) == (day("09-10"), 3, 2)
    assert again.agreed_by == "daan"


def test_what_is_not_agreed_is_not_granted_by_its_end() -> None:
    (told,) = relief().end(day("09-10"), 3, deed("09-10"))
    assert isinstance(told, ReliefEnded)


def test_a_correction_is_a_version_that_the_other_side_decides() -> None:
    row = brought_to(ReliefState.AGREED)
    terms = row.terms.model_copy(update={"until_on": day("09-09")})
    list(row.correct(terms, C, deed("09-11", note="It came on the 9th")))
    assert (row.state, row.decided_by, row.version) == (ReliefState.OPEN, None, 2)
    with pytest.raises(Problem):
        list(row.agree(C, 2, deed("09-11")))
    list(row.agree(V, 2, deed("09-12", by="ania")))
    assert [version.terms.until_on for version in row.versions] == [None, day("09-09")]


def test_it_is_corrected_fifty_times_at_most() -> None:
    row = relief()
    for _ in range(MOST_VERSIONS - 1):
        list(row.correct(row.terms, V, deed("09-10")))
    before = row.model_dump()
    with pytest.raises(Problem) as refused:
        list(row.correct(row.terms, V, deed("09-11")))
    assert (refused.value.status, refused.value.kind) == (409, "versions-full")
    assert row.model_dump() == before
    assert list(row.end(day("09-11"), 3, deed("09-11")))


def test_what_is_rejected_stops_nothing() -> None:
    assert not brought_to(ReliefState.REJECTED).counts
    assert brought_to(ReliefState.CONTESTED).counts


def test_it_cannot_end_before_it_began() -> None:
    with pytest.raises(Problem) as refused:
        list(relief().end(day("09-01"), 0, deed("09-10")))
    assert refused.value.errors[0].field == "/until_on"
