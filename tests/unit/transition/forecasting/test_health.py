"""Red, amber, green, grey."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transition.forecasting.health import (
    WORST_FIRST,
    Colour,
    Limit,
    Readings,
    Thresholds,
    plan_health,
)

WELL = Readings(
    spi=Decimal("1.0200"),
    spi_t=Decimal("1.0000"),
    cpi=Decimal("0.9800"),
    path_length_index=Decimal("1.2500"),
    baseline_execution_index=Decimal("0.9500"),
    finish_slip=Decimal("0.00"),
    p80_late=Decimal("-3.00"),
    missed_deadlines=0,
    overdue_tasks=0,
    open_blockers=0,
)


def but(**readings: Decimal | int | None) -> Readings:
    return WELL.model_copy(update=readings)


def test_all_well_is_green() -> None:
    health = plan_health(WELL)
    assert (health.colour, health.missing) == (Colour.GREEN, [])
    assert len(health.reasons) == 10


def test_the_worst_reason_decides_and_comes_first() -> None:
    health = plan_health(but(cpi=Decimal("0.93"), spi_t=Decimal("0.80")))
    assert health.colour is Colour.RED
    assert [r.measure for r in health.reasons[:2]] == ["spi_t", "cpi"]


@pytest.mark.parametrize(
    ("measure", "value", "sentence"),
    [
        ("spi", Decimal("0.8000"), "SPI is 0.80, below the red threshold of 0.85."),
        ("spi", Decimal("0.9000"), "SPI is 0.90, below the amber threshold of 0.95."),
        ("spi", Decimal("0.9500"), "SPI is 0.95, at or above the amber threshold of 0.95."),
        ("open_blockers", 3, "Open blockers: 3, above the red threshold of 2."),
        (
            "p80_late",
            Decimal("4.50"),
            "Working days from the contract date to P80: 4.50, above the amber threshold of 0.",
        ),
        ("cpi", None, "No score for CPI: data is missing."),
    ],
)
def test_each_reason_is_a_sentence_with_number_and_threshold(
    measure: str, value: Decimal | int | None, sentence: str
) -> None:
    reasons = plan_health(but(**{measure: value})).reasons
    assert next(r.sentence for r in reasons if r.measure == measure) == sentence


def test_missing_data_is_named_and_grey_but_does_not_hide_what_is_known() -> None:
    health = plan_health(but(cpi=None))
    assert (health.colour, health.missing) == (Colour.GREEN, ["cpi"])
    assert health.reasons[0].colour is Colour.GREY


def test_without_any_data_it_is_grey() -> None:
    health = plan_health(Readings())
    assert (health.colour, len(health.missing)) == (Colour.GREY, 10)


def test_no_open_blocker_alone_is_not_yet_good_news() -> None:
    assert plan_health(Readings(open_blockers=0, overdue_tasks=0)).colour is Colour.GREY
    assert plan_health(Readings(open_blockers=1)).colour is Colour.AMBER


def test_thresholds_can_be_stated() -> None:
    strict = Thresholds(version=2, spi=Limit(amber=Decimal("1.05"), red=Decimal(1)))
    assert plan_health(WELL, strict).colour is Colour.AMBER


def test_the_explanation_carries_thresholds_and_sentences() -> None:
    explanation = plan_health.explained(WELL).explanation
    assert explanation.inputs["thresholds"]["spi"] == {"amber": "0.95", "red": "0.85"}
    assert explanation.steps[-1].value == "green"


indices = st.none() | st.decimals(0, 2, places=4)


@given(indices, indices, st.none() | st.integers(0, 10))
def test_the_whole_is_never_better_than_any_known_part(
    spi: Decimal | None, cpi: Decimal | None, blockers: int | None
) -> None:
    health = plan_health(Readings(spi=spi, cpi=cpi, open_blockers=blockers))
    known = [r.colour for r in health.reasons if r.value is not None]
    assert all(WORST_FIRST.index(health.colour) <= WORST_FIRST.index(c) for c in known)
