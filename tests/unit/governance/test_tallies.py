"""Which report of a day stands, within a batch; across batches see tests/integration."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.vendor.measurements import Tally
from libs.common.ids import new_id
from services.governance.models import Source
from services.governance.tallies import Reported, newest, possible

PARTIES = (new_id(), new_id(), new_id())
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)


def report(met: int, hours: int = 0, id: int = 1, on: str = "2026-02-01") -> Reported:
    tally = Tally.model_validate(
        {"service_level": "invoices", "taken_on": on, "met": met, "total": 100}
    )
    at = NOON + timedelta(hours=hours)
    return Reported(*PARTIES, Source.VENDOR, at, UUID(int=id), tally)


def standing(*reports: Reported) -> dict[str, tuple[int, int]]:
    return {str(r.tally.taken_on): (r.tally.met, times) for r, times in newest(reports)}


def test_the_newest_report_of_a_day_stands_whatever_comes_first() -> None:
    for order in permutations([report(90), report(91, hours=1), report(92, hours=2)]):
        assert standing(*order) == {"2026-02-01": (92, 3)}


def test_of_two_at_one_time_the_higher_id_stands() -> None:
    for order in permutations([report(90, id=1), report(91, id=2)]):
        assert standing(*order) == {"2026-02-01": (91, 2)}


def test_within_one_report_the_last_line_of_the_day_stands() -> None:
    assert standing(report(90), report(91)) == {"2026-02-01": (91, 2)}


def test_days_do_not_replace_each_other() -> None:
    assert standing(report(90), report(91, on="2026-02-02")) == {
        "2026-02-01": (90, 1),
        "2026-02-02": (91, 1),
    }


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), min_size=1), st.randoms())
def test_the_order_of_arrival_changes_nothing(told: list[tuple[int, int]], random: Random) -> None:
    reports = [report(met, hours, id=place) for place, (hours, met) in enumerate(told)]
    shuffled = sorted(reports, key=lambda _: random.random())
    assert standing(*shuffled) == standing(*reports)


def test_more_met_than_there_were_is_impossible() -> None:
    assert not possible(report(101).tally)
    assert possible(report(100).tally)
