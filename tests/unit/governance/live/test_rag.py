from decimal import Decimal

from services.governance.live.burn_rate import BurnRate
from services.governance.live.forecast import Certainty, Forecast
from services.governance.live.misses_left import misses_left
from services.governance.live.rag import Judgement, Rag, rag

EXPECTED, MINIMUM = Decimal(97), Decimal(94)


def ends(expected: int | None, minimum: int | None, how: str = "forecast") -> Forecast:
    """A forecast by its chances."""
    chances = [None if one is None else Decimal(one) for one in (expected, minimum)]
    return Forecast(
        certainty=Certainty(how),
        likely=None,
        low=Decimal(95),
        high=Decimal(98),
        reaches_expected=chances[0],
        reaches_minimum=chances[1],
    )


def judged(forecast: Forecast | None, missed: int = 0, *burns: BurnRate) -> Judgement:
    """Of a thousand cases, six hundred to come."""
    left = [misses_left(missed, 400, 600, level) for level in (EXPECTED, MINIMUM)]
    return rag(forecast, left[0], left[1], burns)


def burn(rate: str | None, days: int, is_month: bool = False) -> BurnRate:
    value = None if rate is None else Decimal(rate)
    return BurnRate(working_days=days, is_month=is_month, missed=1, rate=value)


def test_a_month_that_reaches_both_levels_is_green_and_says_where_it_ends() -> None:
    found = judged(ends(80, 90))
    assert (found.rag, found.reasons) == (Rag.GREEN, ("95 to 98 % at the month's end",))


def test_a_minimum_that_is_lost_is_red() -> None:
    found = judged(ends(0, 0), missed=61)
    assert found.rag is Rag.RED
    assert found.reasons[0] == "the minimum of 94 % is lost: 61 missed, 60 allowed"


def test_a_minimum_in_doubt_is_amber_and_an_unlikely_one_red() -> None:
    assert judged(ends(80, 89)).rag is judged(ends(80, 50)).rag is Rag.AMBER
    assert judged(ends(80, 49)).rag is Rag.RED


def test_an_expected_level_lost_or_unlikely_is_amber() -> None:
    assert judged(ends(79, 99)).rag is Rag.AMBER
    lost = judged(ends(0, 99), missed=31)
    assert (lost.rag, lost.reasons) == (
        Rag.AMBER,
        ("the expected 97 % is lost: 31 missed, 30 allowed",),
    )


def test_a_fast_burn_is_amber_with_its_window() -> None:
    found = judged(ends(99, 99), 0, burn("1.00", 10, is_month=True), burn("3.00", 1))
    assert found.rag is Rag.AMBER
    said = "the error budget burns 3.00 times too fast in the last 1 working days"
    assert found.reasons == (said,)
    assert judged(ends(99, 99), 0, burn("1.01", 10, is_month=True)).rag is Rag.AMBER
    assert judged(ends(99, 99), 0, burn("2.99", 1), burn(None, 5)).rag is Rag.GREEN


def test_every_reason_is_named_and_the_worst_gives_the_colour() -> None:
    found = judged(ends(1, 20), 0, burn("4", 1))
    assert (found.rag, len(found.reasons)) == (Rag.RED, 3)


def test_without_enough_data_there_is_no_colour_but_for_what_is_lost() -> None:
    thin = ends(None, None, "not_enough_data")
    found = judged(thin, 0, burn("9", 1))
    assert (found.rag, found.reasons) == (
        Rag.NO_SCORE,
        ("not enough data: from 95 to 98 % is possible",),
    )
    assert judged(thin, missed=61).rag is Rag.RED
    assert rag(None, None, None).rag is Rag.NO_SCORE


def test_a_settled_month_is_judged_by_what_is_lost() -> None:
    assert judged(ends(100, 100, "settled")).rag is Rag.GREEN
    assert judged(ends(0, 100, "settled"), missed=31).rag is Rag.AMBER


def test_the_explanation_gives_each_reason_its_colour() -> None:
    steps = rag.explained(ends(1, 20), None, None, [burn("4", 1)]).explanation.steps
    assert [step.value for step in steps] == ["amber"]
