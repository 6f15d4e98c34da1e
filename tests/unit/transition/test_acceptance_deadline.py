"""Until when a claim is answered: business days of the country, midnight on its wall."""

from datetime import UTC, datetime

from services.transition.claims.acceptance_deadline import acceptance_deadline


def deadline(reported_at: str, country: str = "NL", days: int = 3) -> str:
    at = datetime.fromisoformat(reported_at)
    return acceptance_deadline(at, country, days).astimezone(UTC).isoformat()


def test_a_claim_of_monday_is_to_be_answered_by_the_end_of_thursday() -> None:
    assert deadline("2025-09-01T10:00:00+02:00") == "2025-09-04T22:00:00+00:00"


def test_a_claim_of_friday_runs_over_the_weekend() -> None:
    assert deadline("2025-09-05T10:00:00+02:00") == "2025-09-10T22:00:00+00:00"


def test_a_claim_of_sunday_counts_from_monday() -> None:
    assert deadline("2025-09-07T10:00:00+02:00") == "2025-09-10T22:00:00+00:00"


def test_public_holidays_of_the_country_do_not_count() -> None:
    """25 and 26 December are holidays in the Netherlands."""
    assert deadline("2025-12-24T10:00:00+01:00") == "2025-12-31T23:00:00+00:00"


def test_the_clock_change_moves_the_deadline_in_utc() -> None:
    """Summer time ends on 26 October 2025."""
    assert deadline("2025-10-23T10:00:00+02:00") == "2025-10-28T23:00:00+00:00"


def test_the_day_of_the_claim_is_the_one_on_the_contracts_wall() -> None:
    """23:00 in UTC on Monday is Tuesday in Amsterdam and in Kolkata."""
    assert deadline("2025-09-01T23:00:00+00:00") == "2025-09-05T22:00:00+00:00"
    assert deadline("2025-09-15T23:00:00+00:00", "IN") == "2025-09-19T18:30:00+00:00"


def test_the_explanation_shows_the_day_and_the_zone() -> None:
    at = datetime(2025, 9, 1, 8, tzinfo=UTC)
    steps = acceptance_deadline.explained(at, "NL", 3).explanation.steps
    assert [(step.label, str(step.value)[:10]) for step in steps] == [
        ("claimed on, in Europe/Amsterdam", "2025-09-01"),
        ("3 business days later", "2025-09-04"),
        ("the end of that day", "2025-09-05"),
    ]
