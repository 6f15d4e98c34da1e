from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.governance.attainment import Counts
from services.governance.two_measurers.readings import Measure, Reading, of_days, of_month
from services.governance.two_measurers.side_by_side import (
    Finding,
    MeasuredTwice,
    NoTolerance,
    Pair,
    side_by_side,
)
from services.governance.two_measurers.tolerance import Kind, Tolerance

HALF = Tolerance(limit=Decimal("0.5"))
TEN_PERCENT = Tolerance(kind=Kind.RELATIVE, limit=Decimal("0.1"))


def of(value: str, level: str = "AP-1", period: date | str = "2026-02") -> Reading:
    return Reading(level=level, period=period, value=Decimal(value))


def beside(vendor: str, client: str, tolerance: Tolerance = HALF) -> Pair:
    [pair] = side_by_side([of(vendor)], [of(client)], {Measure.VALUE: tolerance})
    return pair


def test_a_difference_beyond_the_tolerance_is_a_finding_with_its_reason() -> None:
    pair = beside("94.2", "93.1")
    assert (pair.finding, pair.difference) == (Finding.DIFFERS, Decimal("1.1"))
    said = "AP-1 2026-02 value: vendor 94.2, client 93.1: 1.1 apart, more than 0.5"
    assert pair.reason == said


def test_a_difference_of_just_the_tolerance_is_within_it() -> None:
    assert beside("93.6", "93.1").finding is beside("92.6", "93.1").finding is None


def test_a_relative_tolerance_is_a_share_of_what_the_client_measured() -> None:
    assert beside("110", "100", TEN_PERCENT).finding is None
    assert beside("100", "110.01", TEN_PERCENT).finding is None
    assert "more than 10 % of the client's" in str(beside("111", "100", TEN_PERCENT).reason)


def test_any_difference_from_nought_is_beyond_a_relative_tolerance() -> None:
    assert beside("0.01", "0", TEN_PERCENT).finding is Finding.DIFFERS
    assert beside("0", "0", TEN_PERCENT).finding is None


def test_a_level_may_have_a_tolerance_of_its_own() -> None:
    vendor, client = [of("95", "A"), of("95", "B")], [of("94", "A"), of("94", "B")]
    wide = {"B": {Measure.VALUE: Tolerance(limit=Decimal(1))}}
    found = side_by_side(vendor, client, {Measure.VALUE: HALF}, wide)
    assert [pair.finding for pair in found] == [Finding.DIFFERS, None]


def test_a_missing_side_is_a_finding_of_its_own() -> None:
    pairs = side_by_side([of("94", "A")], [of("94", "B")], {})
    assert [pair.finding for pair in pairs] == [Finding.CLIENT_MISSING, Finding.VENDOR_MISSING]
    assert [pair.difference for pair in pairs] == [None, None]
    assert pairs[1].reason == "B 2026-02 value: measured by the client only"


def test_two_values_of_one_side_and_a_missing_tolerance_are_refused_by_name() -> None:
    with pytest.raises(MeasuredTwice, match="of the vendor for AP-1 2026-02"):
        side_by_side([of("94"), of("95")], [], {})
    with pytest.raises(NoTolerance):
        side_by_side([of("94")], [of("94")], {})


def test_equal_shares_of_unequal_numbers_are_found_by_their_cases() -> None:
    day = date(2026, 2, 3)
    vendor = of_days("AP-1", [Counts(taken_on=day, met=95, total=100)])
    client = of_days("AP-1", [Counts(taken_on=day, met=190, total=200)])
    tolerances = {Measure.SHARE: HALF, Measure.CASES: TEN_PERCENT}
    cases, share = side_by_side(list(vendor), list(client), tolerances)
    assert (cases.measure, cases.finding) == (Measure.CASES, Finding.DIFFERS)
    assert (share.measure, share.finding) == (Measure.SHARE, None)


def test_a_month_is_made_of_its_own_days_and_no_day_is_no_reading() -> None:
    days = [
        Counts(taken_on=date(2026, 2, 28), met=9, total=12, excluded=2),
        Counts(taken_on=date(2026, 3, 1), met=0, total=5),
    ]
    found = {one.measure: one.value for one in of_month("AP-1", "2026-02", days)}
    assert found == {Measure.CASES: 10, Measure.SHARE: 90}
    assert list(of_month("AP-1", "2026-04", days)) == []


def test_a_day_on_which_nothing_counts_has_no_share() -> None:
    quiet = Counts(taken_on=date(2026, 2, 1), met=0, total=0)
    assert [one.measure for one in of_days("AP-1", [quiet])] == [Measure.CASES]


def test_the_explanation_lists_the_findings() -> None:
    steps = side_by_side.explained([of("94", "A")], [], {}).explanation.steps
    assert steps[-1].value == ["A 2026-02 value: reported by the vendor only"]


SIDES = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 100), max_size=5)


def readings(side: dict[str, int]) -> list[Reading]:
    return [of(str(value), level) for level, value in side.items()]


@given(SIDES, SIDES, st.randoms())
def test_every_reading_is_in_one_pair_whatever_their_order(
    vendor: dict[str, int], client: dict[str, int], by: Random
) -> None:
    pairs = _pairs(readings(vendor), readings(client))
    assert {pair.level: pair.vendor for pair in pairs if pair.vendor is not None} == vendor
    assert {pair.level: pair.client for pair in pairs if pair.client is not None} == client
    shuffled = sorted(readings(vendor), key=lambda _: by.random())
    assert _pairs(shuffled, readings(client)) == pairs


def _pairs(vendor: Sequence[Reading], client: Sequence[Reading]) -> list[Pair]:
    return side_by_side(vendor, client, {Measure.VALUE: HALF})
