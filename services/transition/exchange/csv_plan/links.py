"""Predecessors as planners write them: `a; b FS+2d; c SS-4h; d FF+1ed`."""

import re
from collections.abc import Container, Iterator

from services.transition.exchange.csv_plan import cells, spans
from services.transition.exchange.plan_document import Predecessor
from services.transition.scheduling.network import LinkKind

_LAG = rf"(?: *(?P<sign>[+-]) *(?P<lag>{spans.LENGTH}))?"
_APART = re.compile(rf"(?P<code>.+?)(?: +(?P<kind>FS|SS|FF|SF){_LAG})?", re.DOTALL)
_TIGHT = re.compile(rf"(?P<code>.+?)(?P<kind>FS|SS|FF|SF){_LAG}", re.DOTALL)


def told(predecessors: tuple[Predecessor, ...], per_day: int) -> str:
    return cells.joined([_told(each, per_day) for each in predecessors])


def _told(each: Predecessor, per_day: int) -> str:
    has_lag = each.lag != 0 or each.elapsed
    if each.kind is LinkKind.FS and not has_lag and not _says_kind(each.task):
        return each.task
    sign = "-" if each.lag < 0 else "+"
    lag = f"{sign}{spans.told(abs(each.lag), per_day, each.elapsed)}" if has_lag else ""
    return f"{each.task} {each.kind}{lag}"


def _says_kind(code: str) -> bool:
    """Whether the code alone would be read as one with a kind of link behind it."""
    found = _APART.fullmatch(code)
    return found is not None and found["kind"] is not None


def read(
    cell: str, codes: Container[str], per_day: int, decimal_comma: bool
) -> Iterator[Predecessor]:
    """Raises `ValueError` with a sentence, also for a task that is not among `codes`."""
    for item in cells.items(cell):
        found = _parsed(item, codes)
        if found is None:
            raise ValueError(f"the plan has no task “{item[:60]}”")
        parts = found.groupdict()
        lag, elapsed = 0, False
        if parts.get("lag"):
            lag, elapsed = spans.read(parts["lag"], per_day, decimal_comma)
        kind = LinkKind(parts.get("kind") or LinkKind.FS)
        sign = -1 if parts.get("sign") == "-" else 1
        yield Predecessor(task=parts["code"], kind=kind, lag=sign * lag, elapsed=elapsed)


_WHOLE = re.compile(r"(?P<code>.+)", re.DOTALL)


def _parsed(item: str, codes: Container[str]) -> re.Match[str] | None:
    """`a FS` is a link to a, unless there is no task a and one that is called so."""
    readings = (form.fullmatch(item) for form in (_APART, _WHOLE, _TIGHT))
    return next((found for found in readings if found and found["code"] in codes), None)
