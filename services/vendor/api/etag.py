"""`ETag` and `If-Match`: nobody overwrites an edit they have not seen."""

from typing import Annotated

from fastapi import Header

from libs.common.problems import Problem

IfMatch = Annotated[
    str | None, Header(max_length=500, description="`ETag` of the last answer with this draft")
]


def etag(version: int) -> str:
    return f'"{version}"'


def must_match(if_match: str | None, version: int) -> None:
    """428 where the header is missing, 412 where somebody else was faster."""
    if if_match is None:
        raise Problem(
            428,
            "if-match-missing",
            "Say which version you change",
            "Two people may edit this: the request must carry If-Match.",
            do="Read it, and send its ETag back as If-Match.",
        )
    if not {tag.strip() for tag in if_match.split(",")} & {etag(version), "*"}:
        raise Problem(
            412,
            "stale",
            "Somebody changed it in the meantime",
            f"This is version {version} now; the request was made against {if_match}.",
            do="Read it again, and repeat the change on what it says now.",
        )
