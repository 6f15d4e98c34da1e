"""Column types that keep what they are given, on SQLite as on PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, DateTime, Enum, String, event
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field


class DecimalText(TypeDecorator[Decimal]):
    """A decimal as text: SQLite would make a float of it."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; on SQLite as text that sorts in time's order. Refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment must carry its time zone.")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class Json(TypeDecorator[Any]):
    """A value of any pydantic type, as JSON. Replace it whole: a change inside is not noticed."""

    impl = JSON
    cache_ok = True

    def __init__(self, of: Any = Any) -> None:
        super().__init__()
        self.of = of
        self._adapter: TypeAdapter[Any] = TypeAdapter(of)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_python(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class Word(TypeDecorator[StrEnum]):
    """A value of an enumeration as its word, so that adding one needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, of: type[StrEnum]) -> None:
        super().__init__(32)
        self.of = of

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.of(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.of(value)


@event.listens_for(Column, "before_parent_attach")
def _words_for_enumerations(column: Column[Any], _table: object) -> None:
    if isinstance(column.type, Enum) and column.type.enum_class:
        column.type = Word(column.type.enum_class)  # type: ignore[arg-type]


def json_field(of: Any, **field: Any) -> Any:
    """A model's field kept as JSON: `terms: list[Terms] = json_field(list[Terms])`."""
    return Field(sa_type=Json(of), **field)


Exact = Annotated[Decimal, Field(sa_type=DecimalText)]
OptionalExact = Annotated[Decimal | None, Field(sa_type=DecimalText, nullable=True)]
Moment = Annotated[datetime, Field(sa_type=Instant)]
OptionalMoment = Annotated[datetime | None, Field(sa_type=Instant, nullable=True)]
