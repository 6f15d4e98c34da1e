"""Results of a pilot as they come in: cases of one day, by one criterion."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Batch(BaseModel):
    """`met` of the cases; or their mean `value`, with the sample standard `deviation` between
    them, which one case has not. `on_vendors_word`: its alone, without evidence."""

    model_config = ConfigDict(frozen=True)
    day: date
    cases: int
    met: int | None = None
    value: Decimal | None = None
    deviation: Decimal | None = None
    on_vendors_word: bool = False
