from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.governance.availability.failures import failures
from services.governance.availability.terms import (
    AvailabilityTerms,
    Degradation,
    Outage,
    Window,
    round_the_clock,
)

TERMS = AvailabilityTerms(calendar=round_the_clock("UTC"), degradation=Degradation.NOT_COUNTED)
HOUR = 3600
APRIL = "2026-04"


def down(day: int, hour: int, hours: int | None, month: int = 4, lost: str = "1") -> Outage:
    began = datetime(2026, month, day, hour, tzinfo=UTC)
    ended = None if hours is None else began + timedelta(hours=hours)
    return Outage(began=began, ended=ended, lost=Decimal(lost))


def test_two_failures_of_two_and_four_hours_are_restored_in_three() -> None:
    found = failures(APRIL, TERMS, [down(3, 9, 2), down(20, 9, 4)])
    assert (found.began, found.restored, found.still_open) == (2, 2, 0)
    assert found.to_restore == 3 * HOUR
    assert found.between_failures == 357 * HOUR  # (720 − 6) / 2


def test_overlapping_and_touching_outages_are_one_failure() -> None:
    found = failures(APRIL, TERMS, [down(3, 9, 2), down(3, 10, 2), down(3, 12, 1)])
    assert (found.began, found.to_restore) == (1, 4 * HOUR)


def test_a_month_without_failures_has_no_mean_times() -> None:
    found = failures(APRIL, TERMS, [])
    assert (found.began, found.between_failures, found.to_restore) == (0, None, None)


def test_a_failure_belongs_to_the_month_it_began_in_and_is_restored_in_its_own() -> None:
    over_the_end = [down(30, 22, 4)]
    april, may = (failures(month, TERMS, over_the_end) for month in (APRIL, "2026-05"))
    assert (april.began, april.restored, april.still_open) == (1, 0, 1)
    assert (may.began, may.restored, may.still_open) == (0, 1, 0)
    assert may.to_restore == 4 * HOUR


def test_one_that_is_not_over_stays_open_and_is_not_averaged() -> None:
    found = failures(APRIL, TERMS, [down(3, 9, 2), down(28, 0, None)])
    assert (found.began, found.restored, found.still_open) == (2, 1, 1)
    assert found.to_restore == 2 * HOUR


def test_one_that_counts_for_nothing_is_no_failure() -> None:
    maintenance = Window(
        begins=datetime(2026, 4, 3, 8, tzinfo=UTC), ends=datetime(2026, 4, 3, 12, tzinfo=UTC)
    )
    slow = down(20, 9, 4, lost="0.5")
    assert failures(APRIL, TERMS, [down(3, 9, 2), slow], [maintenance]).began == 0


def test_what_begins_after_the_moment_asked_about_is_not_there_yet() -> None:
    asked = datetime(2026, 4, 10, tzinfo=UTC)
    found = failures(APRIL, TERMS, [down(20, 9, 4), down(21, 0, None)], as_of=asked)
    assert (found.began, found.restored, found.still_open) == (0, 0, 0)
