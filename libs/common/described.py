"""Fields described by the string below them, read when a schema is asked for.

Pydantic's own `use_attribute_docstrings` reads the source of every class as it is made: half a
second of a service's start for what only its API page and the catalogue of events show.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Descriptions = dict[str, str]


class Described(BaseModel):
    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        shown = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in descriptions(cls).items():
            field = cls.model_fields.get(name)
            if field is not None and (property := shown.get(field.alias or name)) is not None:
                property.setdefault("description", text)
        return schema


@cache
def descriptions(cls: type[Any]) -> Descriptions:
    """Of a class's fields, its own and those it inherits."""
    found = Descriptions()
    for base in reversed(cls.__mro__):
        if issubclass(base, Described):
            found |= _of_module(base.__module__).get(base.__qualname__, {})
    return found


@cache
def _of_module(name: str) -> dict[str, Descriptions]:
    """Of every class of a module; none where its source is not at hand."""
    try:
        source = inspect.getsource(sys.modules[name])
    except (KeyError, OSError, TypeError):
        return {}
    return dict(_classes(ast.parse(source), ""))


def _classes(node: ast.AST, within: str) -> Iterator[tuple[str, Descriptions]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            name = f"{within}{child.name}"
            yield name, dict(_described(child))
            yield from _classes(child, f"{name}.")


def _described(cls: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(cls.body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            text = below.value.value
            if isinstance(text, str):
                yield field.target.id, inspect.cleandoc(text)
