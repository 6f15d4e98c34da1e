"""Which hour and which holidays a contract keeps."""

from datetime import UTC, date, datetime

import pytest

from services.transition.plan.contract_calendar import (
    calendar_of,
    holidays_known,
    today_in,
    zone_of,
)


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("NL", "Europe/Amsterdam"),
        ("PT", "Europe/Lisbon"),
        ("PL", "Europe/Warsaw"),
        ("IN", "Asia/Kolkata"),
        ("US", "America/New_York"),
        ("BR", "America/Sao_Paulo"),
        ("nl", "Europe/Amsterdam"),
        ("XX", "UTC"),
    ],
)
def test_a_country_runs_on_its_main_zone(country: str, zone: str) -> None:
    assert zone_of(country).key == zone


def test_kings_day_is_closed_in_the_netherlands_only() -> None:
    day = date(2026, 4, 27)
    assert not calendar_of("NL").is_business_day(day)
    assert calendar_of("PT").is_business_day(day)


def test_a_country_of_which_no_holidays_are_known_works_monday_to_friday() -> None:
    assert not holidays_known("XX")
    assert calendar_of("XX").is_business_day(date(2025, 12, 25))
    assert not calendar_of("XX").is_business_day(date(2025, 12, 27))


def test_after_midnight_on_the_contracts_wall_it_is_the_next_day() -> None:
    assert today_in("NL", datetime(2025, 7, 1, 22, 30, tzinfo=UTC)) == date(2025, 7, 2)
