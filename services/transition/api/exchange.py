"""Plans out of and into planners' tools: Microsoft Project, spreadsheets, calendars."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from libs.common.bodies import View
from libs.common.edge import Edge, Session
from libs.common.outbox import publish
from libs.common.problems import Problem, invalid
from libs.common.routers import router_of
from services.transition.api.common import Planner, Reader
from services.transition.exchange.csv_plan import read_csv, write_csv
from services.transition.exchange.imported import Imported, Unreadable
from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.exchange.plan_document import PlanDocument
from services.transition.exchange.plan_exchange import dates_of, document_of, without_money
from services.transition.exchange.taking_over import take_over
from services.transition.models import Plan, Task
from services.transition.plan.editing import must_be_active
from services.transition.plan.loading import laid, tasks_of
from services.transition.plan.network import PlanNetwork
from services.transition.plan.networks import network_of

XML, CSV = "application/xml", "text/csv"
BODIES = {"requestBody": {"required": True, "content": {XML: {}, CSV: {}}}}


class PlanFile(Edge):
    body_limit = "plan_bytes"
    reads_json = False


router = router_of("transition", tags=["plan files"], route_class=PlanFile)


class ImportReport(View):
    """Codes of tasks. `kept`: not in the file, but begun or needed, and why. `notes`: what the
    file has that a plan here has not, or has otherwise. `dry_run`: nothing was changed."""

    dry_run: bool
    added: list[str]
    changed: list[str]
    removed: list[str]
    kept: dict[str, str]
    notes: list[str]
    was: date
    finishes_on: date


@router.get("/plans/{id}/mspdi", response_class=Response)
async def export_mspdi(id: UUID, db: Session, actor: Reader) -> Response:
    """The plan as Microsoft Project XML, with its dates and slack."""
    document, network = await _exported(id, db, actor)
    content = await asyncio.to_thread(write_mspdi, document, dates_of(network))
    return _attached(content, XML, f"plan-{id}.xml")


@router.get("/plans/{id}/csv", response_class=Response)
async def export_csv(id: UUID, db: Session, actor: Reader) -> Response:
    """The plan's tasks, a row each, with their dates and floats."""
    document, network = await _exported(id, db, actor)
    content = await asyncio.to_thread(write_csv, document, dates_of(network))
    return _attached(content, f"{CSV}; charset=utf-8", f"plan-{id}.csv")


@router.post("/plans/{id}/imports", openapi_extra=BODIES)
async def import_plan(
    id: UUID,
    request: Request,
    db: Session,
    actor: Planner,
    dry_run: Annotated[bool, Query(description="Only report what would change")] = False,
) -> ImportReport:
    """Plans as the file says: Microsoft Project XML, or CSV with the tasks alone.

    Tasks are told apart by their code. What happened, was claimed or goes live stays. 422 names
    the line or the task at fault, and changes nothing; 409 once the plan is closed.
    """
    read = _reader(request.headers.get("content-type", ""), await request.body())
    imported, revision = await _read(read, id, db, actor)
    await db.locked(Plan, id, actor)
    if (found := await laid(db, id)).plan.revision != revision:
        imported, _ = await _read(read, id, db, actor)
        found = await laid(db, id)
    if not dry_run:
        must_be_active(found.plan)
    was = found.plan.finishes_on
    taken = take_over(found, imported.document, db.now)
    moved = list(found.rebuild("a plan was imported"))
    report = ImportReport(
        dry_run=dry_run,
        added=[task.code for task in taken.added],
        changed=taken.changed,
        removed=[task.code for task in taken.removed],
        kept=taken.kept,
        notes=[*imported.notes, *taken.notes],
        was=was,
        finishes_on=found.plan.finishes_on,
    )
    if dry_run:
        db.expunge_all()
        return report
    db.add_all(taken.added)
    for task in taken.removed:
        await db.delete(task)
    publish(db, moved)
    return report


def _reader(content_type: str, content: bytes) -> Callable[[PlanDocument], Imported]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in (XML, "text/xml"):
        return partial(read_mspdi, content)
    if media_type == CSV:
        return partial(read_csv, content)
    raise Problem(
        415,
        "unsupported-media-type",
        "This content type is not read here",
        f"The body came as {media_type[:100] or 'nothing'}.",
        do=f"Send a plan as {XML} (Microsoft Project) or {CSV}.",
    )


async def _read(
    read: Callable[[PlanDocument], Imported], id: UUID, db: Session, actor: Planner
) -> tuple[Imported, UUID]:
    """The file beside the plan as it is, and the plan's revision. In a thread: it takes seconds
    for thousands of tasks, in which nobody waits for the plan."""
    plan, network, tasks = await _whole(id, db, actor)
    base, revision = document_of(plan, network, tasks), plan.revision
    db.expunge_all()
    try:
        return await asyncio.to_thread(read, base), revision
    except Unreadable as fault:
        raise invalid("", f"{fault}") from fault


async def _whole(id: UUID, db: Session, actor: Reader) -> tuple[Plan, PlanNetwork, list[Task]]:
    plan = await db.seen(Plan, id, actor)
    return plan, await network_of(db, plan), await tasks_of(db, id)


async def _exported(id: UUID, db: Session, actor: Reader) -> tuple[PlanDocument, PlanNetwork]:
    """To vendors without the client's money."""
    plan, network, tasks = await _whole(id, db, actor)
    document = document_of(plan, network, tasks)
    return (without_money(document) if actor.is_vendor else document), network


def _attached(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
