"""The registry of this service's tables."""

from sqlmodel import SQLModel

from libs.common.tables import service_registry


class Base(SQLModel, registry=service_registry()):
    pass
