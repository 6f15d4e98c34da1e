"""The interval of a share."""

from decimal import Decimal

from services.transition.statistics.wilson import wilson


def test_the_interval_is_the_published_one_of_wilson() -> None:
    """0 of 10 and 81 of 263, as worked out in the literature."""
    none, some = wilson(Decimal(0), 10), wilson(Decimal(81) / 263, 263)
    assert (round(none.low, 3), round(none.high, 3)) == (0, 0.278)
    assert (round(some.low, 4), round(some.high, 4)) == (0.2553, 0.3662)
