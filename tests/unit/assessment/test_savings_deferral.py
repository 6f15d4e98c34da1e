"""What a later wave costs in savings."""

from decimal import Decimal

from services.assessment.savings_deferral import savings_deferral


def test_ninety_eight_days_of_the_samples_second_wave_are_worth_273_thousand():
    deferred = savings_deferral(
        Decimal(4_420_000), Decimal(2_817_500), Decimal(730) / Decimal(1150), 98
    )
    assert deferred == Decimal("273121.74")
    assert round(deferred / 1_000_000, 2) == Decimal("0.27")


def test_no_delay_defers_nothing():
    assert savings_deferral(Decimal(10), Decimal(5), Decimal(1), 0) == 0
