"""Training, lateness, access and the share of seats certified."""

from datetime import date
from decimal import Decimal

import pytest

from libs.common.events.transition.ramp import SeatState
from services.transition.ramp.access_listed import Listed, not_granted
from services.transition.ramp.seat_lateness import SeatFacts, seat_lateness
from services.transition.ramp.seat_training import seat_training
from services.transition.ramp.seats_certified import seats_certified

TODAY = date(2025, 9, 20)
NINETY = Decimal("0.90")


def test_a_topic_weighs_by_its_criticality() -> None:
    """(5·1 + 1·0.2) / 6."""
    found = seat_training(
        "ewa", {"vat": 5, "dunning": 1}, {"vat": 5, "dunning": 1}, Decimal("0.85")
    )
    assert (found.share, found.met, found.lacking) == (Decimal("0.8667"), True, ["dunning"])


def test_a_share_that_rounds_up_to_the_threshold_does_not_reach_it() -> None:
    found = seat_training("ewa", {"a": 2, "b": 1}, {"a": 5}, Decimal("0.6667"))
    assert (found.share, found.met) == (Decimal("0.6667"), False)


def test_steps_on_other_topics_count_not() -> None:
    found = seat_training("ewa", {"a": 1}, {"a": 1, "c": 5}, NINETY)
    assert found.share == Decimal("0.2000")


def test_without_topics_nothing_is_measured() -> None:
    with pytest.raises(ValueError, match="no topics"):
        seat_training("ewa", {}, {}, NINETY)


def seat(state: SeatState = SeatState.ACCESS, **more: object) -> SeatFacts:
    facts = {"code": "ap-1", "needed_by": date(2025, 9, 15), "since": date(2025, 9, 2)}
    named = {"step": "give-access", "holder": "ewa", "lacks": ["vat"]}
    return SeatFacts.model_validate({**facts, **named, "state": state, **more})


def test_a_seat_that_is_not_certified_by_the_day_it_is_needed_is_late_with_its_reasons() -> None:
    found = seat_lateness(seat(), TODAY, None)
    assert (found.days, found.at_risk) == (5, False)
    assert found.reasons == ["ewa is not trained since 2025-09-02", "still to learn: vat"]


def test_on_the_day_itself_it_is_not_late() -> None:
    found = seat_lateness(seat(), date(2025, 9, 15), None)
    assert (found.days, found.at_risk, found.reasons) == (0, False, [])


def test_a_seat_whose_holder_left_says_so() -> None:
    found = seat_lateness(seat(SeatState.OPEN, step="vacate", holder=None), TODAY, None)
    assert found.reasons == ["nobody is hired since 2025-09-02: who held it left it"]


def test_a_seat_that_its_wave_is_likely_to_miss_is_at_risk() -> None:
    later = seat(needed_by=date(2025, 10, 1))
    assert seat_lateness(later, TODAY, date(2025, 10, 2)).at_risk
    assert not seat_lateness(later, TODAY, date(2025, 10, 1)).at_risk


def test_a_certified_seat_is_at_risk_where_its_holder_is_to_leave() -> None:
    certified = seat(SeatState.CERTIFIED, leaving_on=date(2025, 10, 31))
    found = seat_lateness(certified, TODAY, None)
    assert (found.days, found.at_risk) == (0, True)
    assert found.reasons == ["ewa leaves on 2025-10-31"]


def listed(code: str, who: str, *, granted: bool = False, wanted: bool = True) -> Listed:
    return Listed(code, "wave-1", who, granted, wanted)


def test_access_is_waited_for_by_code_name_or_role_until_it_is_granted() -> None:
    requests = [
        listed("ledger", "Clerk"),
        listed("bank", "EWA NOWAK"),
        listed("mail", "ewa", granted=True),
        listed("scan", "Ewa", wanted=False),
        listed("crm", "Somebody else"),
    ]
    who = ("ewa", "Ewa Nowak", "clerk")
    assert not_granted(requests, [], "wave-1", who) == ["ledger", "bank"]
    assert not_granted(requests, ["crm"], "wave-2", who) == ["crm"]


def test_two_of_three_seats_certified_are_two_thirds() -> None:
    states = {"a": SeatState.CERTIFIED, "b": SeatState.CERTIFIED, "c": SeatState.TRAINED}
    explained = seats_certified.explained(states)
    assert explained.value.share == Decimal(2) / 3
    assert explained.explanation.steps[0].value == {"c": "trained"}
    assert seats_certified({}).share is None
