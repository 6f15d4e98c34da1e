from datetime import date

import pytest

from services.governance.sla_phase import Phase, Spell, sla_phase

LIVE = [Spell(live_on=date(2025, 9, 15))]
REPORTED, CREDITED = date(2025, 11, 1), date(2026, 1, 1)


def on(day: str, live: list[Spell] = LIVE) -> Phase:
    return sla_phase(live, REPORTED, CREDITED, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2025-09-14", Phase.PLANNED),
        ("2025-09-15", Phase.BASELINING),
        ("2025-10-31", Phase.BASELINING),
        ("2025-11-01", Phase.REPORT_ONLY),
        ("2025-12-31", Phase.REPORT_ONLY),
        ("2026-01-01", Phase.CREDIT_BEARING),
    ],
)
def test_a_phase_begins_on_its_date(day: str, phase: Phase) -> None:
    assert on(day) is phase


def test_until_its_wave_is_live_no_date_counts() -> None:
    assert on("2026-06-30", []) is Phase.PLANNED


def test_without_a_date_for_credits_it_never_bears_any() -> None:
    assert sla_phase(LIVE, REPORTED, None, date(2030, 1, 1)) is Phase.REPORT_ONLY


def test_a_wave_rolled_back_is_planned_again_and_its_past_stays() -> None:
    spells = [Spell(live_on=date(2025, 9, 15), rolled_back_on=date(2025, 10, 1))]
    assert on("2025-09-30", spells) is Phase.BASELINING
    assert on("2025-10-01", spells) is Phase.PLANNED
    again = [*spells, Spell(live_on=date(2026, 2, 1))]
    assert on("2025-09-30", again) is Phase.BASELINING
    assert on("2026-01-31", again) is Phase.PLANNED
    assert on("2026-02-01", again) is Phase.CREDIT_BEARING
