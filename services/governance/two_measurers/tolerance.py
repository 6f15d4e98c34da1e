"""How far two measurers may lie apart before somebody asks why."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Kind(StrEnum):
    ABSOLUTE = "absolute"
    "In the unit of the values."
    RELATIVE = "relative"
    "As a share of what the client measured. Choice: where that is nought, any difference is more."


class Tolerance(BaseModel):
    """Choice: a difference of just the tolerance is within it."""

    model_config = ConfigDict(frozen=True)
    kind: Kind = Kind.ABSOLUTE
    limit: Annotated[Decimal, Field(ge=0)]

    def allows(self, vendor: Decimal, client: Decimal) -> bool:
        return abs(vendor - client) <= self.room(client)

    def room(self, client: Decimal) -> Decimal:
        """The widest difference allowed, in the unit of the values."""
        return self.limit if self.kind is Kind.ABSOLUTE else self.limit * abs(client)

    def __str__(self) -> str:
        share = f"{_plain(self.limit * 100)} % of the client's"
        return share if self.kind is Kind.RELATIVE else _plain(self.limit)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
