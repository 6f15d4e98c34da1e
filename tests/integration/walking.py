"""Somebody's way through a transition, with wrong steps: refused by name, and nothing changed."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.integration.transition_cast import on
from tests.office import Caller

PASSING = ("idempotency", "inbox", "outbox", "watermark", "held_event", "sqlite_sequence")
"Tables in which messages pass, whoever asks."


class Walk:
    """`data`: the folder of the office. `steps` counts the wrong ones."""

    def __init__(self, data: Path) -> None:
        self.database, self.wrong_steps = data / "transition.db", 0

    async def is_refused(
        self,
        who: Caller,
        path: str,
        body: Any = None,
        *,
        day: str,
        hour: int = 10,
        because: str,
        status: int = 409,
        says: str,
    ) -> None:
        """`because`: the type of the problem. `says`: what its sentence, or what to do, tells."""
        before = self._all()
        answer = await who.send("POST", path, body or {}, baton_date=on(day, hour))
        self._must_help(answer.json(), answer.status_code, because, status, says)
        assert self._all() == before, f"{path} was refused, and changed something"
        self.wrong_steps += 1

    async def is_not_shown(
        self, who: Caller, path: str, *, because: str, status: int = 404, says: str
    ) -> None:
        answer = await who.send("GET", path)
        self._must_help(answer.json(), answer.status_code, because, status, says)
        self.wrong_steps += 1

    def _must_help(
        self, told: dict[str, Any], got: int, because: str, status: int, says: str
    ) -> None:
        kind = str(told["type"]).removeprefix("urn:baton:problem:")
        assert (got, told["status"], kind) == (status, status, because), told
        errors = (f"{each['field']}: {each['message']}" for each in told.get("errors", []))
        sentences = " ".join([told["detail"], told.get("do") or "", *errors])
        assert says in sentences, sentences

    def _all(self) -> str:
        """The digest of every row but of what passes by."""
        return sha256("\n".join(self._rows()).encode()).hexdigest()

    def _rows(self) -> Iterator[str]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in sorted(tables):
                if table not in PASSING:
                    yield table
                    rows = connection.execute(f'SELECT * FROM "{table}"')
                    yield from sorted(map(repr, rows))
