"""Databases brought up to date once, and copied for every test that starts the service."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from libs.common.db import Database
from libs.common.migrations import migrate
from libs.common.service import Parts
from libs.common.settings import SERVICES, Settings

_folder = TemporaryDirectory(prefix="prepared-")
_kept = Path(_folder.name)
_made = set[str]()


async def prepare(part: Parts, settings: Settings) -> None:
    """Where the service would make its file itself, it finds one as it would have made it."""
    url = make_url(settings.database_for(part.name))
    if part.name in SERVICES and url.get_backend_name() == "sqlite" and url.database is not None:
        model = _kept / f"{part.name}.db"
        if part.name not in _made:
            await _make(part, model)
            _made.add(part.name)
        _copy(model, Path(url.database))


async def _make(part: Parts, file: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}", part.base)
    await migrate(database, part.name)
    await database.close()


def _copy(model: Path, file: Path) -> None:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model, file)
