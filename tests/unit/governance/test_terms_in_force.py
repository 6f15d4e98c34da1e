from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.governance.months import last_day, months_before
from services.governance.terms_in_force import in_force


@dataclass
class Version:
    version: int
    valid_from: date


SIGNED = Version(1, date(2025, 6, 16))
AMENDED = Version(2, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("month", "version"),
    [("2025-05", 1), ("2025-06", 1), ("2026-02", 1), ("2026-06", 1), ("2026-07", 2)],
)
def test_a_month_uses_the_version_valid_on_its_first_day(month: str, version: int) -> None:
    assert in_force([SIGNED, AMENDED], month).version == version


def test_an_amendment_in_mid_month_counts_from_the_next_month() -> None:
    versions = [SIGNED, Version(2, date(2026, 7, 2))]
    assert in_force(versions, "2026-07") is SIGNED
    assert in_force(versions, "2026-08") is versions[1]


def test_of_two_valid_from_one_day_the_later_counts() -> None:
    again = Version(3, AMENDED.valid_from)
    assert in_force([again, SIGNED, AMENDED], "2026-07") is again


@given(st.permutations([SIGNED, AMENDED, Version(3, date(2027, 1, 1))]))
def test_the_order_in_which_versions_arrive_changes_nothing(versions: list[Version]) -> None:
    assert [in_force(versions, m).version for m in ("2026-02", "2026-09", "2027-01")] == [1, 2, 3]


def test_months_know_their_last_day_and_those_before_them() -> None:
    assert last_day("2028-02") == date(2028, 2, 29)
    assert months_before("2026-02", 2) == "2025-12"
    assert months_before("2026-12", 11) == "2026-01"
