"""Obligations: what may follow on what, and what is told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from libs.common.events import Event
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import ObligationFellLate, ObligationMet
from libs.common.problems import Problem
from services.transition.models.obligations import (
    OBLIGATION_LIFE,
    Lapse,
    Obligation,
    ObligationKind,
    ObligationSource,
    ObligationState,
    ObligationStep,
)
from services.transition.models.plan_items import Deed
from services.transition.relief.due_day import due_day
from tests.unit.transition.plan_items import CONTRACT, OURS
from tests.unit.transition.relief.late_plans import day, deed

DUE = date(2025, 9, 12)
WHY = due_day.explained("NL", day("09-09"), 3).explanation
TAKE: dict[ObligationStep, Callable[[Obligation, Deed], Iterator[Event]]] = {
    ObligationStep.CALL: lambda owed, deed: owed.call(deed, DUE, WHY),
    ObligationStep.MEET: lambda owed, deed: owed.meet(deed, 0),
    ObligationStep.WAIVE: Obligation.waive,
    ObligationStep.REOPEN: lambda owed, deed: owed.reopen(deed, deed.on),
}
S, T = ObligationState, ObligationStep
WAY: dict[ObligationState, tuple[str, ...]] = {
    S.WAITING: (),
    S.DUE: ("call 09-09",),
    S.LATE: ("call 09-09", "late 09-13"),
    S.MET: ("call 09-09", "meet 09-10"),
    S.MET_LATE: ("call 09-09", "late 09-13", "meet 09-16"),
    S.WAIVED: ("waive 09-09",),
}
REFUSED = [(state, step) for state in S for step in TAKE if step not in OBLIGATION_LIFE[state]]


def obligation(**more: Any) -> Obligation:
    given: dict[str, Any] = {
        "code": "vat-ruling",
        "kind": ObligationKind.DECISIONS,
        "title": "Ruling on reverse-charge VAT",
        "side": Party.CLIENT,
        "owner": "Daan",
        "blocks": [],
        "source": ObligationSource.CONTRACT,
        "remind_days": 2,
        "listed_by": "sanne",
        "waits_for": "The vendor's question",
        "days": 3,
        **more,
    }
    made = Obligation(contract_id=CONTRACT, **OURS | given)
    list(made.list_(deed("09-01")))
    return made


def brought_to(state: ObligationState) -> Obligation:
    owed = obligation()
    for step in WAY[state]:
        name, on = step.split()
        take = TAKE.get(ObligationStep(name)) if name != "late" else Obligation.fall_late
        assert take
        list(take(owed, deed(on)))
    assert owed.state is state
    return owed


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: ObligationState, step: ObligationStep
) -> None:
    owed = brought_to(state)
    before = owed.model_dump()
    with pytest.raises(Problem) as refused:
        list(TAKE[step](owed, deed("09-20")))
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}".replace("_", "-"))
    assert owed.model_dump() == before


def test_met_on_its_day_it_was_in_time() -> None:
    owed = brought_to(ObligationState.DUE)
    (told,) = owed.meet(deed("09-12"), 0)
    assert owed.state is ObligationState.MET
    assert owed.lapses == []
    assert isinstance(told, ObligationMet)
    assert told.told() == "Ruling on reverse-charge VAT met on 2025-09-12, due 2025-09-12"


def test_late_is_told_once_and_kept_until_it_is_met() -> None:
    owed = brought_to(ObligationState.DUE)
    (told,) = owed.fall_late(deed("09-13"))
    assert isinstance(told, ObligationFellLate)
    assert (told.due_on, told.late_from) == (DUE, day("09-13"))
    assert list(owed.fall_late(deed("09-20"))) == []
    list(owed.meet(deed("09-16"), 2))
    assert owed.state is ObligationState.MET_LATE
    assert owed.lapses == [Lapse(from_on=DUE, until_on=day("09-16"), caused_by=Party.CLIENT)]


def test_told_late_that_it_was_met_in_time_it_was_never_late() -> None:
    owed = brought_to(ObligationState.LATE)
    list(owed.meet(deed("09-11"), 0))
    assert (owed.state, owed.lapses) == (ObligationState.MET, [])


def test_met_late_before_anybody_noticed_it_was_late_all_the_same() -> None:
    owed = brought_to(ObligationState.DUE)
    list(owed.meet(deed("09-15"), 1))
    assert owed.lapses == [Lapse(from_on=DUE, until_on=day("09-15"), caused_by=Party.CLIENT)]


def test_taken_away_again_it_is_owed_from_that_day_and_both_times_are_kept() -> None:
    owed = brought_to(ObligationState.MET_LATE)
    list(owed.reopen(deed("09-23", note="By mistake"), day("09-23")))
    assert (owed.state, owed.due_on) == (ObligationState.DUE, day("09-23"))
    list(owed.fall_late(deed("09-24")))
    list(owed.meet(deed("09-25"), 2))
    assert [(lapse.from_on, lapse.until_on) for lapse in owed.lapses] == [
        (DUE, day("09-16")),
        (day("09-23"), day("09-25")),
    ]


def test_waived_while_late_it_was_late_until_then() -> None:
    owed = brought_to(ObligationState.LATE)
    list(owed.waive(deed("09-17", note="Not needed any more")))
    assert owed.lapses[-1].until_on == day("09-17")


def test_no_step_is_dated_before_the_one_before_it() -> None:
    owed = brought_to(ObligationState.MET)
    with pytest.raises(Problem) as refused:
        list(owed.reopen(deed("09-08"), day("09-08")))
    assert refused.value.errors[0].field == "/on"
