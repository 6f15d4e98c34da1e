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
    """`data`: the folder of the office. Problems are told as "409 in-freeze"."""

    def __init__(self, data: Path) -> None:
        self.database, self.wrong_steps = data / "transition.db", 0

    async def is_refused(
        self, who: Caller, path: str, day: str, problem: str, says: str, body: Any = None
    ) -> None:
        """`says`: what its sentence, or what to do, tells."""
        before = self.all_there_is()
        answer = await who.send("POST", path, body or {}, baton_date=on(day))
        must_help(answer.status_code, answer.json(), problem, says)
        assert self.all_there_is() == before, f"{path} was refused, and changed something"
        self.wrong_steps += 1

    async def is_not_shown(self, who: Caller, path: str, problem: str, says: str) -> None:
        answer = await who.send("GET", path)
        must_help(answer.status_code, answer.json(), problem, says)
        self.wrong_steps += 1

    def all_there_is(self) -> str:
        """The digest of every row but of what passes by."""
        return sha256("\n".join(self._rows()).encode()).hexdigest()

    def _rows(self) -> Iterator[str]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in sorted(tables):
                if table not in PASSING:
                    yield table
                    yield from sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"')))


def must_help(status: int, told: dict[str, Any], problem: str, says: str) -> None:
    """By name, and in words that tell what is wrong or what to do."""
    kind = str(told["type"]).removeprefix("urn:baton:problem:")
    assert (f"{status} {kind}", told["status"]) == (problem, status), told
    errors = (f"{each['field']}: {each['message']}" for each in told.get("errors", []))
    sentences = " ".join([told["detail"], told.get("do") or "", *errors])
    assert told["detail"] and says in sentences, sentences
