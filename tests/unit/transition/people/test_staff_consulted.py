"""Whether a wave may go live as far as its staff were consulted."""

from datetime import date
from decimal import Decimal

from services.transition.people.staff_consulted import Consulted, Standing, staff_consulted

ON = date(2025, 9, 10)


def decided(**more: date) -> Standing:
    return Consulted(is_decided=True, **more).standing(ON)


def test_an_advice_that_was_only_given_holds_the_wave_up() -> None:
    assert Consulted(is_decided=False).standing(ON) is Standing.OPEN
    found = staff_consulted({Standing.OPEN: 1})
    assert (found.met, found.note) == (False, "0 of 1 decided, 1 not decided")


def test_a_decision_that_departs_from_the_advice_waits_for_its_day() -> None:
    assert decided(carry_out_from=date(2025, 9, 11)) is Standing.TO_WAIT
    assert decided(carry_out_from=ON) is Standing.THROUGH


def test_a_condition_holds_it_up_once_its_day_has_passed() -> None:
    assert decided(next_promise_due=ON) is Standing.THROUGH
    assert decided(next_promise_due=date(2025, 9, 9)) is Standing.PROMISE_OVERDUE


def test_each_consultation_must_be_through() -> None:
    found = staff_consulted({Standing.THROUGH: 1, Standing.OPEN: 1, Standing.TO_WAIT: 0})
    assert (found.met, found.value) == (False, Decimal("0.5"))
    assert staff_consulted({Standing.THROUGH: 2}).met


def test_its_explanation_names_numbers_and_nobody() -> None:
    """A gate is open to the vendor too."""
    told = staff_consulted.explained({Standing.THROUGH: 1, Standing.PROMISE_OVERDUE: 1})
    assert told.value.note == "1 of 2 decided, 1 with a promise overdue"
    assert told.explanation.inputs == {"standing": {"through": 1, "with a promise overdue": 1}}
