"""Evidence and attachments: files addressed by what they contain (SHA-256).

The bytes lie in a folder, once however often they are sent; a row says whose they are. Events
carry digests only.
"""

import asyncio
import hashlib
import os
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, MetaData, String, Table, Uuid, select

from libs.common.db import Db
from libs.common.db.columns import Instant
from libs.common.problems import not_found

NOBODY = UUID(int=0)
"Stands for the client in the owner's column."


def add_tables(metadata: MetaData) -> None:
    Table(
        "stored_file",
        metadata,
        Column("tenant", String(64), primary_key=True),
        Column("vendor_id", Uuid, primary_key=True),
        Column("digest", String(64), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("media_type", String(100), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("stored_by", String(200), nullable=False),
        Column("stored_at", Instant, nullable=False),
    )


class FolderStore:
    """Bytes by digest, in a folder. A file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        return await asyncio.to_thread(self._put, content)

    async def get(self, digest: str) -> bytes:
        """Raises `FileNotFoundError`."""
        return await asyncio.to_thread(self._path(digest).read_bytes)

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{uuid4().hex}")
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync(path.parent)
        return digest

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _sync(folder: Path) -> None:
    """A file is only there after a power cut once its folder says so."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def register(db: Db, digest: str, name: str, media_type: str, size: int, by: str) -> None:
    """Notes whose it is: the vendor's of the session, or the client's."""
    table = db.table("stored_file")
    row = {
        "tenant": db.scope.tenant,
        "vendor_id": db.scope.vendor or NOBODY,
        "digest": digest,
        "name": name,
        "media_type": media_type,
        "size": size,
        "stored_by": by,
        "stored_at": db.now,
    }
    await db.run(db.database.insert(table).values(row).on_conflict_do_nothing())


async def described(db: Db, digest: str) -> tuple[str, str]:
    """Name and media type. 404 where it is not the caller's: a vendor sees only its own files."""
    table = db.table("stored_file")
    query = select(table).where(table.c.tenant == db.scope.tenant, table.c.digest == digest)
    if db.scope.vendor:
        query = query.where(table.c.vendor_id == db.scope.vendor)
    row = (await db.run(query.limit(1))).first()
    if row is None:
        raise not_found("file", digest)
    return row.name, row.media_type
