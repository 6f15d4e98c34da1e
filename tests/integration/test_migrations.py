"""Every database comes up to date, and the migrations make just what the models say."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from libs.common import migrations
from libs.common.db import Database
from libs.common.migrations import config_for, folders_of, migrate
from libs.common.migrations.revisions import heads
from libs.common.settings import SERVICES


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_make_what_the_models_say(service: str, tmp_path: Path) -> None:
    base = import_module(f"services.{service}.models").Base
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/{service}.db", base)
    await migrate(database, service)
    await migrate(database, service)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, base.metadata))

    async with database.look() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


@pytest.mark.parametrize("service", SERVICES)
def test_the_version_files_read_as_alembic_reads_them(service: str) -> None:
    script = ScriptDirectory.from_config(config_for(service))
    assert heads(folders_of(service)) == set(script.get_heads())


def test_a_head_is_what_no_other_revision_follows(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision = "a1"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text("revision = 'b2'\ndown_revision = 'a1'\n")
    assert heads([tmp_path]) == {"b2"}


def test_a_version_file_that_cannot_be_read_is_left_to_alembic(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision: str = "a1"\n')
    assert heads([tmp_path]) == {""}


@pytest.mark.parametrize("found", ["DELETE FROM alembic_version", None])
async def test_alembic_is_asked_only_where_a_revision_is_missing(
    found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = import_module("services.vendor.models").Base
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/vendor.db", base)
    await migrate(database, "vendor")
    if found:
        async with database.change() as connection:
            await connection.execute(text(found))
    asked: list[str] = []
    monkeypatch.setattr(migrations, "_upgrade", lambda *all: asked.append(all[1]))
    await migrate(database, "vendor")
    assert asked == (["vendor"] if found else [])
    await database.close()
