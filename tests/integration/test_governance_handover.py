"""Governance learns who runs a wave's service levels."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.governed import CALLS, Governed, governed, handed_over


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Governed]:
    async with governed(tmp_path) as it:
        yield it


async def test_from_its_handover_on_a_waves_service_levels_know_who_runs_them(
    baton: Governed,
) -> None:
    before = await baton.level()
    assert (before["run_by"], before["run_from"]) == (None, None)
    await baton.tell(handed_over("2025-11-03", "Finance operations"))
    after = await baton.level()
    assert (after["run_by"], after["run_from"]) == ("Finance operations", "2025-11-03")
    assert (await baton.level(CALLS))["run_by"] is None, "of another wave"
