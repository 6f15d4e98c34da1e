"""Planners at work on one plan at the same moment, on PostgreSQL."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.integration.transition_cast import ROOT, planned
from tests.office import office
from tests.postgres import Postgres

pytest_plugins = ("tests.servers",)


@pytest.fixture
def address(postgres: Postgres) -> str:
    return postgres.databases()


async def test_edits_at_once_wait_for_each_other_and_none_is_lost(
    tmp_path: Path, address: str
) -> None:
    async with office(tmp_path, "transition", database_url=address) as baton:
        ours = await planned(baton)
        before = len(await ours.items("tasks"))
        change = f"{ROOT}/tasks/{(await ours.task('wave-2-gate'))['id']}/change"

        async def changed(n: int) -> httpx.Response:
            return await ours.sanne.send("POST", change, {"note": f"note {n}", "reason": "r"})

        async def added(n: int) -> httpx.Response:
            body = {"code": f"x{n}", "title": "X", "after_task": "wave-2"}
            return await ours.sanne.send("POST", f"{ours.path}/tasks", body)

        answers = await asyncio.gather(*(do(n) for n in range(8) for do in (changed, added)))
        assert Counter(each.status_code for each in answers) == {200: 8, 201: 8}
        assert len(await ours.items("tasks")) == before + 8
