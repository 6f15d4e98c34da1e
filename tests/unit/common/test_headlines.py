"""Headlines that say only what happened."""

from datetime import date

from libs.common.events.transition.forecasts import ForecastMoved
from libs.common.events.transition.plans import PlannedWave
from libs.common.events.vendor.milestones import MilestoneProgressReported
from libs.common.ids import new_id

IDS = {"programme_id": new_id(), "vendor_id": new_id(), "contract_id": new_id()}


def moved(was: date, finishes_on: date, *waves: PlannedWave) -> str:
    return ForecastMoved(
        **IDS,
        plan_id=new_id(),
        was=was,
        finishes_on=finishes_on,
        waves=list(waves),
        cause="x slipped",
    ).told()


WAVE = PlannedWave(
    wave_id=new_id(),
    code="wave-2",
    title="Mail",
    processes=[],
    planned_on=date(2025, 10, 13),
    expected_on=date(2025, 10, 20),
)


def test_a_forecast_tells_of_the_end_where_it_moves() -> None:
    told = moved(date(2026, 3, 30), date(2026, 4, 7), WAVE)
    assert told == (
        "The transition is expected to end on 2026-04-07 instead of 2026-03-30: x slipped"
    )


def test_a_forecast_tells_of_the_waves_where_the_end_stays() -> None:
    told = moved(date(2026, 3, 30), date(2026, 3, 30), WAVE)
    assert told == "wave-2 is expected live on 2025-10-20: x slipped"


def test_a_report_on_a_milestone_tells_what_was_not_left_out() -> None:
    report = MilestoneProgressReported(
        **IDS, milestone="m", percent=25, expected_on=date(2025, 9, 5)
    )
    assert report.told() == "Vendor reports on m: 25 %, expected 2025-09-05"
    assert MilestoneProgressReported(**IDS, milestone="m").told() == "Vendor reports on m"
