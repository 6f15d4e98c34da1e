"""Which results count, however often and by whom they are told."""

from datetime import date

from libs.common.events.transition.party import Party
from services.transition.models.pilots import PilotBatch
from services.transition.pilots.running import that_count


def told(by: Party, met: int, day: int = 1, criterion: str = "unaided") -> PilotBatch:
    return PilotBatch(criterion=criterion, day=date(2025, 9, day), cases=100, met=met, told_by=by)


CLIENT, VENDOR = Party.CLIENT, Party.VENDOR


def test_what_the_client_measured_counts_whatever_the_vendor_says_before_or_after() -> None:
    ours = told(CLIENT, 50)
    assert that_count([told(VENDOR, 100), ours, told(VENDOR, 99)]) == [ours]


def test_where_the_client_did_not_measure_the_vendors_last_word_counts_once() -> None:
    again = told(VENDOR, 90)
    assert that_count([told(VENDOR, 100), told(VENDOR, 100), again]) == [again]


def test_each_day_and_each_criterion_counts_by_itself() -> None:
    batches = [told(VENDOR, 90), told(CLIENT, 80, day=2), told(VENDOR, 70, criterion="time")]
    assert that_count(batches) == batches
