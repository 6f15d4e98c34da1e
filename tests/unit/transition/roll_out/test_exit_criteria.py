"""When a wave is stable."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.transition.roll_out.exit_criteria import (
    Bound,
    DayRecord,
    ExitCriterion,
    ExitResult,
    How,
    exit_criterion,
)

LIVE = date(2025, 9, 1)
"A Monday."
TODAY = date(2025, 9, 15)
"The Monday two weeks later: ten working days lie before it."
INCIDENTS = ExitCriterion(
    code="sev-1",
    title="Incidents of severity 1",
    how=How.TOTAL,
    bound=Bound.AT_MOST,
    threshold=Decimal(0),
    days=10,
)
BACKLOG = INCIDENTS.model_copy(update={"how": How.EVERY_DAY, "threshold": Decimal(40)})
IN_TIME = INCIDENTS.model_copy(
    update={"how": How.SHARE, "bound": Bound.AT_LEAST, "threshold": Decimal("0.95")}
)
TEN = [LIVE + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]


def records(*values: str, total: int | None = None, days: list[date] = TEN) -> list[DayRecord]:
    return [
        DayRecord(day=day, value=Decimal(value), total=total)
        for day, value in zip(days, values, strict=False)
    ]


def judged(
    criterion: ExitCriterion, found: list[DayRecord], today: date = TODAY, live_on: date = LIVE
) -> ExitResult:
    return exit_criterion(criterion, "NL", live_on, today, found)


def test_ten_working_days_without_an_incident_meet_it() -> None:
    result = judged(INCIDENTS, records(*["0"] * 10))
    assert (result.met, result.value, result.missing) == (True, 0, [])


def test_a_day_without_a_record_is_missing_not_nothing() -> None:
    result = judged(INCIDENTS, records(*["0"] * 9))
    assert (result.met, result.value, result.missing) == (False, 0, [date(2025, 9, 12)])
    assert result.note == "0, at_most 0; no record of 2025-09-12".replace("_", " ")


def test_without_any_record_there_is_no_value() -> None:
    result = judged(IN_TIME, [])
    assert (result.met, result.value, len(result.missing)) == (False, None, 10)


def test_bad_news_of_this_morning_counts() -> None:
    found = [*records(*["0"] * 10), DayRecord(day=TODAY, value=Decimal(1))]
    assert judged(INCIDENTS, found).met is False


def test_bad_news_of_a_saturday_counts_and_its_silence_does_not() -> None:
    found = [*records(*["0"] * 10), DayRecord(day=date(2025, 9, 6), value=Decimal(1))]
    assert judged(INCIDENTS, found).met is False


def test_what_lies_before_the_days_looked_at_counts_no_more() -> None:
    found = [*records("3", *["0"] * 10, days=[*TEN, TODAY])]
    assert judged(INCIDENTS, found, today=date(2025, 9, 16)).met is True


def test_too_soon_after_go_live_it_is_not_met_though_all_is_well() -> None:
    result = judged(INCIDENTS, records(*["0"] * 10), live_on=date(2025, 9, 3))
    assert result.met is False
    assert result.note.endswith("2 of 10 working days lie before go-live")


@pytest.mark.parametrize(("worst", "met"), [("40", True), ("40.5", False)])
def test_of_a_backlog_the_worst_day_counts(worst: str, met: bool) -> None:
    result = judged(BACKLOG, records(*["12"] * 9, worst))
    assert (result.met, result.value) == (met, Decimal(worst))


def test_a_share_is_that_of_the_sums() -> None:
    found = [*records(*["19"] * 9, total=20), DayRecord(day=TEN[9], value=Decimal(99), total=100)]
    result = judged(IN_TIME, found)
    assert result.value == Decimal(270) / 280
    assert result.met is True


def test_a_share_of_nothing_is_no_share() -> None:
    assert judged(IN_TIME, records(*["0"] * 10, total=0)).value is None


def test_a_criterion_reads_as_a_sentence() -> None:
    sentence = "Incidents of severity 1: at most 0 in all over 10 working days"
    assert INCIDENTS.sentence == sentence
