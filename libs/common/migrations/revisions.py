"""Which revisions a database must have, read of the version files without loading Alembic."""

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, inspect, text

TABLE = "alembic_version"
SAID = re.compile(r"^(revision|down_revision) = [\"'](\w+)[\"']", re.MULTILINE)


def heads(folders: Iterable[Path]) -> set[str]:
    """What no other revision follows.

    A file that says itself in another way yields a head that no database has: Alembic then looks.
    """
    files = [file.read_text() for folder in folders for file in folder.glob("*.py")]
    said = [dict(SAID.findall(file)) for file in files]
    followed = {one.get("down_revision") for one in said}
    return {one.get("revision", "") for one in said} - followed


def present(connection: Connection) -> set[str]:
    """Those that the database says it has; none where it is new."""
    if not inspect(connection).has_table(TABLE):
        return set()
    return set(connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalars())  # noqa: S608
