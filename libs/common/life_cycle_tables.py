"""Life cycles as tables for people: a row a state, a column a step."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from libs.common.life_cycle import LifeCycle, written

HEAD = """# Life cycles

A row is a state, a column a step. A cell says which state the step leads to, or the `type` of the
409 that refuses it; below a table stands what else is refused. What the clock or a roll-back does
by itself is passed over in silence where it is not possible. Written by `baton life-cycles`; tests
hold it to the code.
"""


def tables(
    cycles: Iterable[LifeCycle[StrEnum, StrEnum]], others: Mapping[str, str] | None = None
) -> str:
    """Markdown. `others`: refusals that belong to no life cycle, by kind, each in a sentence."""
    parts = [HEAD, *(_table(cycle) for cycle in sorted(cycles, key=lambda each: each.name))]
    if others:
        parts.append("\n".join(["## Refusals that belong to no life cycle", "", *_list(others)]))
    return "\n".join(parts)


def _table(cycle: LifeCycle[StrEnum, StrEnum]) -> str:
    head = ["state", *(written(step) for step in cycle.steps)]
    rows = [[f"**{state}**", *(_cell(cycle, state, s) for s in cycle.steps)] for state in cycle]
    lines = [head, ["---"] * len(head), *rows]
    also = [*_list(cycle.also)] if cycle.also else []
    return "\n".join([f"## {cycle.name}", "", *map(_line, lines), "", *also])


def _list(refusals: Mapping[str, str]) -> Iterator[str]:
    for kind, sentence in sorted(refusals.items()):
        yield f"- `{kind}`: {sentence}."
    yield ""


def _cell(cycle: LifeCycle[StrEnum, StrEnum], state: StrEnum, step: StrEnum) -> str:
    if (to := cycle[state].get(step)) is not None:
        return " or ".join(to)
    return f"`{cycle.kind(state)}`"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
