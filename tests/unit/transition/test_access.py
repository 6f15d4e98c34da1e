"""Access requests: what may follow on what, and what is told."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events import Event
from libs.common.events.transition.access import (
    AccessGranted,
    AccessOverdue,
    AccessRefused,
    AccessRequested,
    AccessRestored,
    AccessRevoked,
)
from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.models.access import (
    ACCESS_LIFE,
    AccessRequest,
    AccessState,
    AccessStep,
)
from services.transition.models.plan_items import Deed, Setback
from tests.unit.transition.plan_items import DIGEST, START, access, deed

WAITS = Setback(work_waits=True, back_after=5)
TAKE: dict[AccessStep, Callable[[AccessRequest, Deed], Iterator[Event]]] = {
    AccessStep.GRANT: AccessRequest.grant,
    AccessStep.REFUSE: AccessRequest.refuse,
    AccessStep.REVOKE: lambda request, deed: request.revoke(deed, Party.CLIENT, WAITS),
    AccessStep.RESTORE: AccessRequest.restore,
}
WAY = {
    AccessState.REQUESTED: (),
    AccessState.GRANTED: (AccessStep.GRANT,),
    AccessState.REFUSED: (AccessStep.REFUSE,),
    AccessState.REVOKED: (AccessStep.GRANT, AccessStep.REVOKE),
}
ALLOWED = [(state, step) for state, steps in ACCESS_LIFE.items() for step in steps]
REFUSED = [(state, step) for state in AccessState for step in TAKE if (state, step) not in ALLOWED]


def take(request: AccessRequest, step: AccessStep, with_: Deed | None = None) -> Any:
    (told,) = TAKE[step](request, with_ or deed())
    return told


def brought_to(state: AccessState) -> AccessRequest:
    request = access()
    for step in WAY[state]:
        take(request, step)
    return request


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: AccessState, step: AccessStep
) -> None:
    request = brought_to(state)
    take(request, step, deed("2025-09-03", "as agreed", (DIGEST,)))
    assert request.state is ACCESS_LIFE.after("", state, step)
    assert (request.last.step, request.last.state) == (step, request.state)
    assert (request.last.on, request.last.by) == (date(2025, 9, 3), "sanne")
    assert (request.last.note, request.last.evidence) == ("as agreed", [DIGEST])


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: AccessState, step: AccessStep
) -> None:
    request = brought_to(state)
    before = request.model_dump()
    with pytest.raises(Problem) as refused:
        take(request, step)
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert request.model_dump() == before


def test_a_refusal_names_what_is_possible_now() -> None:
    with pytest.raises(Problem) as refused:
        take(access(), AccessStep.REVOKE)
    assert refused.value.detail == "ledger is requested: it cannot take revoke."
    assert refused.value.do == "Possible now: grant, refuse."


def test_asking_tells_who_needs_what_by_when() -> None:
    request = access()
    request.history = []
    (told,) = request.request(deed())
    assert isinstance(told, AccessRequested)
    assert (told.system, told.who, told.seats) == ("Ledger", "Clerks of Kestrel", 12)
    assert (told.needed_by, told.blocks, told.asked_by) == (
        date(2025, 9, 12),
        ["shadow"],
        Party.VENDOR,
    )
    assert told.told() == "Access to Ledger asked for Clerks of Kestrel, needed by 2025-09-12"


def test_granting_tells_when_it_was_asked_for_needed_and_granted() -> None:
    told = take(access(), AccessStep.GRANT, deed("2025-09-16"))
    assert isinstance(told, AccessGranted)
    assert (told.requested_on, told.needed_by) == (START, date(2025, 9, 12))
    assert told.granted_on == date(2025, 9, 16)


def test_a_refusal_tells_why() -> None:
    told = take(access(), AccessStep.REFUSE, deed(note="Not in the contract"))
    assert isinstance(told, AccessRefused)
    assert told.told() == "Access to Ledger for Clerks of Kestrel refused: Not in the contract"


def test_revoked_by_mistake_and_given_back_both_days_and_the_reason_are_told() -> None:
    request = brought_to(AccessState.GRANTED)
    revoked = take(request, AccessStep.REVOKE, deed("2025-09-23", "The wrong group was closed"))
    assert isinstance(revoked, AccessRevoked)
    assert (revoked.granted_on, revoked.revoked_on) == (START, date(2025, 9, 23))
    assert (revoked.caused_by, revoked.work_waits) == (Party.CLIENT, True)
    restored = take(request, AccessStep.RESTORE, deed("2025-09-25"))
    assert isinstance(restored, AccessRestored)
    assert (restored.revoked_on, restored.restored_on) == (date(2025, 9, 23), date(2025, 9, 25))
    assert (restored.caused_by, restored.reason) == (Party.CLIENT, "The wrong group was closed")
    assert [change.step for change in request.history] == ["request", "grant", "revoke", "restore"]


def test_who_caused_the_revocation_makes_it_good() -> None:
    request = brought_to(AccessState.GRANTED)
    list(request.revoke(deed(note="Passwords were shared"), Party.VENDOR, WAITS))
    assert request.obliged is Party.VENDOR
    assert take(request, AccessStep.RESTORE).caused_by is Party.VENDOR


def test_no_step_is_dated_before_the_one_before_it() -> None:
    request = access()
    take(request, AccessStep.GRANT, deed("2025-09-10"))
    with pytest.raises(Problem) as refused:
        take(request, AccessStep.REVOKE, deed("2025-09-09"))
    assert refused.value.errors[0].field == "/on"
    assert refused.value.detail == "ledger is granted since 2025-09-10, after 2025-09-09."
    assert request.state is AccessState.GRANTED


def test_lateness_is_told_once_with_whose_move_it_is() -> None:
    request = access()
    (told,) = request.fall_overdue(date(2025, 9, 13))
    assert isinstance(told, AccessOverdue)
    assert (told.needed_by, told.overdue_from) == (date(2025, 9, 12), date(2025, 9, 13))
    assert (told.obliged, told.blocks) == (Party.CLIENT, ["shadow"])
    assert "client's move" in told.told()
    assert list(request.fall_overdue(date(2025, 9, 20))) == []


@pytest.mark.parametrize("state", [AccessState.GRANTED, AccessState.REFUSED])
def test_what_is_decided_is_never_overdue(state: AccessState) -> None:
    request = brought_to(state)
    assert list(request.fall_overdue(date(2025, 9, 13))) == []
    assert not request.overdue


def test_granted_late_revoked_and_not_back_it_is_overdue_anew() -> None:
    request = access()
    list(request.fall_overdue(date(2025, 9, 13)))
    take(request, AccessStep.GRANT, deed("2025-09-16"))
    take(request, AccessStep.REVOKE, deed("2025-09-23"))
    (told,) = request.fall_overdue(date(2025, 9, 24))
    assert (told.revoked_on, told.overdue_from) == (date(2025, 9, 23), date(2025, 9, 24))


@given(st.lists(st.tuples(st.sampled_from(list(TAKE)), st.integers(-3, 10)), max_size=20))
def test_whatever_is_tried_the_history_is_a_way_through_the_table_in_order_of_days(
    tries: list[tuple[AccessStep, int]],
) -> None:
    request = access()
    for step, days in tries:
        with suppress(Problem):
            take(request, step, deed((START + timedelta(days=days)).isoformat()))
    state = AccessState.REQUESTED
    for change in request.history[1:]:
        state = ACCESS_LIFE.after("", state, AccessStep(change.step))
        assert change.state == state
    assert request.state is state
    assert [change.on for change in request.history] == sorted(c.on for c in request.history)
