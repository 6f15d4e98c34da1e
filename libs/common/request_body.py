"""The body of a request: read whole, within its limit, and of the kind that is read here."""

import re

from fastapi import Request
from starlette.requests import ClientDisconnect

from libs.common.problems import Problem

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"A NUL character written in JSON, and not the text of one."


async def read_body(request: Request, most: int) -> bytes:
    """The whole body, kept for the route. Refuses (413) more than `most` bytes as soon as it is
    known, and (400) one whose sender hung up half-way."""
    if _announced(request) > most:
        raise too_large(most)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise too_large(most)
            chunks.append(chunk)
    except ClientDisconnect:
        raise Problem(400, "cut-short", "The body broke off", "Its sender hung up.") from None
    request._body = b"".join(chunks)
    return request._body


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else 0


def too_large(most: int) -> Problem:
    detail = f"At most {most} bytes are taken here."
    return Problem(413, "too-large", "The body is too large", detail, do="Send less at once.")


def must_be_json(request: Request, body: bytes) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type not in {"", "application/json"} and not media_type.endswith("+json"):
        raise Problem(
            415,
            "unsupported-media-type",
            "This content type is not read here",
            f"The body came as {media_type[:100]}.",
            do="Send JSON, with `Content-Type: application/json`.",
        )


def must_be_without_nul(request: Request, body: bytes) -> None:
    """PostgreSQL keeps no NUL in a text; refused here once, for every field."""
    json = "json" in request.headers.get("content-type", "json")
    if b"%00" in request.scope.get("raw_path", b"") + b"?" + request.scope["query_string"]:
        raise Problem(400, "invalid", "The address cannot be read", "It holds a NUL character.")
    if json and NUL.search(body):
        raise Problem(400, "invalid", "The body cannot be read", "It holds a NUL character.")
