from decimal import Decimal

from services.transition.forecasting.path_length_index import path_length_index


def test_eighty_days_left_with_twenty_of_float_give_one_and_a_quarter() -> None:
    assert path_length_index(Decimal(80), Decimal(20)) == Decimal("1.2500")


def test_float_already_used_up_presses() -> None:
    assert path_length_index(Decimal(80), Decimal(-8)) == Decimal("0.9000")


def test_with_nothing_left_there_is_no_score() -> None:
    assert path_length_index(Decimal(0), Decimal(3)) is None
