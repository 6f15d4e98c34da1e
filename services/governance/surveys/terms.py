"""How a survey asks, and when its answers are enough for a score."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from libs.common.money import half_up
from services.governance.surveys.intervals import Interval

LEAST_FOR_ANY_SCORE = 5
"Below it no interval of a mean holds."


class OffTheScale(ValueError):
    """An answer that nobody could have given."""


class MoreAnswersThanAsked(ValueError):
    """More people answered than were asked."""


class SurveyTerms(BaseModel):
    """The scale is one of whole numbers, the better the higher."""

    model_config = ConfigDict(frozen=True)
    lowest: int = 1
    highest: int = 5
    least_answers: Annotated[int, Field(ge=LEAST_FOR_ANY_SCORE)] = 30
    "Fewer give no score. Choice: 30, where means begin to behave."
    confidence: Annotated[Decimal, Field(ge=Decimal("0.5"), le=Decimal("0.999"))] = Decimal("0.95")

    @model_validator(mode="after")
    def _two_points_at_least(self) -> Self:
        if self.highest <= self.lowest:
            raise ValueError("the highest answer lies above the lowest")
        return self

    def checked(self, answers: Sequence[int]) -> Sequence[int]:
        if wrong := [one for one in answers if not self.lowest <= one <= self.highest]:
            raise OffTheScale(f"{wrong[0]} is not from {self.lowest} to {self.highest}")
        return answers


class Score(BaseModel):
    """A figure with the interval in which the whole population's lies, at the confidence."""

    model_config = ConfigDict(frozen=True)
    value: Decimal
    low: Decimal
    high: Decimal
    answers: int

    @classmethod
    def of(cls, value: Decimal, interval: Interval, answers: int, places: int) -> Self:
        low, high = (half_up(Decimal(str(end)), places) for end in interval)
        return cls(value=half_up(value, places), low=low, high=high, answers=answers)
