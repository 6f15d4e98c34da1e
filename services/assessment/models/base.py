"""The assessment service's own registry of tables."""

from sqlmodel import SQLModel

from libs.common.tables import service_registry


class Base(SQLModel, registry=service_registry()):
    pass
