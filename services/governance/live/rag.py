"""Red, amber or green for a running month, with every reason. All thresholds are choices."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import Percentage
from services.governance.live.burn_rate import BurnRate
from services.governance.live.forecast import Certainty, Forecast
from services.governance.live.misses_left import MissesLeft


class Rag(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NO_SCORE = "no_score"


class RagTerms(BaseModel):
    model_config = ConfigDict(frozen=True)
    red_below_minimum: Percentage = Decimal(50)
    "The minimum is reached with less than this chance."
    amber_below_minimum: Percentage = Decimal(90)
    amber_below_expected: Percentage = Decimal(80)
    amber_month_burn: Decimal = Decimal(1)
    "Above it, the budget is used up before the month."
    amber_fast_burn: Decimal = Decimal(3)
    "In a window shorter than the month so far, reached or above."


USUAL = RagTerms()


class Judgement(BaseModel):
    model_config = ConfigDict(frozen=True)
    rag: Rag
    reasons: tuple[str, ...]


Reasons = Iterator[tuple[Rag, str]]


@rule("rag", version=1)
def rag(
    explain: Explain,
    forecast: Forecast | None,
    expected: MissesLeft | None,
    minimum: MissesLeft | None,
    burns: Sequence[BurnRate] = (),
    terms: RagTerms = USUAL,
) -> Judgement:
    """The worst of its reasons. Without a forecast only what is lost counts."""
    found = [
        *_of_misses(expected, minimum),
        *_of_chances(forecast, expected, minimum, terms),
        *(_of_burns(burns, terms) if _is_forecast(forecast) else ()),
    ]
    if not found:
        found = [_otherwise(forecast)]
    worst = next(one for one in Rag if any(one is other for other, _ in found))
    for one, reason in found:
        explain(reason, one)
    return Judgement(rag=worst, reasons=tuple(reason for _, reason in found))


def _of_misses(expected: MissesLeft | None, minimum: MissesLeft | None) -> Reasons:
    if minimum and minimum.lost:
        yield Rag.RED, f"the minimum of {minimum.level} % is lost: {_missed(minimum)}"
    elif expected and expected.lost:
        yield Rag.AMBER, f"the expected {expected.level} % is lost: {_missed(expected)}"


def _of_chances(
    forecast: Forecast | None,
    expected: MissesLeft | None,
    minimum: MissesLeft | None,
    terms: RagTerms,
) -> Reasons:
    if forecast is None or not _is_forecast(forecast):
        return
    chance = forecast.reaches_minimum
    if minimum and not minimum.lost and _below(chance, terms.amber_below_minimum):
        worse = _below(chance, terms.red_below_minimum)
        said = f"the minimum of {minimum.level} % is reached with a chance of {chance} %"
        yield (Rag.RED if worse else Rag.AMBER), said
    chance = forecast.reaches_expected
    if expected and not expected.lost and _below(chance, terms.amber_below_expected):
        yield Rag.AMBER, f"the expected {expected.level} % is reached with a chance of {chance} %"


def _of_burns(burns: Sequence[BurnRate], terms: RagTerms) -> Reasons:
    for burn in burns:
        if burn.rate is None:
            continue
        if burn.is_month and burn.rate > terms.amber_month_burn:
            yield Rag.AMBER, f"the month burns its error budget {burn.rate} times too fast"
        elif not burn.is_month and burn.rate >= terms.amber_fast_burn:
            said = f"{burn.rate} times too fast in the last {burn.working_days} working days"
            yield Rag.AMBER, f"the error budget burns {said}"


def _otherwise(forecast: Forecast | None) -> tuple[Rag, str]:
    if forecast is None:
        return Rag.NO_SCORE, "no cases"
    if forecast.certainty is Certainty.NOT_ENOUGH_DATA:
        return (
            Rag.NO_SCORE,
            f"not enough data: from {forecast.low} to {forecast.high} % is possible",
        )
    return Rag.GREEN, f"{forecast.low} to {forecast.high} % at the month's end"


def _is_forecast(forecast: Forecast | None) -> bool:
    return forecast is not None and forecast.certainty is Certainty.FORECAST


def _below(chance: Decimal | None, threshold: Decimal) -> bool:
    return chance is not None and chance < threshold


def _missed(level: MissesLeft) -> str:
    return f"{level.so_far} missed, {level.allowed} allowed"
