"""Handovers: offered when complete, accepted by another, or returned."""

import pytest

from libs.common.events.transition.waves import WaveHandedOver
from libs.common.problems import Problem
from services.transition.models import Wave
from services.transition.models.handovers import HandoverKind, HandoverState
from services.transition.models.waves import WaveState
from tests.unit.transition.roll_out.rolled import LIVE, day, deed, gate, handover, person, wave


def stable() -> Wave:
    found = wave()
    list(found.go_live(LIVE, gate(), []))
    list(found.stabilise(day("2025-10-20"), "sanne", []))
    return found


def test_without_a_document_and_a_contact_nobody_can_run_it() -> None:
    found = handover()
    found.items = [item for item in found.items if item.kind is HandoverKind.SERVICE_LEVEL]
    with pytest.raises(Problem) as refused:
        list(found.offer(deed("2025-10-21")))
    assert refused.value.kind == "handover-incomplete"
    assert refused.value.detail == "The handover of wave-1 has no document and no contact."


def test_who_hands_over_does_not_accept() -> None:
    found = handover()
    list(found.offer(deed("2025-10-21", by="yusuf")))
    with pytest.raises(Problem) as refused:
        list(found.accept(stable(), person("yusuf"), day("2025-10-31"), "Finance operations"))
    assert refused.value.kind == "four-eyes"


def test_accepted_the_wave_is_handed_over_with_who_runs_it_and_which_levels_hold() -> None:
    found, its = handover(), stable()
    list(found.offer(deed("2025-10-21")))
    (told,) = found.accept(its, person("yusuf"), day("2025-10-31"), "Finance operations")
    assert isinstance(told, WaveHandedOver)
    assert (told.handed_over_by, told.accepted_by) == ("sanne", "yusuf")
    assert (told.run_by, told.service_levels) == ("Finance operations", ["calls"])
    assert (its.state, its.handed_over_on) == (WaveState.HANDED_OVER, day("2025-10-31"))


def test_a_wave_that_is_not_stable_is_not_accepted() -> None:
    found, its = handover(), wave()
    list(its.go_live(LIVE, gate(), []))
    list(found.offer(deed("2025-10-21")))
    with pytest.raises(Problem) as refused:
        list(found.accept(its, person("yusuf"), day("2025-10-31"), "Finance operations"))
    assert refused.value.kind == "already-live"


def test_returned_it_is_open_and_can_be_offered_again() -> None:
    found = handover()
    list(found.offer(deed("2025-10-21")))
    (told,) = found.give_back(deed("2025-10-22", "The manual is of June", by="yusuf"))
    assert "The manual is of June" in told.told()
    assert found.state is HandoverState.OPEN
    list(found.offer(deed("2025-10-23")))


def test_what_is_offered_takes_no_more_items_and_what_is_accepted_nothing() -> None:
    found = handover()
    list(found.offer(deed("2025-10-21")))
    with pytest.raises(Problem) as refused:
        list(found.add(found.items[0], "sanne"))
    assert refused.value.kind == "is-offered"
    list(found.accept(stable(), person("yusuf"), day("2025-10-31"), "Finance operations"))
    with pytest.raises(Problem) as refused:
        list(found.withdraw(deed("2025-11-01")))
    assert refused.value.kind == "is-accepted"


def test_no_step_is_dated_before_the_one_before_it() -> None:
    found = handover()
    list(found.offer(deed("2025-10-21")))
    with pytest.raises(Problem) as refused:
        list(found.give_back(deed("2025-10-20")))
    assert refused.value.errors[0].field == "/on"
