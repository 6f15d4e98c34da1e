from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.governance.regimes.example import IN_TIME, level, regime

LADDER = {"by": "ladder_of_charges"}
POINTS = {"by": "points_by_bands"}
VALUE = {"amount": "10"}


def refusals(*levels: dict[str, Any], **more: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        regime(*levels, **more)
    return "\n".join(f"{error['loc']}: {error['msg']}" for error in refused.value.errors())


def points(*bands: dict[str, Any]) -> dict[str, Any]:
    return level(cost={**POINTS, "bands": list(bands)})


def rungs(*steps: dict[str, Any]) -> dict[str, Any]:
    return level(cost={**LADDER, "rungs": list(steps)})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (level(metric="elsewhere"), "there is no metric 'elsewhere': in_time"),
        (level(cost={"by": "weight_of_at_risk"}), "costs by weight and has no weight"),
        (level(minimum=98), "minimum 98 is better than expected 97"),
        (level(expected=101), "no more than 100 % can be expected"),
        (level(earns_back_at=98), "the regime has no earn_back clause"),
        (level(small_volume={"below": 5}), "below and allowed_misses go together"),
        (points({"at_least": 90, "points": 1}), "no point_value"),
        (rungs({"above": 97, "share_of_charges": "0.1"}), "a rung says below"),
        (rungs({"below": 98, "share_of_charges": "0.1"}), "expected 97 is reached and costs"),
        (
            rungs({"below": 97, "share_of_charges": "0.2"}, {"below": 90, "share_of_charges": 0}),
            "each rung is worse than the one before it and costs no less",
        ),
    ],
)
def test_a_level_that_cannot_be_meant_so_is_refused(wrong: dict[str, Any], said: str) -> None:
    assert said in refusals(wrong)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([{"at_least": 97, "points": 1}], "expected 97 is reached and costs points"),
        ([{"below": 97, "points": 1}, {"at_most": 90, "points": 2}], "overlaps band 1, below 97"),
        ([{"at_most": 97, "points": 0}, {"at_least": 97, "points": 0}], "overlaps"),
        ([{"below": 90, "points": 1}, {"at_least": 90, "below": 97, "points": 2}], "better costs"),
        ([{"at_least": 95, "at_most": 94, "points": 1}], "no value lies at least 95, at most 94"),
        ([{"points": 1}], "a band needs a boundary"),
    ],
)
def test_bands_that_cannot_be_meant_so_are_refused(bands: list[dict[str, Any]], said: str) -> None:
    assert said in refusals(points(*bands), point_value=VALUE)


def test_bands_that_touch_without_a_common_value_are_fine() -> None:
    bands = [{"at_least": 97, "points": 0}, {"above": 90, "below": 97, "points": 1}]
    assert regime(points(*bands, {"at_most": 90, "points": 2}), point_value=VALUE)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"metrics": {"in_time": {**IN_TIME, "calendar": "nl"}}}, "there is no calendar 'nl'"),
        ({"metrics": {"in_time": {**IN_TIME, "exclusions": ["x"]}}}, "there is no exclusion 'x'"),
        ({"metrics": {"in_time": {**IN_TIME, "unit": "hours"}}}, "a share is in %"),
        ({"metrics": {"in_time": {**IN_TIME, "better": "low"}}}, "more is better"),
        ({"metrics": {"in_time": {**IN_TIME, "percentile": "95"}}}, "belongs to percentile_time"),
        ({"at_risk": None}, "the regime has no at_risk"),
        ({"at_risk": {}}, "say share_of_fee or amount"),
        ({"pools": {}}, "there is no pool 'payables': none is stated"),
        ({"rounding": {"places": 3}}, "EUR has 2 decimals, not 3"),
        ({"termination": {}}, "say consecutive, failures or points"),
        ({"surprise": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_regime_that_does_not_hold_together_is_refused(more: dict[str, Any], said: str) -> None:
    assert said in refusals(**more)


def test_a_pool_is_not_allocated_twice() -> None:
    whole = {"by": "pool_allocation", "pool": "payables", "allocation": "0.61"}
    said = refusals(level(), level("b", cost=whole))
    assert "('pools', 'payables'): 1.01 of pool 'payables' is allocated" in said


def test_a_level_is_there_once() -> None:
    assert "level 'in-3-days' is there twice" in refusals(level(), level())
