"""A plan depends on the facts alone, not on the order in which they came."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from libs.common.bus import Message
from libs.common.db import Scope
from services.transition.models import Claim, Plan, Task, Wave
from services.transition.plan.networks import networks_of
from tests.office import Office, eventually, office
from tests.plan_storm import TOLD, Storm, batches, storm

PROGRAMMES, EVENTS = map(int, os.environ.get("BATON_STORM", "60x2000").split("x"))
"Before a release: 500x50000."
TENANT = "veldkamp"


async def test_events_in_any_order_and_some_twice_leave_the_plans_that_they_leave_in_order(
    tmp_path: Path,
) -> None:
    story = storm(PROGRAMMES, EVENTS)
    for name in ("in-order", "stormed"):
        (tmp_path / name).mkdir()
    in_order = await left_by(tmp_path / "in-order", story, story.in_order)
    stormed = await left_by(tmp_path / "stormed", story, story.as_it_arrives(seed=7))
    assert len(in_order) == PROGRAMMES
    assert stormed == in_order


async def left_by(folder: Path, story: Storm, reports: Sequence[Message]) -> dict[Any, Any]:
    async with office(folder, "transition") as baton:
        await told(baton, story.contracts, PROGRAMMES)
        await told(baton, reports, PROGRAMMES + EVENTS)
        return await plans(baton)


async def told(baton: Office, messages: Sequence[Message], total: int) -> None:
    """Sent, and applied: so many different events in all."""
    for batch in batches(messages):
        await baton.together.bus.send(batch)
    database = baton.service("transition").database
    count = select(func.count()).select_from(database.table("inbox"))

    async def applied() -> bool:
        async with database.look() as connection:
            return bool((await connection.execute(count)).scalar_one() == total)

    await eventually(applied, within=300)


async def plans(baton: Office) -> dict[Any, Any]:
    """By contract, all that is known of each task, the dates that follow, waves and claims."""
    async with baton.service("transition").database.read(Scope(TENANT, TOLD)) as db:
        found = {plan.id: plan for plan in await db.all(select(Plan))}
        networks = await networks_of(db, found.values())
        tasks = await db.all(select(Task).order_by(col(Task.plan_id), col(Task.position)))
        waves = await db.all(select(Wave).order_by(col(Wave.code)))
        claims = await db.all(select(Claim).order_by(col(Claim.milestone)))
    left: dict[Any, Any] = {
        plan.contract_id: [plan.finishes_on, plan.critical_path] for plan in found.values()
    }
    for task in tasks:
        left[task.contract_id].append((facts_of(task), networks[task.plan_id][task.code]))
    for wave in waves:
        left[wave.contract_id].append((wave.code, wave.expected_on))
    for claim in claims:
        facts = (claim.milestone, claim.report_id, claim.reached_on, claim.state)
        left[claim.contract_id].append(facts)
    return left


def facts_of(task: Task) -> dict[str, Any]:
    others = {"id", "plan_id", "tenant"}
    return {name: value for name, value in task.model_dump().items() if name not in others}
