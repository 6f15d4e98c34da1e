"""Reads a regime as people write it: YAML, or JSON.

Of YAML only what reads the same to everybody: mappings, lists, text, plain decimals, whole
numbers, true, false and null. `99.95` is the decimal, never a binary approximation; `no`, `1:30`
and `2026-01-01` are text. Anchors, tags and a name given twice are refused.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.governance.regimes.regime import Regime

MOST_CHARACTERS = 500_000
MOST_DEPTH = 20
Place = tuple[str | int, ...]
_NULL, _BOOL, _INT, _FLOAT = (
    f"tag:yaml.org,2002:{tag}" for tag in ("null", "bool", "int", "float")
)
_STARTS = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_ENDS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


@dataclass(frozen=True)
class Mistake:
    place: str
    """`levels[0].cost.pool`"""
    line: int | None
    said: str

    def __str__(self) -> str:
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.place or 'the regime'}: {self.said}"


class RegimeRefused(ValueError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def read_regime(text: str) -> Regime:
    """Refuses with every mistake, its place and, in YAML, its line."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(None, f"a regime has at most {MOST_CHARACTERS} characters")
    written, lines = _json(text) if text.lstrip().startswith("{") else _yaml(text)
    try:
        return Regime.model_validate(written)
    except ValidationError as error:
        found = [each for each in error.errors() if not _is_an_echo(each)]
        raise RegimeRefused([_mistake(e["loc"], e["msg"], lines) for e in found]) from None


def _is_an_echo(error: ErrorDetails) -> bool:
    """A list whose items are all refused is reported as too short besides."""
    return error["type"] == "too_short" and bool(error["input"])


def _mistake(place: Place, said: str, lines: dict[Place, int]) -> Mistake:
    """The line of the place, or of the nearest thing around it. The discriminator of a cost is
    no place in the text."""
    at: Place = ()
    for step in place:
        at = (*at, step) if (*at, step) in lines else at
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return Mistake(path.lstrip("."), lines.get(at), said.removeprefix("Value error, "))


def _refused(line: int | None, said: str) -> RegimeRefused:
    return RegimeRefused([Mistake("", line, said)])


def _json(text: str) -> tuple[Any, dict[Place, int]]:
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once), {}
    except json.JSONDecodeError as error:
        raise _refused(error.lineno, error.msg) from None
    except RecursionError:
        raise _refused(None, f"nothing lies deeper than {MOST_DEPTH}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(None, f"{twice!r} is there twice")
    return read


class _Plain(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Plain.add_implicit_resolver(tag, re.compile(pattern), list(first))


_resolve(_NULL, r"^(~|null)$", "~n")
_resolve(_BOOL, r"^(true|false)$", "tf")
_resolve(_INT, r"^-?(0|[1-9][0-9]*)$", "-0123456789")
_resolve(_FLOAT, r"^-?[0-9]+\.[0-9]+$", "-0123456789")


def _yaml(text: str) -> tuple[Any, dict[Place, int]]:
    lines: dict[Place, int] = {}
    try:
        _no_more_than_we_read(text)
        return _value(yaml.compose(text, Loader=_Plain), (), lines), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _refused(mark.line + 1 if mark else None, f"no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise _refused(None, f"no YAML: {error}") from None


def _no_more_than_we_read(text: str) -> None:
    """Before anything is built of it."""
    depth = 0
    for token in yaml.scan(text, Loader=_Plain):
        depth += isinstance(token, _STARTS) - isinstance(token, _ENDS)
        line = token.start_mark.line + 1
        if depth > MOST_DEPTH:
            raise _refused(line, f"nothing lies deeper than {MOST_DEPTH}")
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            raise _refused(line, "anchors and tags are not read: write it out")


def _value(node: yaml.Node | None, at: Place, lines: dict[Place, int]) -> Any:
    if node is None:
        return None
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*at, n), lines) for n, item in enumerate(node.value)]
    return _scalar(node.tag, str(node.value))


def _mapping(node: yaml.MappingNode, at: Place, lines: dict[Place, int]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise _refused(line, "a name is plain text")
        if name.value in read:
            raise _refused(line, f"{name.value!r} is there twice")
        lines[(*at, name.value)] = line
        read[name.value] = _value(value, (*at, name.value), lines)
    return read


def _scalar(tag: str, text: str) -> Any:
    if tag == _INT:
        return Decimal(text) if len(text) > 30 else int(text)
    if tag == _FLOAT:
        return Decimal(text)
    return {"true": True, "false": False}[text] if tag == _BOOL else None if tag == _NULL else text
