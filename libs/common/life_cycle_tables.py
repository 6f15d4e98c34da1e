"""Life cycles as tables for people: a row a state, a column a step."""

from collections.abc import Iterable
from enum import StrEnum

from libs.common.life_cycle import LifeCycle

HEAD = """# Life cycles

A row is a state, a column a step. A cell says which state the step leads to, or the `type` of the
409 that refuses it. Written by `baton life-cycles`; a test holds it to the code.
"""


def tables(cycles: Iterable[LifeCycle[StrEnum, StrEnum]]) -> str:
    """Markdown."""
    parts = [HEAD, *(_table(cycle) for cycle in sorted(cycles, key=lambda each: each.name))]
    return "\n".join(parts)


def _table(cycle: LifeCycle[StrEnum, StrEnum]) -> str:
    head = ["state", *(str(step) for step in cycle.steps)]
    rows = [[f"**{state}**", *(_cell(cycle, state, s) for s in cycle.steps)] for state in cycle]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([f"## {cycle.name}", "", *map(_line, lines), ""])


def _cell(cycle: LifeCycle[StrEnum, StrEnum], state: StrEnum, step: StrEnum) -> str:
    if (to := cycle[state].get(step)) is not None:
        return " or ".join(to)
    return f"`{cycle.kind(state)}`"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
