import json
from decimal import Decimal
from typing import Any

import pytest

from libs.common.problems import Problem
from services.governance.regimes.month import month_of
from services.governance.regimes.published import names, published, text_of
from services.governance.regimes.readings import MonthReadings
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import MonthResult
from services.governance.regimes.written import read_regime
from tests.shared_data import shared_data


def case(name: str) -> dict[str, Any]:
    cases = json.loads((shared_data("service-credits") / "cases.json").read_text())["cases"]
    found: dict[str, Any] = next(one for one in cases if one["id"] == name)
    return found


def month(
    regime: Regime, up: str, name: str = "2026-01", past: tuple[MonthResult, ...] = ()
) -> MonthResult:
    """Of ten thousand minutes so many hundredths of a per cent up."""
    down = Decimal(100) - Decimal(up)
    reading = {"level": regime.levels[0].code, "agreed": "1000000", "down": str(down * 10000)}
    given = {"month": name, "fee": "100000", "readings": [reading]}
    return month_of(regime, MonthReadings.model_validate(given), past)


def test_each_can_be_read_and_names_its_source() -> None:
    assert len(names()) >= 5
    assert all(published(name).source and published(name).regime == name for name in names())


def test_texas_dir_comes_out() -> None:
    told = case("texas-dir")
    regime = published("texas-dir")
    reading = {"level": "done-in-time", "met": 90, "total": 100}
    given = {"month": "2026-01", "fee": told["invoice"], "readings": [reading]}
    found = month_of(regime, MonthReadings.model_validate(given))
    assert str(found.credits) == told["expected_credit"] == "2000.00"
    assert regime.at_risk and regime.at_risk.share_of_fee == Decimal(told["at_risk_percent"]) / 100


def test_the_points_of_the_model_services_agreement_come_out() -> None:
    told, regime = case("uk-msa-2.2"), published("uk-msa-2.2")
    first, second = told["achieved"]
    january = month(regime, first)
    february = month(regime, second, "2026-02", (january,))
    assert [january.points, february.points] == told["expected_points"] == [1, 6]
    assert [january.credits, february.credits] == [Decimal(500), Decimal(3000)]


def test_its_bands_are_those_that_are_printed() -> None:
    told, regime = case("uk-msa-2.2"), published("uk-msa-2.2")
    for band in told["bands"]:
        for edge in ("at_least", "from", "to"):
            if edge in band:
                assert month(regime, band[edge]).points == band["points"]
    assert month(regime, "95.94").points == 4
    assert month(regime, "95.95").points == 3  # rounded to 96.0 first


def test_between_its_printed_bands_nothing_is_defined_without_a_rounding() -> None:
    text = text_of("uk-msa-2.2").replace("    rounding: {places: 1, mode: half_up}\n", "")
    assert month(published("uk-msa-2.2"), "98.95").points == 0
    with pytest.raises(Problem) as refusal:
        month(read_regime(text), "98.95")
    assert refusal.value.kind == "undefined-value"


def test_the_ladder_of_ec2_is_the_published_one() -> None:
    regime = published("aws-ec2-region")
    for rung in case("aws-ec2-region")["bands_percent_of_charges"]:
        just_below = str(Decimal(rung["below"]) - Decimal("0.0001"))
        assert month(regime, just_below).credits == Decimal(rung["credit"]) * 1000


@pytest.mark.parametrize(
    ("name", "up", "percent"),
    [
        ("aws-ec2-region", "99.99", 0),
        ("aws-ec2-region", "99", 10),
        ("aws-ec2-region", "95", 30),
        ("aws-s3-standard", "99.9", 0),
        ("aws-s3-standard", "99", 10),
        ("aws-s3-standard", "98.99", 25),
        ("aws-s3-standard", "94", 100),
        ("aws-s3-infrequent-access", "98", 10),
        ("aws-s3-infrequent-access", "97", 25),
        ("microsoft-exchange-online", "99.5", 25),
        ("microsoft-exchange-online", "98", 50),
        ("microsoft-exchange-online", "94.9", 100),
    ],
)
def test_other_ladders(name: str, up: str, percent: int) -> None:
    assert month(published(name), up).credits == percent * 1000
