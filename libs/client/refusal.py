"""What Baton answers when it does not do as asked: a problem with a stable kind."""

from dataclasses import dataclass, field
from typing import Any

import httpx


class Unreachable(Exception):
    """Nobody answered within the caller's patience."""


@dataclass
class Refusal(Exception):
    """`type` reads as the reason, `late-bid`; `do` says what can be done about it."""

    status: int
    type: str
    title: str
    detail: str
    do: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.status} {self.type}: {self.detail}", self.do]))


def refusal(answer: httpx.Response) -> Refusal:
    """From problem details; from anything else, its bare status."""
    try:
        return from_problem({**answer.json(), "status": answer.status_code})
    except (ValueError, KeyError, TypeError):
        return Refusal(answer.status_code, "http-error", answer.reason_phrase, answer.text[:500])


def from_problem(problem: dict[str, Any]) -> Refusal:
    """Raises `KeyError` where it has no type."""
    return Refusal(
        status=problem["status"],
        type=str(problem["type"]).rpartition(":")[2],
        title=problem.get("title", ""),
        detail=problem.get("detail", ""),
        do=problem.get("do"),
        errors=problem.get("errors") or [],
    )
