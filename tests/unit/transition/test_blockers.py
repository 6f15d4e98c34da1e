"""Blockers: what may follow on what, by whom, and what is told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from libs.common.events import Event
from libs.common.events.transition.blockers import (
    BlockerHandedOver,
    BlockerOpened,
    BlockerOverdue,
    BlockerReopened,
    BlockerResolved,
    BlockerTakenUp,
)
from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.models.blockers import (
    BLOCKER_LIFE,
    Blocker,
    BlockerState,
    BlockerStep,
)
from services.transition.models.plan_items import Deed
from services.transition.plan.contract_calendar import end_of_day
from tests.unit.transition.plan_items import CONTRACT, DIGEST, OURS, START, deed

LATER = date(2025, 9, 10)
AT = end_of_day("NL", LATER)
TAKE: dict[BlockerStep, Callable[[Blocker, Deed], Iterator[Event]]] = {
    BlockerStep.TAKE_UP: lambda blocker, deed: blocker.take_up(deed, Party.CLIENT, "joris"),
    BlockerStep.HAND_OVER: lambda blocker, deed: blocker.hand_over(
        deed, Party.CLIENT, Party.VENDOR, "marek", LATER, AT
    ),
    BlockerStep.RESOLVE: lambda blocker, deed: blocker.resolve(deed, Party.CLIENT),
    BlockerStep.REOPEN: lambda blocker, deed: blocker.reopen(deed, LATER, AT),
}
WAY = {
    BlockerState.OPEN: (),
    BlockerState.TAKEN_UP: (BlockerStep.TAKE_UP,),
    BlockerState.RESOLVED: (BlockerStep.RESOLVE,),
}
ALLOWED = [(state, step) for state, steps in BLOCKER_LIFE.items() for step in steps]
REFUSED = [(state, step) for state in BlockerState for step in TAKE if (state, step) not in ALLOWED]


def raised(**more: Any) -> Blocker:
    """On 1 September by the vendor; the client must act by the fifth."""
    facts: dict[str, Any] = {
        "severity": 1,
        "needed_by": date(2025, 9, 5),
        "must_act": Party.CLIENT,
        **more,
    }
    blocker = Blocker(
        **OURS,
        contract_id=CONTRACT,
        code="no-test-data",
        title="No test data",
        wave="wave-1",
        raised_by="marek",
        raised_on=START,
        due_at=AT,
        **{"raised_by_side": Party.VENDOR, **facts},
    )
    list(blocker.open(deed()))
    return blocker


def brought_to(state: BlockerState) -> Blocker:
    blocker = raised()
    for step in WAY[state]:
        list(TAKE[step](blocker, deed()))
    return blocker


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: BlockerState, step: BlockerStep
) -> None:
    blocker = brought_to(state)
    list(TAKE[step](blocker, deed("2025-09-03", "as agreed", (DIGEST,))))
    assert blocker.state is BLOCKER_LIFE.after("", state, step)
    last = blocker.history[-1]
    assert (last.step, last.state, last.on) == (step, blocker.state, date(2025, 9, 3))
    assert (last.note, last.evidence) == ("as agreed", [DIGEST])


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: BlockerState, step: BlockerStep
) -> None:
    blocker = brought_to(state)
    before = blocker.model_dump()
    with pytest.raises(Problem) as refused:
        list(TAKE[step](blocker, deed()))
    assert (refused.value.status, refused.value.kind) == (
        409,
        f"is-{state}".replace("_", "-"),
    )
    assert blocker.model_dump() == before


def test_each_step_is_told_with_the_blockers_name_and_severity() -> None:
    blocker = raised()
    blocker.history = []
    told = [
        *blocker.open(deed()),
        *blocker.take_up(deed(), Party.CLIENT, "joris"),
        *blocker.hand_over(
            deed(note="It is theirs"), Party.CLIENT, Party.VENDOR, "marek", LATER, AT
        ),
        *blocker.fall_overdue(date(2025, 9, 11)),
        *blocker.resolve(deed("2025-09-11", "Data sent"), Party.VENDOR),
        *blocker.reopen(deed("2025-09-12", "Half of it"), date(2025, 9, 20), AT),
    ]
    kinds = [
        BlockerOpened,
        BlockerTakenUp,
        BlockerHandedOver,
        BlockerOverdue,
        BlockerResolved,
        BlockerReopened,
    ]
    assert [type(event) for event in told] == kinds
    assert {(each.code, each.severity, each.wave) for each in told} == {  # type: ignore[attr-defined]
        ("no-test-data", 1, "wave-1")
    }
    assert told[0].told() == "Blocker of severity 1 raised by the vendor: No test data"
    assert "vendor's move" in told[3].told()


def test_only_the_side_that_must_act_takes_it_up() -> None:
    with pytest.raises(Problem) as refused:
        list(raised().take_up(deed(), Party.VENDOR, "marek"))
    assert (refused.value.status, refused.value.kind) == (403, "other-side")


def test_who_raised_it_may_resolve_it_as_well_as_who_must_act() -> None:
    for side in Party:
        blocker = raised()
        list(blocker.resolve(deed(note="Found"), side))
        assert (blocker.is_open, blocker.resolution) == (False, "Found")
    theirs = raised(raised_by_side=Party.CLIENT)
    with pytest.raises(Problem):
        list(theirs.resolve(deed(note="Found"), Party.VENDOR))
    assert theirs.is_open


def test_who_neither_raised_it_nor_must_act_hands_it_to_nobody() -> None:
    for side in Party:
        to = raised(raised_by_side=Party.VENDOR).hand_over(
            deed(note="Not ours"), side, Party.VENDOR, "marek", LATER, AT
        )
        assert [type(told) for told in to] == [BlockerHandedOver]
    theirs = raised(raised_by_side=Party.CLIENT)
    with pytest.raises(Problem) as refused:
        list(theirs.hand_over(deed(note="Not yet"), Party.VENDOR, Party.CLIENT, "joris", LATER, AT))
    assert (refused.value.status, refused.value.kind) == (403, "other-side")
    assert (theirs.due_at, theirs.owner) != (AT, "joris")


def test_lateness_is_told_once_and_anew_after_another_day_was_named() -> None:
    blocker = raised()
    (told,) = blocker.fall_overdue(date(2025, 9, 6))
    assert isinstance(told, BlockerOverdue)
    assert (told.needed_by, told.overdue_from) == (date(2025, 9, 5), date(2025, 9, 6))
    assert list(blocker.fall_overdue(date(2025, 9, 7))) == []
    more = deed("2025-09-07", "More time")
    list(blocker.hand_over(more, Party.CLIENT, Party.CLIENT, "joris", LATER, AT))
    assert len(list(blocker.fall_overdue(date(2025, 9, 11)))) == 1


def test_no_step_is_dated_before_the_last_nor_needed_before_it_is_raised() -> None:
    blocker = brought_to(BlockerState.TAKEN_UP)
    with pytest.raises(Problem) as refused:
        list(blocker.resolve(deed("2025-08-31", "so"), Party.CLIENT))
    assert refused.value.errors[0].field == "/on"
    with pytest.raises(Problem) as refused:
        raised(needed_by=date(2025, 8, 29))
    assert refused.value.errors[0].field == "/needed_by"
