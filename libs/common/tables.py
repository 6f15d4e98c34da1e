"""The registry of a service's tables, the tables of `common` among them.

In one process two services share no registry: `class Base(SQLModel, registry=service_registry())`.
"""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from libs.common import files, grants, held, idempotency, inbox, jobs, outbox, timers

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def service_registry() -> registry:
    metadata = MetaData(naming_convention=NAMES)
    for concept in (outbox, inbox, held, timers, idempotency, grants, files, jobs):
        concept.add_tables(metadata)
    return registry(metadata=metadata)
