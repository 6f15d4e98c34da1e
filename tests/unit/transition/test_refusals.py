"""What the service refuses by name is listed for people, and nothing else is."""

import ast
from collections.abc import Iterator
from pathlib import Path

from libs.client.commands.life_cycles import told
from libs.common.life_cycle import CYCLES, OTHERS

ROOT = Path(__file__).parents[3]
IN_USE = {"calendar-in-use", "resource-in-use"}
"Refused by a kind that is put together."


def named() -> Iterator[str]:
    """Each kind that the code refuses by, as far as it is written out."""
    for path in (ROOT / "services" / "transition").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="refused"), args=[ast.Constant(value=kind), *_]):
                    yield str(kind)


def of_states() -> set[str]:
    return {cycle.kind(state) for cycle in CYCLES.values() for state in cycle}


def listed() -> set[str]:
    told()
    return of_states() | set(OTHERS) | {kind for each in CYCLES.values() for kind in each.also}


def test_every_refusal_in_the_code_is_in_the_tables() -> None:
    document = (ROOT / "docs" / "life-cycles.md").read_text()
    assert set(named()) <= listed()
    assert [kind for kind in sorted(set(named())) if f"`{kind}`" not in document] == []


def test_no_refusal_is_listed_that_the_code_does_not_know() -> None:
    assert listed() - of_states() - set(named()) == IN_USE
