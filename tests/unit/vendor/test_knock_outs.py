from datetime import date, timedelta
from decimal import Decimal

import pytest

from libs.common.events.vendor.bids import Criterion
from services.vendor.knock_outs import (
    Ground,
    KnockOut,
    KnockOuts,
    Standing,
    floors,
    knock_outs,
    technical_minimum,
)

DEMANDS = KnockOuts(certificates=["iso27001"])
DAY = date(2025, 4, 1)
CRITERIA = [
    Criterion(code="price", title="Price", weight=Decimal(50), is_price=True),
    Criterion(code="quality", title="Quality", weight=Decimal(30)),
    Criterion(code="security", title="Security", weight=Decimal(20), floor=Decimal(60)),
]


def grounds(found: list[KnockOut]) -> list[Ground]:
    return [one.ground for one in found]


def scores(quality: str, security: str) -> dict[str, Decimal]:
    return {"quality": Decimal(quality), "security": Decimal(security)}


def test_baycx_is_out_because_its_certificate_expired() -> None:
    standing = Standing(certificates={"iso27001": date(2025, 2, 28)})
    (out,) = knock_outs(DEMANDS, standing, DAY)
    assert out.ground is Ground.CERTIFICATE_EXPIRED
    assert out.reason == "The certificate for iso27001 expired on 2025-02-28."


@pytest.mark.parametrize(("days", "out"), [(-1, True), (0, False), (1, False)])
def test_a_certificate_counts_to_the_end_of_its_last_day(days: int, out: bool) -> None:
    standing = Standing(certificates={"iso27001": DAY + timedelta(days)})
    assert bool(knock_outs(DEMANDS, standing, DAY)) is out


def test_a_certificate_for_another_standard_does_not_help() -> None:
    standing = Standing(certificates={"iso9001": date(2030, 1, 1)})
    assert grounds(knock_outs(DEMANDS, standing, DAY)) == [Ground.CERTIFICATE_MISSING]


def test_failed_due_diligence_is_a_ground_and_one_not_made_yet_is_none() -> None:
    nothing = KnockOuts()
    assert knock_outs(nothing, Standing(), DAY) == []
    assert knock_outs(nothing, Standing(due_diligence_passed=True), DAY) == []
    failed = knock_outs(nothing, Standing(due_diligence_passed=False), DAY)
    assert grounds(failed) == [Ground.DUE_DILIGENCE_FAILED]


def test_every_ground_is_told_not_just_the_first() -> None:
    demands = KnockOuts(certificates=["iso27001", "iso22301"])
    found = knock_outs(demands, Standing(due_diligence_passed=False), DAY)
    assert len(found) == 3


@pytest.mark.parametrize(("quality", "out"), [("60.00", False), ("59.99", True)])
def test_the_technical_minimum_itself_is_enough(quality: str, out: bool) -> None:
    found = technical_minimum(Decimal(60), CRITERIA, scores(quality, "60"))
    assert bool(found) is out


def test_the_technical_score_leaves_the_price_out() -> None:
    told = technical_minimum.explained(Decimal(80), CRITERIA, scores("70", "80")).explanation
    assert told.steps[0].value == "74.000000"


def test_without_a_minimum_nobody_is_below_it() -> None:
    assert technical_minimum(None, CRITERIA, scores("0", "0")) is None


@pytest.mark.parametrize(("security", "out"), [("60", False), ("59.99", True)])
def test_the_floor_itself_is_enough(security: str, out: bool) -> None:
    assert bool(floors(CRITERIA, scores("100", security))) is out


def test_a_floor_names_its_criterion() -> None:
    (found,) = floors(CRITERIA, scores("100", "12.5"))
    assert found.ground is Ground.BELOW_FLOOR
    assert found.reason == "Security scores 12.50, below its floor of 60."
