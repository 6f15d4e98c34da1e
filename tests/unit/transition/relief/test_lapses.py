"""When access and integrations were missing, read from their history."""

from datetime import date

from libs.common.events.transition.party import Party
from services.transition.models.obligations import Lapse
from services.transition.models.plan_items import Setback
from services.transition.relief.lapses import lapses_of, lapses_of_claim
from tests.unit.transition.plan_items import DIGEST, access, deed, integration
from tests.unit.transition.test_claims import claim

LATER = date(2025, 12, 1)
WAITS = Setback(work_waits=True, back_after=5)
NEEDED = date(2025, 9, 12)


def lapse(begins: str, ends: str | None, by: Party = Party.CLIENT) -> Lapse:
    until = None if ends is None else date.fromisoformat(f"2025-{ends}")
    return Lapse(from_on=date.fromisoformat(f"2025-{begins}"), until_on=until, caused_by=by)


def test_granted_in_time_it_was_never_missing() -> None:
    request = access()
    list(request.grant(deed("2025-09-12")))
    assert lapses_of(request, LATER) == []


def test_on_its_last_day_it_is_not_late_yet() -> None:
    assert lapses_of(access(), NEEDED) == []
    assert lapses_of(access(), date(2025, 9, 13)) == [lapse("09-12", None)]


def test_granted_late_it_was_missing_until_then() -> None:
    request = access()
    list(request.grant(deed("2025-09-16")))
    assert lapses_of(request, LATER) == [lapse("09-12", "09-16")]


def test_revoked_and_restored_both_days_are_known_and_who_caused_it() -> None:
    request = access()
    list(request.grant(deed("2025-09-01")))
    list(request.revoke(deed("2025-09-23"), Party.CLIENT, WAITS))
    assert lapses_of(request, date(2025, 9, 23)) == [lapse("09-23", None)]
    list(request.restore(deed("2025-09-24")))
    assert lapses_of(request, LATER) == [lapse("09-23", "09-24")]


def test_revoked_by_the_vendors_fault_it_is_the_vendors_delay() -> None:
    request = access()
    list(request.grant(deed("2025-09-01")))
    list(request.revoke(deed("2025-09-23"), Party.VENDOR, WAITS))
    assert lapses_of(request, LATER) == [lapse("09-23", None, Party.VENDOR)]


def test_revoked_before_it_is_needed_it_is_missing_from_when_it_is() -> None:
    request = access()
    list(request.grant(deed("2025-09-01")))
    list(request.revoke(deed("2025-09-08"), Party.CLIENT, WAITS))
    assert lapses_of(request, date(2025, 9, 10)) == []
    list(request.restore(deed("2025-09-15")))
    assert lapses_of(request, LATER) == [lapse("09-12", "09-15")]


def test_what_was_refused_is_missed_no_more() -> None:
    request = access()
    list(request.refuse(deed("2025-09-16")))
    assert lapses_of(request, LATER) == [lapse("09-12", "09-16")]


def test_of_an_integration_each_side_has_the_days_on_which_it_was_its_move() -> None:
    made = integration()
    list(made.report_built(deed("2025-09-16"), Party.VENDOR))
    list(made.connect(deed("2025-09-18")))
    assert lapses_of(made, date(2025, 9, 19)) == [
        lapse("09-12", "09-16", Party.VENDOR),
        lapse("09-16", None, Party.CLIENT),
    ]
    list(made.pass_test(deed("2025-09-22", evidence=(DIGEST,))))
    assert lapses_of(made, LATER) == [
        lapse("09-12", "09-16", Party.VENDOR),
        lapse("09-16", "09-22", Party.CLIENT),
    ]


def test_a_test_that_fails_later_is_the_builders_delay_from_that_day() -> None:
    made = integration()
    list(made.report_built(deed("2025-09-02"), Party.VENDOR))
    list(made.connect(deed("2025-09-03")))
    list(made.pass_test(deed("2025-09-04", evidence=(DIGEST,))))
    list(made.fail_test(deed("2025-09-23", "Replies are lost"), WAITS))
    assert lapses_of(made, LATER) == [lapse("09-23", None, Party.VENDOR)]


def test_restored_and_revoked_on_the_same_day_it_was_missing_twice() -> None:
    request = access()
    list(request.grant(deed("2025-09-01")))
    for lost, back in (("23", "24"), ("24", "24"), ("24", "26")):
        list(request.revoke(deed(f"2025-09-{lost}"), Party.CLIENT, WAITS))
        list(request.restore(deed(f"2025-09-{back}")))
    assert lapses_of(request, LATER) == [
        lapse("09-23", "09-24"),
        lapse("09-24", "09-24"),
        lapse("09-24", "09-26"),
    ]


def test_a_word_that_is_missing_is_owed_until_the_plan_is_closed() -> None:
    silent = claim()
    list(silent.fall_silent(silent.due_at))
    (goes_on,) = lapses_of_claim(silent, [], "NL")
    assert goes_on == lapse("09-04", None)
    for closed_on, ends in (("2025-09-10", "09-10"), ("2025-09-04", None)):
        found = lapses_of_claim(silent, [], "NL", date.fromisoformat(closed_on))
        assert found == ([lapse("09-04", ends)] if ends else [])
