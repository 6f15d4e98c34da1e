"""Whether the way back was rehearsed."""

from datetime import date

import pytest

from services.transition.roll_out.rollback_rehearsed import (
    RehearsedRollback,
    RollbackRehearsed,
    rollback_rehearsed,
)

TODAY = date(2025, 10, 8)


def rehearsal(on: str, *, passed: bool = True, order: str = "1") -> RehearsedRollback:
    failed = "" if passed else "The bank file could not be taken back"
    return RehearsedRollback(
        on=date.fromisoformat(on), order=order, minutes=210, passed=passed, failed=failed
    )


def found(*rehearsals: RehearsedRollback, back: str | None = None) -> RollbackRehearsed:
    rolled_back_on = date.fromisoformat(back) if back else None
    return rollback_rehearsed(rehearsals, TODAY, 30, rolled_back_on)


@pytest.mark.parametrize(("on", "met"), [("2025-09-08", True), ("2025-09-07", False)])
def test_it_counts_for_the_days_stated(on: str, met: bool) -> None:
    assert found(rehearsal(on)).met is met


def test_its_note_says_when_and_how_long() -> None:
    assert found(rehearsal("2025-10-02")).note == "passed on 2025-10-02 in 210 minutes"
    old = found(rehearsal("2025-09-07")).note
    assert old == "passed on 2025-09-07 in 210 minutes, 31 days ago: it counts for 30"


def test_one_that_failed_undoes_one_that_passed_before() -> None:
    result = found(rehearsal("2025-10-01"), rehearsal("2025-10-02", passed=False))
    assert result.met is False
    assert result.note == "failed on 2025-10-02: The bank file could not be taken back"


def test_of_two_on_one_day_the_later_recorded_counts() -> None:
    failed = rehearsal("2025-10-02", passed=False, order="1")
    assert found(rehearsal("2025-10-02", order="2"), failed).met is True


def test_what_was_rehearsed_before_the_roll_back_counts_no_longer() -> None:
    assert found(rehearsal("2025-10-02"), back="2025-10-02").met is False
    assert found(rehearsal("2025-10-03"), back="2025-10-02").met is True


def test_nothing_rehearsed_is_not_met() -> None:
    assert found() == RollbackRehearsed(met=False, note="the rollback was not rehearsed")
