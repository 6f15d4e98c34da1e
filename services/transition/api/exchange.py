"""Plans out of and into planners' tools: Microsoft Project, spreadsheets, calendars."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from libs.common.bodies import View
from libs.common.edge import Edge, Session
from libs.common.outbox import publish
from libs.common.problems import Problem, invalid
from services.transition.api.common import Planner, Reader
from services.transition.exchange.csv_plan import read_csv, write_csv
from services.transition.exchange.imported import Imported, Unreadable
from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.loading import Laid, laid
from services.transition.models import Plan
from services.transition.plan_exchange import dates_of, document_of, take_over

XML, CSV = "application/xml", "text/csv"
BODIES = {"requestBody": {"required": True, "content": {XML: {}, CSV: {}}}}


class PlanFile(Edge):
    body_limit = "plan_bytes"
    reads_json = False


router = APIRouter(tags=["plan files"], route_class=PlanFile)


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
    found = await _whole(id, db, actor)
    content = write_mspdi(document_of(found), dates_of(found.network))
    return _attached(content, XML, f"plan-{id}.xml")


@router.get("/plans/{id}/csv", response_class=Response)
async def export_csv(id: UUID, db: Session, actor: Reader) -> Response:
    """The plan's tasks, a row each, with their dates and floats."""
    found = await _whole(id, db, actor)
    content = write_csv(document_of(found), dates_of(found.network))
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

    Tasks are told apart by their code. What happened stays. 422 names the line or the task at
    fault, and changes nothing.
    """
    await db.locked(Plan, id, actor)
    found = await laid(db, id)
    was = found.plan.finishes_on
    read = _reader(request.headers.get("content-type", ""), found)
    try:
        imported = read(await request.body())
    except Unreadable as fault:
        raise invalid("", f"{fault}") from fault
    taken = take_over(found, imported.document)
    moved = list(found.rebuild("a plan was imported"))
    report = ImportReport(
        dry_run=dry_run,
        added=[task.code for task in taken.added],
        changed=taken.changed,
        removed=[task.code for task in taken.removed],
        kept=taken.kept,
        notes=imported.notes,
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


def _reader(content_type: str, found: Laid) -> Callable[[bytes], Imported]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in (XML, "text/xml"):
        return read_mspdi
    if media_type == CSV:
        return lambda data: read_csv(data, document_of(found))
    raise Problem(
        415,
        "unsupported-media-type",
        "This content type is not read here",
        f"The body came as {media_type[:100] or 'nothing'}.",
        do=f"Send a plan as {XML} (Microsoft Project) or {CSV}.",
    )


async def _whole(id: UUID, db: Session, actor: Reader) -> Laid:
    await db.seen(Plan, id, actor)
    return await laid(db, id)


def _attached(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
