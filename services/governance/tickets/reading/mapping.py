"""How an export's columns become the common form: data that a user can copy and adapt."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, model_validator

DETECT = "detect"


def _known_zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f"{zone!r} is no IANA time zone") from unknown


class Shape(StrEnum):
    EVENTS = "events"
    "A row for each change, with all that the ticket is from then on."
    TICKETS = "tickets"
    "A row for each ticket, as it is now."
    CHANGES = "changes"
    "A row for each field that changed: which field, from what, to what."


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


FIELDS = frozenset(
    {"ticket", "sequence", "at", "status", "priority", "department", "group"}
    | {"opened_at", "resolved_at", "closed_at", "made_sla", "reopens"}
    | {"key", "field", "old", "new"}
)


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise ValueError(f"{name!r} is none of {', '.join(sorted(FIELDS))}")
    return name


FieldName = Annotated[str, AfterValidator(_known_field)]
"""Of the common form; besides, `key`, by which changes name a ticket where it is not the ticket's
own name, and of a change the `field` with its `old` and `new` value."""


class Part(BaseModel):
    """One part of a cell that holds several facts: part 1 of 3 of `C004734 / HR / Bo`."""

    model_config = ConfigDict(frozen=True)
    column: str
    split_by: Annotated[str, Field(min_length=1)]
    parts: PositiveInt
    part: PositiveInt

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.part > self.parts:
            raise ValueError(f"part {self.part} of {self.parts}")
        return self


Column = str | Part


def name_of(column: Column) -> str:
    return column.column if isinstance(column, Part) else column


class TicketMapping(BaseModel):
    """Column names are looked for as written, then without regard to case and outer blanks."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    source: str
    "Where the column names are documented, or who states them."
    format: Format = Format.CSV
    shape: Shape = Shape.EVENTS
    zone: Annotated[str, AfterValidator(_known_zone)]
    "Of moments that are written without one. A time shown twice in autumn means the first."
    columns: dict[FieldName, Column]
    optional: frozenset[FieldName] = frozenset()
    "Fields whose column an export may lack."
    moments: tuple[str, ...] | Literal["detect"] = "detect"
    "Patterns of strptime, tried in turn; or detected, which is refused where it would be a guess."
    encoding: str = DETECT
    delimiter: Annotated[str, Field(min_length=1)] = DETECT
    missing: tuple[str, ...] = ("",)
    "What a cell holds that holds nothing."
    says_true: tuple[str, ...] = ("true", "yes", "1")
    says_false: tuple[str, ...] = ("false", "no", "0")
    values: dict[FieldName, dict[str, str]] = {}
    "Names for codes: 2 is Open. Of changes: for old and new values of the field that is named."
    resolved_by: tuple[str, ...] = ()
    "Statuses that resolve a ticket, where no column says when it was resolved."
    closed_by: tuple[str, ...] = ()
    opens_as: str | None = None
    "The status of a ticket when it was opened, where nothing else says it."
    fields: dict[str, FieldName] = {}
    "Of changes: what the source calls the fields that count. Others are passed over."
    records: str | None = None
    "Of JSON: where the list of records is, as `issues`. None: the document is the list."
    histories: str | None = None
    "Of JSON: where a record keeps its changes, as `changelog.histories`."
    items: str | None = None
    "Of JSON: where one such entry lists the fields that it changed."

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if lacking := NEEDED[self.shape] - set(self.columns):
            raise ValueError(f"{self.shape} need columns for {', '.join(sorted(lacking))}")
        return self


NEEDED: dict[Shape, set[str]] = {
    Shape.EVENTS: {"ticket", "at"},
    Shape.TICKETS: {"ticket", "opened_at"},
    Shape.CHANGES: {"ticket", "at", "field", "new"},
}
