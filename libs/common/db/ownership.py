"""Whose row it is. Every query is bound to the tenant, a vendor's to itself, by the session."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Executable, FromClause, Table, event, false
from sqlalchemy.orm import ORMExecuteState, Session, registry, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Field, SQLModel

from libs.common.ids import new_id


class Owned(SQLModel):
    """A row of one tenant. Set from the session when it is added.

    A vendor sees the rows that carry its `vendor_id`; rows without that field only where
    `open_to_vendors` says that the routes decide.
    """

    open_to_vendors: ClassVar[bool] = False

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tenant: str = Field(default="", max_length=64, index=True)


@lru_cache(maxsize=512)
def bounds(
    models: registry, tenant: str, vendor: UUID | None
) -> Mapping[FromClause, ExecutableOption]:
    """By table. A statement takes those of its own tables: each costs it 10 µs."""
    return {
        model.__table__: with_loader_criteria(
            model, _criterion(model, tenant, vendor), include_aliases=True
        )
        for model in owned_models(models)
    }


def owned_models(models: registry) -> list[Any]:
    return [m.class_ for m in models.mappers if issubclass(m.class_, Owned)]


def _criterion(model: Any, tenant: str, vendor: UUID | None) -> Any:
    mine = model.tenant == tenant
    if vendor is None or model.open_to_vendors:
        return mine
    return mine & (model.vendor_id == vendor) if hasattr(model, "vendor_id") else false()


def watch(session_class: type[Session]) -> None:
    event.listen(session_class, "do_orm_execute", _bind_query)
    event.listen(session_class, "before_flush", _bind_rows)


def _bind_query(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    bound: Mapping[FromClause, ExecutableOption] = state.session.info["bounds"]
    state.statement = state.statement.options(
        *(bound[table] for table in tables_of(state.statement) if table in bound)
    )


def tables_of(statement: Executable) -> set[FromClause]:
    """Wherever in it they stand: joined, aliased, in a subquery, in a condition."""
    return {part for part in iterate(statement) if isinstance(part, Table)}  # type: ignore[arg-type]


def _bind_rows(session: Session, *_: Any) -> None:
    tenant, vendor = session.info["tenant"], session.info["vendor"]
    for row in session.new:
        if isinstance(row, Owned):
            row.tenant = row.tenant or tenant
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned) and not _is_of(row, tenant, vendor):
            raise PermissionError(f"Somebody else's row was about to be written: {row.id}")


def _is_of(row: Owned, tenant: str, vendor: UUID | None) -> bool:
    if vendor is None or row.open_to_vendors:
        return row.tenant == tenant
    return row.tenant == tenant and getattr(row, "vendor_id", None) == vendor
