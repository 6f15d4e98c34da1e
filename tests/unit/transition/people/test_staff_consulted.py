"""Whether a wave may go live as far as its staff were consulted."""

from datetime import date
from decimal import Decimal

from services.transition.people.staff_consulted import Consulted, staff_consulted

ON = date(2025, 9, 10)


def decided(**more: date) -> Consulted:
    return Consulted(code="council", state="decided", is_decided=True, **more)


def test_an_advice_that_was_only_given_holds_the_wave_up() -> None:
    given = Consulted(code="council", state="advised", is_decided=False)
    found = staff_consulted([given], ON)
    assert (found.met, found.note) == (False, "0 of 1 decided, waiting for council (advised)")


def test_a_decision_that_departs_from_the_advice_waits_for_its_day() -> None:
    assert not staff_consulted([decided(carry_out_from=date(2025, 9, 11))], ON).met
    assert staff_consulted([decided(carry_out_from=ON)], ON).met


def test_a_condition_holds_it_up_once_its_day_has_passed() -> None:
    assert staff_consulted([decided(next_promise_due=ON)], ON).met
    found = staff_consulted([decided(next_promise_due=date(2025, 9, 9))], ON)
    assert "a condition overdue since 2025-09-09" in found.note


def test_each_consultation_must_be_through() -> None:
    given = Consulted(code="staff", state="asked", is_decided=False)
    found = staff_consulted([decided(), given], ON)
    assert (found.met, found.value) == (False, Decimal("0.5"))
