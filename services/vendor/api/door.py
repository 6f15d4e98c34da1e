"""The vendors' door: events come in, one or many at a time."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic_core import from_json

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.bodies import View
from libs.common.db import Scope
from libs.common.edge import EVENT, Straight, vendors
from libs.common.problems import Problem, ProblemBody, invalid
from libs.common.routers import router_of
from libs.common.telemetry import tracing
from services.vendor.api.door_examples import BATCH, ONE, REQUEST
from services.vendor.api.receipts import ReceiptView
from services.vendor.door import Door
from services.vendor.group_commit import Outcome, Recorded
from services.vendor.report import Report, Visit

MOST_EVENTS = 5_000
PORTION = 200


class TakesBatches(Straight):
    body_limit = "batch_bytes"
    refuses_nul = False
    reads_json = False


router = router_of("vendor", tags=["door"], route_class=TakesBatches)
Reporting = Annotated[Actor, vendors(Right.REPORT)]


class Status(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


class Answer(View):
    """To one event of a batch: a receipt, or the problem with it."""

    index: int
    status: Status
    receipt: ReceiptView | None = None
    problem: ProblemBody | None = None


@router.post(
    "/events",
    response_class=Response,
    responses={
        200: {"model": list[Answer] | ReceiptView, "description": "A batch, or a repeated event"},
        201: {"model": ReceiptView, "description": "One event, recorded"},
        **{code: {"model": ProblemBody} for code in (400, 404, 409, 413, 415, 422, 429, 503)},
    },
    openapi_extra=REQUEST,
)
async def record_events(request: Request, actor: Reporting) -> Response:
    """Records what a vendor reports, as CloudEvents 1.0 in JSON.

    One event (`application/cloudevents+json`): 201 with its receipt; the same again 200 with the
    same receipt; 422 malformed, 404 no contract of yours, 409 not signed, or another content under
    an id used before. Up to 5,000 (`application/cloudevents-batch+json`): 200 with an answer each,
    in their order; one bad event harms no other. An event is known by `source` and `id`, so no
    Idempotency-Key is needed. 429 and 503: nothing is certain to be recorded, send it again.
    """
    door: Door = request.app.state.service.extra
    scope: Scope = request.state.scope
    events, batch = _events(request.headers.get("content-type", ""), await request.body())
    assert actor.vendor  # noqa: S101
    contracts = await door.parties(actor, events)
    visit = Visit(actor, actor.vendor, scope.now, scope.stated, contracts)
    outcomes = await _recorded(door, await _read_all(visit, events))
    return _batch_answer(outcomes) if batch else _answer(outcomes[0])


def _events(content_type: str, body: bytes) -> tuple[Sequence[Any], bool]:
    """What came, and whether as a batch. Refuses what is neither (415, 400, 413, 422)."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == ONE:
        return [_parsed(body, dict, "one JSON object")], False
    if media_type == BATCH:
        return _bounded(_parsed(body, list, "a JSON array of events")), True
    raise Problem(
        415,
        "unsupported-media-type",
        "This content type is not read here",
        f"The door does not read {media_type[:100] or 'a body without a content type'}.",
        do=f"Send {ONE} for one event, {BATCH} for many.",
    )


def _parsed(body: bytes, shape: type, what: str) -> Any:
    try:
        found = from_json(body, allow_inf_nan=False)
        if not isinstance(found, shape):
            raise ValueError(f"this is not {what}")
    except ValueError as error:
        raise Problem(
            400, "malformed", "The body cannot be read", str(error), do=f"Send {what}."
        ) from None
    return found


def _bounded(events: list[Any]) -> list[Any]:
    if not events:
        raise invalid("", "A batch holds at least one event.")
    if len(events) > MOST_EVENTS:
        detail = f"A batch holds at most {MOST_EVENTS} events, not {len(events)}."
        raise Problem(413, "too-large", "The batch is too large", detail, do="Split it.")
    return events


async def _read_all(visit: Visit, events: Sequence[Any]) -> list[Report | Problem]:
    """In portions, so that a long batch does not make all other requests wait."""
    found: list[Report | Problem] = []
    for start in range(0, len(events), PORTION):
        found += [_read(visit, event) for event in events[start : start + PORTION]]
        await asyncio.sleep(0)
    return found


def _read(visit: Visit, event: Any) -> Report | Problem:
    try:
        return visit.report(event)
    except Problem as refusal:
        return refusal


async def _recorded(door: Door, found: Sequence[Report | Problem]) -> list[Outcome]:
    """Every event's outcome in its place; the good ones share a commit."""
    recorded = iter(await door.commits.record([r for r in found if isinstance(r, Report)]))
    return [item if isinstance(item, Problem) else next(recorded) for item in found]


def _answer(outcome: Outcome) -> Response:
    if isinstance(outcome, Problem):
        raise outcome
    tracing.note_programme(outcome.report.stamp.programme_id)
    headers = {"Location": f"/vendor/v1/receipts/{outcome.id}"}
    return _json(_receipt(outcome), 200 if outcome.earlier else 201, headers | _last([outcome]))


def _batch_answer(outcomes: Sequence[Outcome]) -> Response:
    said = ",".join([_said(index, outcome) for index, outcome in enumerate(outcomes)])
    return _json(f"[{said}]", 200, _last(outcomes))


def _said(index: int, outcome: Outcome) -> str:
    """An `Answer`, in JSON."""
    if isinstance(outcome, Problem):
        refusal = Answer(index=index, status=Status.REFUSED, problem=outcome.body())
        return refusal.model_dump_json(exclude_none=True)
    status = Status.REPEATED if outcome.earlier else Status.ACCEPTED
    return f'{{"index":{index},"status":"{status}","receipt":{_receipt(outcome)}}}'


def _receipt(recorded: Recorded) -> str:
    if recorded.earlier:
        return ReceiptView.of(recorded.earlier).model_dump_json(exclude_none=True)
    return recorded.report.stamp.receipt(recorded.report)


def _last(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Names the last event recorded, so that the caller can wait for it elsewhere."""
    recorded = (outcome.id for outcome in reversed(outcomes) if isinstance(outcome, Recorded))
    last = next(recorded, None)
    return {EVENT: f"vendor/{last}"} if last else {}


def _json(body: bytes | str, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, media_type="application/json")
