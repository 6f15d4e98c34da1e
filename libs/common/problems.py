"""Refusals for people: RFC 9457 problem details with a stable `type` and what to do."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from libs.common.telemetry import tracing

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:baton:problem:"
CORRECT = "Correct the fields named in `errors` and send it again."
DOCUMENTS = "The API documents of the service, at /<service>/docs, list what there is."
TITLES = {
    400: ("malformed", "The request cannot be read", "Send well-formed JSON."),
    404: ("not-found", "There is nothing here", DOCUMENTS),
    405: ("method-not-allowed", "This address does not take that method", DOCUMENTS),
    413: ("too-large", "The body is too large", "Send less at once."),
}


class FieldError(BaseModel):
    """`field` is a JSON pointer into the body, or `query/name`, `path/name`, `header/name`."""

    field: str
    message: str


class ProblemBody(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    do: str | None = None
    "What the caller can do about it."
    errors: list[FieldError] = []


class Problem(Exception):
    """A refusal. Subclass it where a caller must be able to tell it from others."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        *,
        do: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.title, self.detail = status, kind, title, detail
        self.do, self.errors, self.headers = do, list(errors), headers or {}

    def body(self, instance: str | None = None) -> ProblemBody:
        return ProblemBody(
            type=PREFIX + self.kind,
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=instance,
            do=self.do,
            errors=self.errors,
        )


def refused(kind: str, detail: str, *, do: str | None = None) -> Problem:
    """The state does not allow it (409). `kind` reads as the reason: `not-open`, `late-bid`."""
    return Problem(409, kind, "This is not possible now", detail, do=do)


def invalid(field: str, message: str, *, do: str | None = None) -> Problem:
    """A value cannot be (422); `field` as a JSON pointer into the body."""
    error = FieldError(field=field, message=message)
    return Problem(
        422,
        "invalid",
        "Something in the request is wrong",
        message,
        do=do or CORRECT,
        errors=[error],
    )


def forbidden(detail: str, *, kind: str = "forbidden", do: str | None = None) -> Problem:
    return Problem(403, kind, "You may not do this", detail, do=do)


def not_found(what: str, id: object) -> Problem:
    return Problem(404, "not-found", "There is nothing here", f"No {what} {id} that you can see.")


def unauthenticated(detail: str) -> Problem:
    return Problem(
        401,
        "unauthenticated",
        "You are not signed in",
        detail,
        do="Send `Authorization: Bearer <token>` with a valid, unexpired token.",
        headers={"WWW-Authenticate": 'Bearer realm="baton"'},
    )


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def answer(problem: Problem, request: Request) -> JSONResponse:
    return as_response(problem, request.url.path)


def as_response(problem: Problem, instance: str | None = None) -> JSONResponse:
    body = problem.body(instance).model_dump(exclude_none=True)
    return JSONResponse(body, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101
    return answer(error, request)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer(from_validation(error.errors()), request)


def from_validation(errors: Sequence[Any]) -> Problem:
    fields = [FieldError(field=_field(error), message=_said(error)) for error in errors]
    return Problem(
        422,
        "invalid",
        "Something in the request is wrong",
        "; ".join(f"{f.field}: {f.message}" for f in fields[:3]),
        do=CORRECT,
        errors=fields,
    )


def _said(error: Any) -> str:
    """Of a rule of ours its own sentence alone."""
    return str(error["msg"]).removeprefix("Value error, ")


def _field(error: Any) -> str:
    """Of JSON that cannot be read at all, the whole body; its place there is in the message."""
    return "" if error["type"] == "json_invalid" else pointer(error["loc"])


def pointer(location: Sequence[str | int]) -> str:
    """`("body", "lots", 0, "name")` is `/lots/0/name`; other places keep their name in front."""
    place, *rest = location or ("body",)
    path = "/".join(str(part) for part in rest)
    return f"/{path}" if place == "body" else f"{place}/{path}"


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    unknown = ("http-error", "The request failed", DOCUMENTS)
    kind, title, do = TITLES.get(error.status_code, unknown)
    headers = dict(error.headers or {})
    problem = Problem(error.status_code, kind, title, str(error.detail), do=do, headers=headers)
    return answer(problem, request)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.exception("Unexpected fault on %s", request.url.path, exc_info=error)
    return answer(unexpected(), request)


def away() -> Problem:
    return Problem(
        503,
        "unavailable",
        "This cannot be done now",
        "What keeps the data is away or busy. Nothing was changed.",
        do="Send the same again a little later; with an Idempotency-Key it happens once.",
        headers={"Retry-After": "2"},
    )


def unexpected() -> Problem:
    trace_id = tracing.current_trace_id()
    where = f" with the trace {trace_id}" if trace_id else " with the time"
    return Problem(
        500,
        "unexpected",
        "Something went wrong on our side",
        "Nothing was changed.",
        do=f"Try again; if it stays, tell the operator{where}.",
    )


def described() -> dict[int | str, dict[str, Any]]:
    """How every route refuses, for the API documents."""
    schema = {"application/problem+json": {"schema": ProblemBody.model_json_schema()}}
    reasons = {
        400: "The request cannot be read",
        401: "Not signed in",
        403: "A role or right is missing, or four eyes are needed",
        404: "Nothing here that the caller can see",
        409: "The state does not allow it",
        415: "Not JSON",
        422: "A value is wrong; `errors` names the fields",
        429: "Too many requests",
        503: "What keeps the data is away",
    }
    return {code: {"description": reason, "content": schema} for code, reason in reasons.items()}
