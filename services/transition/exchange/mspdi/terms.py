"""The words and numbers of the schema.

Lags and slacks are tenths of a minute, costs hundredths of the currency, units 1 for a whole
resource. Source: Microsoft's published data interchange schema; of slack and cost, which it
leaves open, files as Microsoft Project writes them.
"""

from typing import NamedTuple

from services.transition.exchange.plan_document import Weekday
from services.transition.scheduling.network import ConstraintKind, LinkKind

NAMESPACE = "http://schemas.microsoft.com/project"
MOST_BYTES = 256 * 1024 * 1024
LONGEST_NAME = 512

CONSTRAINTS = {
    1: ConstraintKind.ALAP,
    2: ConstraintKind.MSO,
    3: ConstraintKind.MFO,
    4: ConstraintKind.SNET,
    5: ConstraintKind.SNLT,
    6: ConstraintKind.FNET,
    7: ConstraintKind.FNLT,
}
"0 is as soon as possible."
LINKS = {0: LinkKind.FF, 1: LinkKind.FS, 2: LinkKind.SF, 3: LinkKind.SS}
DAYS: dict[int, Weekday] = {
    1: "sun",
    2: "mon",
    3: "tue",
    4: "wed",
    5: "thu",
    6: "fri",
    7: "sat",
}

WORK_DAYS, ELAPSED_DAYS = 7, 8
ESTIMATED = 32
"Added to a format whose duration is an estimate."
ELAPSED_FORMATS = {4, 6, 8, 10, 12, 20}
PERCENT, ELAPSED_PERCENT = 19, 20


class Field(NamedTuple):
    """A custom field. Found again by its alias: others use the same slots for their own."""

    number: int
    name: str
    alias: str


CODE = Field(188743731, "Text1", "Baton code")
WAVE = Field(188743734, "Text2", "Baton wave")
MILESTONE = Field(188743737, "Text3", "Baton milestone")
NUMBER = Field(188743740, "Text4", "Baton number")
BUDGET = Field(188743743, "Text5", "Baton budget")
ACTUAL_COST = Field(188743746, "Text6", "Baton actual cost")
LIVE = Field(188743752, "Flag1", "Baton goes live")
OPTIMISTIC = Field(188743783, "Duration1", "Baton optimistic")
PESSIMISTIC = Field(188743784, "Duration2", "Baton pessimistic")


def _run(first: int, alias: str) -> tuple[Field, ...]:
    """Ten text fields, for what one cannot hold."""
    return tuple(
        Field(188743997 + n - 11, f"Text{n}", alias if n == first else f"{alias} {n - first + 1}")
        for n in range(first, first + 10)
    )


RACI = _run(11, "Baton RACI")
PLAN = _run(21, "Baton plan")
FIELDS = (
    *(CODE, WAVE, MILESTONE, NUMBER, BUDGET, ACTUAL_COST, LIVE, OPTIMISTIC, PESSIMISTIC),
    *RACI,
    *PLAN,
)
LONGEST_TEXT = 255
"That a text field holds in Microsoft Project."
