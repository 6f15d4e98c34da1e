"""A regime: metrics, levels and what a miss costs, in one version valid from a date."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from libs.common.money import Currency, Share, minor_unit
from services.governance.regimes.checks import mistakes
from services.governance.regimes.clauses import (
    Cap,
    EarnBack,
    MoneyRounding,
    OfFee,
    Repeat,
    Termination,
)
from services.governance.regimes.level import Level
from services.governance.regimes.metric import Code, Metric, Words
from services.governance.regimes.numbers import Stated


class Regime(Stated):
    regime: Code
    version: Annotated[int, Field(ge=1, le=100_000)]
    valid_from: date
    title: Words
    source: Words | None = None
    currency: Currency
    calendars: tuple[Code, ...] = ()
    exclusions: dict[Code, Words] = {}
    "By the code that a reading carries: what is left out."
    metrics: Annotated[dict[Code, Metric], Field(min_length=1)]
    pools: dict[Code, Share] = {}
    "Of the at-risk amount."
    levels: Annotated[tuple[Level, ...], Field(min_length=1, max_length=200)]
    at_risk: OfFee | None = None
    cap: Cap | None = None
    "Without one, the at-risk amount is the cap, shared pro rata; without either, the fee."
    point_value: OfFee | None = None
    repeat: Repeat | None = None
    earn_back: EarnBack | None = None
    one_incident_one_credit: bool = False
    termination: Termination | None = None
    rounding: MoneyRounding = MoneyRounding()

    @property
    def places(self) -> int:
        """Decimals of a credit."""
        stated = self.rounding.places
        return minor_unit(self.currency) if stated is None else stated

    def metric_of(self, level: Level) -> Metric:
        return self.metrics[level.metric]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := [_detail(*mistake) for mistake in mistakes(self)]:
            raise ValidationError.from_exception_data("Regime", found)
        return self


def _detail(place: tuple[str | int, ...], said: str) -> InitErrorDetails:
    error = PydanticCustomError("cross_reference", "{said}", {"said": said})
    given: Any = None
    return InitErrorDetails(type=error, loc=place, input=given)
