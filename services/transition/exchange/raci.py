"""Responsibilities as a line of text: `R client: Joris; A vendor: Maria`."""

import re
from collections.abc import Sequence

from services.transition.exchange.plan_document import RaciRole, Responsibility, Side

_PART = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)


def told(responsibilities: Sequence[Responsibility]) -> str:
    return "; ".join(f"{each.role} {named(each)}" for each in responsibilities)


def named(each: Responsibility) -> str:
    """With what parts names escaped by a backslash."""
    who = re.sub(r"[\\;]", lambda found: f"\\{found[0]}", each.who)
    return f"{each.side}: {who}"


def parts(text: str) -> list[str]:
    """The pieces between semicolons, escapes left in, each without the blank before it."""
    return [piece.removeprefix(" ") for piece in _PART.findall(text) if piece.strip(" ")]


def read(text: str) -> tuple[Responsibility, ...]:
    """Raises `ValueError` with a sentence."""
    return tuple(_read(part) for part in parts(text))


def _read(part: str) -> Responsibility:
    role, blank, rest = part.partition(" ")
    if not blank or role not in set(RaciRole):
        raise ValueError(f"“{part[:40]}” is not written like R client: Joris")
    return one(RaciRole(role), rest)


def one(role: RaciRole, text: str) -> Responsibility:
    """Of `client: Joris`. Raises `ValueError` with a sentence."""
    side, colon, who = text.partition(": ")
    if not colon or side.strip().lower() not in set(Side) or not who:
        raise ValueError(f"“{text[:40]}” is not written like client: Joris or vendor: Maria")
    name = re.sub(r"\\(.)", r"\1", who, flags=re.DOTALL)
    return Responsibility(role=role, side=Side(side.strip().lower()), who=name)
