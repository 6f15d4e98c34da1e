"""Integrations: what may follow on what, and what is told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from libs.common.events import Event
from libs.common.events.transition.integrations import (
    IntegrationBuilt,
    IntegrationConnected,
    IntegrationDisconnected,
    IntegrationOverdue,
    IntegrationTested,
    IntegrationTestFailed,
)
from libs.common.events.transition.party import Party
from libs.common.problems import Problem
from services.transition.models.integrations import (
    INTEGRATION_LIFE,
    Integration,
    IntegrationState,
    IntegrationStep,
)
from services.transition.models.plan_items import Deed, Setback
from tests.unit.transition.plan_items import DIGEST, deed, integration

WAITS = Setback(work_waits=True, back_after=5)
BUILD, CONNECT = IntegrationStep.REPORT_BUILT, IntegrationStep.CONNECT
PASS, FAIL, DISCONNECT = IntegrationStep.PASS, IntegrationStep.FAIL, IntegrationStep.DISCONNECT
TAKE: dict[IntegrationStep, Callable[[Integration, Deed], Iterator[Event]]] = {
    BUILD: lambda one, deed: one.report_built(deed, Party.VENDOR),
    CONNECT: Integration.connect,
    PASS: Integration.pass_test,
    FAIL: lambda one, deed: one.fail_test(deed, WAITS),
    DISCONNECT: lambda one, deed: one.disconnect(deed, Party.CLIENT, WAITS),
}
WAY = {
    IntegrationState.PLANNED: (),
    IntegrationState.BUILT: (BUILD,),
    IntegrationState.CONNECTED: (BUILD, CONNECT),
    IntegrationState.TESTED: (BUILD, CONNECT, PASS),
    IntegrationState.DISCONNECTED: (BUILD, CONNECT, PASS, DISCONNECT),
}
ALLOWED = [(state, step) for state, steps in INTEGRATION_LIFE.items() for step in steps]
REFUSED = [(s, step) for s in IntegrationState for step in TAKE if (s, step) not in ALLOWED]


def take(one: Integration, step: IntegrationStep, day: str = "2025-09-01", note: str = "so") -> Any:
    (told,) = TAKE[step](one, deed(day, note, (DIGEST,)))
    return told


def brought_to(state: IntegrationState) -> Integration:
    one = integration()
    for step in WAY[state]:
        take(one, step)
    return one


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: IntegrationState, step: IntegrationStep
) -> None:
    one = brought_to(state)
    take(one, step, "2025-09-03")
    assert one.state is INTEGRATION_LIFE.after("", state, step)
    assert (one.last.step, one.last.state) == (step, one.state)
    assert (one.last.on, one.last.evidence) == (date(2025, 9, 3), [DIGEST])


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: IntegrationState, step: IntegrationStep
) -> None:
    one = brought_to(state)
    before = one.model_dump()
    with pytest.raises(Problem) as refused:
        take(one, step)
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert one.model_dump() == before


def test_its_way_is_told_step_by_step() -> None:
    one = integration()
    steps = [(BUILD, "2025-09-04"), (CONNECT, "2025-09-05"), (PASS, "2025-09-09")]
    told = [take(one, step, day) for step, day in steps]
    assert [type(each) for each in told] == [
        IntegrationBuilt,
        IntegrationConnected,
        IntegrationTested,
    ]
    assert told[2].told() == (
        "Integration invoices tested and passed on 2025-09-09, needed by 2025-09-12"
    )
    assert one.is_ready


def test_a_test_is_not_passed_without_evidence() -> None:
    one = brought_to(IntegrationState.CONNECTED)
    with pytest.raises(Problem) as refused:
        list(one.pass_test(deed()))
    assert refused.value.errors[0].field == "/evidence"
    assert one.state is IntegrationState.CONNECTED


def test_a_test_that_fails_takes_it_back_to_built_and_to_its_builder_with_the_reason() -> None:
    one = brought_to(IntegrationState.CONNECTED)
    told = take(one, FAIL, note="Amounts lose their cents")
    assert isinstance(told, IntegrationTestFailed)
    assert (told.reason, told.obliged) == ("Amounts lose their cents", Party.VENDOR)
    assert one.state is IntegrationState.BUILT
    take(one, BUILD, note="Mended")
    assert one.obliged is Party.CLIENT


def test_a_test_does_not_fail_without_a_reason() -> None:
    one = brought_to(IntegrationState.CONNECTED)
    with pytest.raises(Problem) as refused:
        list(one.fail_test(deed(), WAITS))
    assert refused.value.errors[0].field == "/note"


def test_what_goes_off_later_is_told_with_both_days_and_so_is_its_return() -> None:
    one = integration()
    take(one, BUILD)
    take(one, CONNECT, "2025-09-05")
    take(one, PASS, "2025-09-09")
    off = take(one, DISCONNECT, "2025-09-20")
    assert isinstance(off, IntegrationDisconnected)
    assert (off.connected_on, off.disconnected_on) == (date(2025, 9, 5), date(2025, 9, 20))
    back = take(one, CONNECT, "2025-09-22")
    assert (back.disconnected_on, back.connected_on) == (date(2025, 9, 20), date(2025, 9, 22))
    assert not one.is_ready, "it must be tested again"


def test_before_it_is_built_lateness_is_the_vendors_and_after_that_the_clients() -> None:
    one = integration()
    (told,) = one.fall_overdue(date(2025, 9, 13))
    assert isinstance(told, IntegrationOverdue)
    assert (told.obliged, told.state) == (Party.VENDOR, "planned")
    built = brought_to(IntegrationState.BUILT)
    (told,) = built.fall_overdue(date(2025, 9, 13))
    assert (told.obliged, told.state) == (Party.CLIENT, "built")


def test_lateness_is_told_once_and_never_of_what_is_tested() -> None:
    one = integration()
    assert len(list(one.fall_overdue(date(2025, 9, 13)))) == 1
    assert list(one.fall_overdue(date(2025, 9, 20))) == []
    assert list(brought_to(IntegrationState.TESTED).fall_overdue(date(2025, 9, 13))) == []
