from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from libs.common.events.vendor.bids import Criterion
from libs.common.money import Money
from services.vendor.evaluation import NotScored, evaluation
from services.vendor.knock_outs import Ground, KnockOuts, Standing
from services.vendor.outcome import Candidate, Outcome
from services.vendor.red_flags import FlagKind

DAY = date(2025, 4, 1)
FIRST = datetime(2025, 3, 28, 12, tzinfo=UTC)
VALID = {"iso27001": date(2028, 3, 31)}
DEMANDS = KnockOuts(certificates=["iso27001"])
CRITERIA = [
    Criterion(code="price", title="Price", weight=Decimal(40), is_price=True),
    Criterion(code="quality", title="Quality", weight=Decimal(35)),
    Criterion(code="language", title="Language", weight=Decimal(25), floor=Decimal(40)),
]


def candidate(
    vendor: str,
    price: str,
    quality: int | None,
    language: int,
    *,
    minutes: int = 0,
    certificates: dict[str, date] | None = None,
) -> Candidate:
    marks = {"language": {"joris": Decimal(language)}}
    if quality is not None:
        marks["quality"] = {"joris": Decimal(quality)}
    return Candidate(
        bid_id=uuid4(),
        vendor_id=uuid4(),
        vendor=vendor,
        price=Money.of(price, "EUR"),
        submitted_at=FIRST + timedelta(minutes=minutes),
        standing=Standing(certificates=VALID if certificates is None else certificates),
        marks=marks,
    )


def evaluated(*candidates: Candidate, demands: KnockOuts = DEMANDS) -> Outcome:
    return evaluation(CRITERIA, demands, list(candidates), DAY)


def ranked(outcome: Outcome) -> list[tuple[str, Decimal]]:
    return [(one.vendor, one.score) for one in outcome.ranking]


KESTREL = candidate("Kestrel", "1145400", 84, 84)
MERIDIAN = candidate("Meridian", "939228", 62, 62, minutes=5)
BAYCX = candidate("BayCX", "500000", 99, 99, certificates={"iso27001": date(2025, 2, 28)})


def test_kestrel_beats_the_cheaper_meridian() -> None:
    """0.4 × 82 + 0.6 × 84 against 0.4 × 100 + 0.6 × 62."""
    found = ranked(evaluated(MERIDIAN, KESTREL))
    assert found == [("Kestrel", Decimal("83.20")), ("Meridian", Decimal("77.20"))]


def test_the_winner_flips_when_the_price_weighs_more_than_55() -> None:
    flip = evaluated(MERIDIAN, KESTREL).flip
    assert flip
    assert (flip.vendor, flip.price_weight, flip.side) == ("Meridian", Decimal(55), "above")


def test_baycx_is_knocked_out_and_its_price_sets_no_score() -> None:
    found = evaluated(KESTREL, BAYCX)
    assert ranked(found)[0][0] == "Kestrel"
    assert found.ranking[0].scores["price"] == 100
    (out,) = found.knocked_out
    assert (out.vendor, out.reasons[0].ground) == ("BayCX", Ground.CERTIFICATE_EXPIRED)


def test_a_floor_is_never_traded_for_price() -> None:
    cheap = candidate("Cheap", "100000", 100, 39)
    found = evaluated(KESTREL, cheap)
    assert [out.reasons[0].ground for out in found.knocked_out] == [Ground.BELOW_FLOOR]


def test_a_bid_below_the_technical_minimum_is_out() -> None:
    demands = KnockOuts(minimum_technical_score=Decimal(63))
    found = evaluated(KESTREL, MERIDIAN, demands=demands)
    assert [out.vendor for out in found.knocked_out] == ["Meridian"]


def test_a_tie_goes_to_the_earlier_bid() -> None:
    late, early = (candidate(name, "10", 50, 50, minutes=m) for name, m in (("L", 9), ("E", 1)))
    assert [vendor for vendor, _ in ranked(evaluated(late, early))] == ["E", "L"]


def test_a_missing_score_is_no_score_and_never_nought() -> None:
    with pytest.raises(NotScored, match="Unscored has no score for quality"):
        evaluated(KESTREL, candidate("Unscored", "10", None, 50))


def test_a_bid_that_is_out_anyway_needs_no_score() -> None:
    out = candidate("Out", "10", None, 50, certificates={})
    assert [one.vendor for one in evaluated(KESTREL, out).knocked_out] == ["Out"]


def test_the_field_that_red_flags_look_at_includes_those_knocked_out() -> None:
    flags = {flag.kind for flag in evaluated(KESTREL, MERIDIAN, BAYCX).red_flags}
    assert flags == {FlagKind.FAR_BELOW_THE_FIELD}


def test_where_everybody_is_out_nobody_is_ranked() -> None:
    found = evaluated(BAYCX)
    assert (found.ranking, found.flip, found.robustness.shares) == ([], None, {})


def test_without_a_price_criterion_no_price_weight_flips_it() -> None:
    only = [Criterion(code="quality", title="Quality", weight=Decimal(100))]
    found = evaluation(only, KnockOuts(), [KESTREL, MERIDIAN], DAY)
    assert [one.score for one in found.ranking] == [84, 62]
    assert found.flip is None


def test_the_explanation_holds_the_explanation_of_each_rule() -> None:
    told = evaluation.explained(CRITERIA, DEMANDS, [KESTREL, MERIDIAN], DAY).explanation
    steps = {step.label: step.value for step in told.steps}
    assert steps["Kestrel: weighted sum"]["rule"] == "weighted_sum"
    assert steps["Kestrel: knock-outs"]["version"] == 1
    assert steps["flip"]["result"]["price_weight"] == "55.00"
    assert steps["ranking; ties to the earlier bid"] == ["Kestrel", "Meridian"]
    assert told.inputs["on"] == "2025-04-01"
