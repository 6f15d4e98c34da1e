"""Team members: what may follow on what, and what is told."""

from datetime import date
from typing import Any

import pytest

from libs.common.events.transition.members import (
    KeyPersonLeaving,
    MemberChanged,
    MemberLeaving,
    MemberLeft,
    MemberStays,
)
from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.models.members import MEMBER_LIFE, MemberState, MemberStep, TeamMember
from tests.unit.transition.plan_items import OURS, deed
from tests.unit.transition.ramp_people import member

LAST_DAY = date(2025, 10, 31)
WAY = {
    MemberState.ACTIVE: (),
    MemberState.LEAVING: (MemberStep.ANNOUNCE,),
    MemberState.LEFT: (MemberStep.LEAVE,),
}
TAKE: dict[MemberStep, Any] = {
    MemberStep.CHANGE: lambda m, d: m.change(d, {"role": "Lead"}),
    MemberStep.ANNOUNCE: lambda m, d: m.announce(d, LAST_DAY, None),
    MemberStep.STAY: TeamMember.stay,
    MemberStep.NAME_SUCCESSOR: lambda m, d: m.name_successor(d, "jan"),
    MemberStep.LEAVE: TeamMember.leave,
}
ALLOWED = [(state, step) for state, steps in MEMBER_LIFE.items() for step in steps]
REFUSED = [(state, step) for state in MemberState for step in TAKE if (state, step) not in ALLOWED]


def take(of: TeamMember, step: MemberStep, on: str = "2025-09-10", note: str = "") -> Any:
    (told,) = TAKE[step](of, deed(on, note))
    return told


def brought_to(state: MemberState) -> TeamMember:
    found = member()
    for step in WAY[state]:
        take(found, step, "2025-09-05")
    return found


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: MemberState, step: MemberStep
) -> None:
    found = brought_to(state)
    take(found, step)
    assert found.state is MEMBER_LIFE.after("", state, step)
    assert (found.history[-1].step, found.history[-1].by) == (step, "sanne")


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: MemberState, step: MemberStep
) -> None:
    found = brought_to(state)
    before = found.model_dump()
    with pytest.raises(Problem) as refused:
        take(found, step)
    assert (refused.value.status, refused.value.kind) == (409, MEMBER_LIFE.kind(state))
    assert found.model_dump() == before


def test_leaving_is_told_with_the_day_and_never_with_the_reason() -> None:
    told = take(member(), MemberStep.ANNOUNCE, note="Parental leave")
    assert isinstance(told, MemberLeaving)
    assert (told.leaving_on, told.was) == (LAST_DAY, None)
    assert "Parental" not in told.model_dump_json()


def test_another_last_day_is_told_with_the_one_before() -> None:
    found = brought_to(MemberState.LEAVING)
    (told,) = found.announce(deed("2025-09-12"), date(2025, 11, 14), "jan")
    assert (told.was, told.leaving_on, told.successor) == (LAST_DAY, date(2025, 11, 14), "jan")


def test_who_stays_leaves_no_day_and_no_successor_behind() -> None:
    found = brought_to(MemberState.LEAVING)
    take(found, MemberStep.NAME_SUCCESSOR)
    told = take(found, MemberStep.STAY)
    assert isinstance(told, MemberStays)
    assert (told.was, found.leaving_on, found.successor) == (LAST_DAY, None, None)


def test_a_last_day_before_the_day_it_is_announced_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        list(member().announce(deed("2025-09-10"), date(2025, 9, 9), None))
    assert refused.value.errors[0].field == "/leaving_on"


def test_who_leaves_gives_up_the_seat_and_the_event_names_it() -> None:
    found = member(seat="ap-1", is_key=True)
    told = take(found, MemberStep.LEAVE)
    assert isinstance(told, MemberLeft)
    assert (told.seat, told.left_on, told.is_key) == ("ap-1", date(2025, 9, 10), True)
    assert (found.seat, found.left_on) == (None, date(2025, 9, 10))


def test_no_step_is_dated_before_the_one_before_it() -> None:
    found = brought_to(MemberState.LEAVING)
    with pytest.raises(Problem) as refused:
        take(found, MemberStep.LEAVE, "2025-09-04")
    assert refused.value.errors[0].field == "/on"
    assert found.state is MemberState.LEAVING


def test_a_change_tells_what_the_person_is_now() -> None:
    told = take(member(), MemberStep.CHANGE)
    assert isinstance(told, MemberChanged)
    assert told.told() == "Ewa Nowak is now Lead in the vendor's team"


@pytest.mark.parametrize(("side", "vendor"), [(Party.CLIENT, False), (Party.VENDOR, True)])
def test_that_no_agreement_keeps_a_key_person_is_told_to_their_own_side(
    side: Party, vendor: bool
) -> None:
    found = member(side=side)
    take(found, MemberStep.ANNOUNCE)
    (told,) = found.lack_agreement()
    assert isinstance(told, KeyPersonLeaving)
    assert told.vendor_id == (OURS["vendor_id"] if vendor else None)
