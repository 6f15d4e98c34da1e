"""YAML that reads the same to everybody: mappings, lists, text, plain decimals, whole numbers,
true, false and null.

`99.95` is the decimal, never a binary approximation; `no`, `1:30` and `2026-01-01` are text.
Anchors, tags and a name given twice are refused.
"""

import re
from decimal import Decimal
from typing import Any

import yaml

from services.governance.regimes.mistakes import Place, too_deep, unreadable

MOST_DEPTH = 20
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


class _Plain(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Plain.add_implicit_resolver(tag, re.compile(pattern), list(first))


_resolve(_NULL, r"^(~|null)$", "~n")
_resolve(_BOOL, r"^(true|false)$", "tf")
_resolve(_INT, r"^-?(0|[1-9][0-9]*)$", "-0123456789")
_resolve(_FLOAT, r"^-?[0-9]+\.[0-9]+$", "-0123456789")


def read_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """What it says, and the line of each place in it."""
    lines: dict[Place, int] = {}
    try:
        _no_more_than_we_read(text)
        return _value(yaml.compose(text, Loader=_Plain), (), lines), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise unreadable(mark.line + 1 if mark else None, f"no YAML: {error.problem}") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise unreadable(None, f"no YAML: {error}") from None


def _no_more_than_we_read(text: str) -> None:
    """Before anything is built of it."""
    depth = 0
    for token in yaml.scan(text, Loader=_Plain):
        depth += isinstance(token, _STARTS) - isinstance(token, _ENDS)
        line = token.start_mark.line + 1
        if depth > MOST_DEPTH:
            raise too_deep(line, MOST_DEPTH)
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            raise unreadable(line, "anchors and tags are not read: write it out")


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
            raise unreadable(line, "a name is plain text")
        if name.value in read:
            raise unreadable(line, f"{name.value!r} is there twice")
        lines[(*at, name.value)] = line
        read[name.value] = _value(value, (*at, name.value), lines)
    return read


def _scalar(tag: str, text: str) -> Any:
    if tag == _INT:
        return Decimal(text) if len(text) > 30 else int(text)
    if tag == _FLOAT:
        return Decimal(text)
    return {"true": True, "false": False}[text] if tag == _BOOL else None if tag == _NULL else text
