"""The edge: what happens around every request, so that routes only load, ask, publish, answer.

Know the caller, hold to the rate, read the body, wait for what the caller has seen, open one
transaction, answer a repeated request as before, run the route, and commit before the answer is
sent. A refusal leaves nothing behind.
"""

import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from libs.common.applied import wait_until_applied
from libs.common.asks import Asks, either, needs, vendors
from libs.common.auth.actor import Actor
from libs.common.db import Db, Scope
from libs.common.grants import with_grants
from libs.common.idempotency import HEADER as IDEMPOTENCY_KEY
from libs.common.idempotency import Repeat
from libs.common.passing import met_another, will_pass
from libs.common.problems import (
    Problem,
    away,
    refused,
    unauthenticated,
    unexpected,
)
from libs.common.request_body import must_be_json, must_be_without_nul, read_body
from libs.common.running import Service
from libs.common.telemetry import logs, tracing

__all__ = [
    "EVENT",
    "Edge",
    "Handler",
    "OwnTransactions",
    "Session",
    "Straight",
    "either",
    "needs",
    "vendors",
]

log = logging.getLogger(__name__)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
READS = {"GET", "HEAD"}
STATED = "Baton-Date"
AFTER = "Baton-After"
EVENT = "Baton-Event"
TRIES = 3
"Of a request that met another's locks."
FIRST_YEAR, LAST_YEAR = 2000, 2089
"What a rehearsal may cross; calendars reach a little further on both sides."


class Edge(APIRoute):
    """The route class of every signed-in endpoint: `APIRouter(route_class=Edge)`."""

    own_transactions = False
    has_session = True
    body_limit = "body_bytes"
    "The setting that says how large a body may be."
    reads_json = True
    refuses_nul = True
    "Not where one bad part of a body must harm no other."

    def get_route_handler(self) -> Handler:
        route = self.answering()

        async def handle(request: Request) -> Response:
            try:
                return await _handled(request, route, self)
            except (Problem, HTTPException, RequestValidationError):
                raise
            except Exception as fault:
                raise _told_to_people(request, fault) from fault

        return handle

    def answering(self) -> Handler:
        """What answers once the edge has let the request in."""
        return super().get_route_handler()


async def _handled(request: Request, route: Handler, kind: Edge) -> Response:
    """Again where the database undid all of it in favour of another transaction."""
    for _ in range(TRIES - 1):
        try:
            return await _handle(request, route, kind)
        except DBAPIError as fault:
            if kind.own_transactions or not met_another(fault):
                raise
            log.info("Tried again: %s %s", request.method, request.url.path)
    return await _handle(request, route, kind)


def _told_to_people(request: Request, fault: Exception) -> Problem:
    """What a fault below the routes means to whoever asked. All of it was rolled back."""
    if isinstance(fault, IntegrityError):
        log.info("Two at once on %s %s", request.method, request.url.path, exc_info=fault)
        return refused(
            "changed-meanwhile",
            "Somebody else did this, or something like it, at the same moment.",
            do="Read it again, then decide.",
        )
    log.error("Fault on %s %s", request.method, request.url.path, exc_info=fault)
    return away() if will_pass(fault) else unexpected()


class OwnTransactions(Edge):
    """For routes that commit by themselves, several times or together with others."""

    own_transactions = True


class Straight(OwnTransactions):
    """For the busiest: without a session, and past FastAPI, whose way costs more than theirs.

    The endpoint takes the request and the caller, and asks a vendor's right: a vendor's rights are
    in its token, so that nothing need be looked up.
    """

    has_session = False

    def answering(self) -> Handler:
        [asks] = [d.call for d in self.dependant.dependencies if isinstance(d.call, Asks)]

        async def answer(request: Request) -> Response:
            response: Response = await self.endpoint(request, await asks(request))
            return response

        return answer


async def _handle(request: Request, route: Handler, kind: Edge) -> Response:
    service: Service = request.app.state.service
    logs.programme.set("")
    actor = await caller(request)
    service.rate.hold(actor)
    body = await read_body(request, getattr(service.settings, kind.body_limit))
    if kind.reads_json:
        must_be_json(request, body)
    if kind.refuses_nul:
        must_be_without_nul(request, body)
    scope = _scope(request, service, actor)
    await wait_until_applied(service, request.headers.get(AFTER))
    if not kind.has_session:
        request.state.scope, request.state.actor = scope, actor
        return await route(request)
    if kind.own_transactions or request.method in READS:
        async with service.database.read(scope) as db:
            return await _run(request, route, db, actor)
    async with service.database.write(scope) as db:
        if scope.stated:
            await service.due.fire_stated(db)
        return await _once(request, route, db, actor, body)


async def _once(request: Request, route: Handler, db: Db, actor: Actor, body: bytes) -> Response:
    service: Service = request.app.state.service
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        return _told(await _run(request, route, db, actor), db, service)
    repeat = Repeat(request, actor, key, body)
    if earlier := await repeat.earlier(db, service.clock.now()):
        return earlier
    response = _told(await _run(request, route, db, actor), db, service)
    await repeat.keep(db, response)
    return response


async def _run(request: Request, route: Handler, db: Db, actor: Actor) -> Response:
    request.state.db = db
    request.state.actor = await with_grants(db, actor)
    response = await route(request)
    await db.settle()
    return response


def _told(response: Response, db: Db, service: Service) -> Response:
    """Names the last event that left, so that the caller can wait for it elsewhere, and the job."""
    if db.queued and response.status_code == 202:
        response.headers["Location"] = f"/{service.name}/v1/jobs/{db.queued[-1]}"
    if db.published:
        id, last = db.published[-1]
        response.headers[EVENT] = f"{last.type.split('.')[1]}/{id}"
        tracing.note_programme(last.key)
    return response


async def caller(request: Request) -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthenticated("No bearer token came with the request.")
    service: Service = request.app.state.service
    return await service.verifier.actor(token.strip())


def _scope(request: Request, service: Service, actor: Actor) -> Scope:
    stated = request.headers.get(STATED)
    now = service.clock.now() if stated is None else _moment(stated, service.settings.may_rehearse)
    return Scope(actor.tenant, now, stated is not None, actor.id, actor.vendor)


def _moment(text: str, allowed: bool) -> datetime:
    if not allowed:
        raise Problem(
            400,
            "no-rehearsal",
            "The moment cannot be stated",
            f"This installation runs in earnest: it does not take {STATED}.",
            do=f"Leave {STATED} out.",
        )
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError("no time zone, or out of reach")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        do = f"Write it as 2025-03-31T17:00:00+02:00, from {FIRST_YEAR} to {LAST_YEAR}."
        raise Problem(
            400, "invalid", "The moment cannot be read", f"{STATED}: {text}", do=do
        ) from None


async def _db(request: Request) -> Db:
    db: Db = request.state.db
    return db


Session = Annotated[Db, Depends(_db)]
"The session of the request: bound to the caller, committed at the edge."
