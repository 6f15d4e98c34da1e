from datetime import date

from services.governance.exit_notice import earliest_leave


def test_notice_runs_in_calendar_days_from_the_day_after() -> None:
    assert earliest_leave(date(2026, 1, 1), 90) == date(2026, 4, 1)


def test_without_a_notice_period_one_may_leave_today() -> None:
    assert earliest_leave(date(2026, 1, 1), 0) == date(2026, 1, 1)
