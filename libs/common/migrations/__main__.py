"""Writes the migration that brings the database from the last revision to the models.

    python -m libs.common.migrations common "what changed"
    python -m libs.common.migrations governance "what changed"

Read what it wrote before you commit it.
"""

import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.types import TypeDecorator

from libs.common.db import Database
from libs.common.db.columns import Instant, Json
from libs.common.migrations import HERE, config_for, migrate
from libs.common.tables import service_registry


def render(kind: str, value: Any, context: Any) -> str | bool:
    if kind != "type" or not isinstance(value, TypeDecorator):
        return False
    if isinstance(value, Instant):
        context.imports.add("from libs.common.db.columns import Instant")
        return "Instant()"
    if isinstance(value, Json):
        return "sa.JSON()"
    length = getattr(value.impl, "length", None)
    return f"sa.String(length={length})" if length else "sa.String()"


def common_tables() -> set[str]:
    return set(service_registry().metadata.tables)


def folder_of(branch: str) -> Path:
    if branch == "common":
        return HERE / "versions"
    return HERE.parents[2] / "services" / branch / "migrations"


async def write(branch: str, message: str) -> None:
    folder_of(branch).mkdir(exist_ok=True)
    service = "assessment" if branch == "common" else branch
    base = import_module(f"services.{service}.models").Base
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/now.db", base)
        if ScriptDirectory.from_config(config_for(service)).get_heads():
            await migrate(database, service)
        async with database.change() as connection:
            await connection.run_sync(_revise, branch, service, message, database.models.metadata)
        await database.close()


def _revise(
    connection: Connection, branch: str, service: str, message: str, metadata: MetaData
) -> None:
    config, shared = config_for(service), common_tables()
    script = ScriptDirectory.from_config(config)
    exists = any(branch in r.branch_labels for r in script.walk_revisions())

    def ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
        return kind != "table" or ((name in shared) == (branch == "common"))

    config.attributes.update(
        connection=connection, metadata=metadata, render_item=render, include_object=ours
    )
    command.revision(
        config,
        message,
        autogenerate=True,
        head=f"{branch}@head" if exists else "base",
        branch_label=None if exists else branch,
        version_path=str(folder_of(branch)),
    )


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], sys.argv[2]))
