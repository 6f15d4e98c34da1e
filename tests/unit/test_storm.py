"""What the failure test does to an installation."""

from libs.common.faults import Point
from tests.system.storm import Broken, Outage, Struck, plan


def test_the_same_seed_tells_the_same_storm() -> None:
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


def test_ten_consecutive_seeds_bring_every_outage_and_every_point() -> None:
    for first in range(40):
        blows = [blow.what for seed in range(first, first + 10) for blow in plan(seed)]
        assert {one.outage for one in blows if isinstance(one, Broken)} == set(Outage)
        assert {one.point for one in blows if isinstance(one, Struck)} == set(Point)


def test_only_who_passes_a_point_is_struck_there() -> None:
    struck = [b.what for seed in range(300) for b in plan(seed) if isinstance(b.what, Struck)]
    assert {one.service for one in struck if one.point.startswith("door")} == {"vendor"}
    assert "console" not in {one.service for one in struck if one.point.startswith("relay")}
