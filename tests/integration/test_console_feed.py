"""The live feed: what is there comes at once, what happens comes by itself, in order and once."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common import inbox
from libs.common.events import Event
from libs.common.ids import new_id
from tests.office import Caller, Office, eventually, office
from tests.telling import tell
from tests.unit.console.events import escalated, live, registered, signed


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "console") as opened:
        yield opened


async def told(here: Office, *events: Event) -> None:
    database = here.service("console").database
    for event in events:
        id = await tell(here, event)
        await eventually(partial(inbox.has, database, id))


class Watcher:
    """A browser with the feed open: what it got, until it goes."""

    def __init__(
        self,
        here: Office,
        caller: Caller,
        programme: UUID,
        last_seen: int | None = None,
        spec: str = "2.3",
    ) -> None:
        self._gone, self._asked = asyncio.Event(), False
        self.body, self.status = b"", 0
        headers = dict(caller.headers)
        if last_seen is not None:
            headers["Last-Event-ID"] = str(last_seen)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": spec},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": f"/console/v1/programmes/{programme}/feed",
            "raw_path": b"",
            "query_string": b"",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("t", 80),
        }
        self.task = asyncio.create_task(here.together(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    @property
    def lines(self) -> list[dict[str, Any]]:
        text = self.body.decode()
        return [json.loads(part[6:]) for part in text.split("\n") if part.startswith("data: ")]

    async def sequences(self, *wanted: int) -> bool:
        return [line["sequence"] for line in self.lines] == list(wanted)

    async def goes(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, 5)


async def test_a_watcher_gets_what_was_and_what_comes(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    watcher = Watcher(here, here.as_("sanne"), programme)
    await eventually(partial(watcher.sequences, 1))
    await told(here, escalated(programme), escalated(programme))
    await eventually(partial(watcher.sequences, 1, 2, 3))
    assert watcher.lines[1]["headline"] == "Escalated: A wave is late"
    assert b"id: 3\n" in watcher.body
    await watcher.goes()


async def test_coming_back_a_watcher_goes_on_where_it_was(here: Office):
    programme = new_id()
    await told(here, registered(programme), escalated(programme), escalated(programme))
    watcher = Watcher(here, here.as_("sanne"), programme, 2)
    await eventually(partial(watcher.sequences, 3))
    await watcher.goes()


@pytest.mark.parametrize("spec", ["2.3", "2.4"])
async def test_the_feed_ends_with_its_watcher(here: Office, spec: str):
    """Servers tell a handler that the watcher went in one of two ways."""
    programme = new_id()
    await told(here, registered(programme))
    watcher = Watcher(here, here.as_("sanne"), programme, spec=spec)
    await eventually(partial(watcher.sequences, 1))
    await watcher.goes()
    assert watcher.status == 200 and watcher.task.done()


async def test_a_vendor_watches_what_concerns_it(here: Office):
    programme, kestrel, lusora = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, lusora), signed(programme, kestrel))
    watcher = Watcher(here, here.of_vendor("ania", str(kestrel)), programme)
    await told(here, live(programme, lusora, new_id()), live(programme, kestrel, new_id()))
    await eventually(partial(watcher.sequences, 3, 5))
    await watcher.goes()


async def test_the_feed_of_a_programme_one_may_not_see_is_refused(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    await here.as_("eve", tenant="other").get(
        f"/console/v1/programmes/{programme}/feed", status=404
    )
