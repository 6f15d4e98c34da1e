"""Every route of the running services, and a body that each would take: read from the documents.

A route that is added is in here by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.office import Office

OPEN = re.compile(r"/\w+/(health/.*|v1/schemas(/.*)?)|/vendor/v1/(keys|token)")
"What the design lets anybody call."


@dataclass(frozen=True)
class Route:
    service: str
    method: str
    path: str
    body: Any
    media_type: str | None
    query: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_open(self) -> bool:
        return bool(OPEN.fullmatch(self.path))

    @property
    def takes_an_id(self) -> bool:
        return "{" in self.path

    def at(self, id: str) -> str:
        """The path with this id in the first place, and something that fits in the others."""
        first, *others = re.findall(r"\{(\w+)\}", self.path)
        path = self.path.replace(f"{{{first}}}", id)
        for name in others:
            path = path.replace(f"{{{name}}}", OTHERS.get(name, id))
        return path


OTHERS = {"month": "2026-02", "version": "2", "code": "works-council", "lot": "finance"}


def routes(office: Office, ids: Mapping[str, str]) -> Iterator[Route]:
    """`ids`: what to name in bodies, by field (`programme_id`) or format."""
    for service, app in office.together.apps.items():
        document = app.openapi()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                yield _route(service, method.upper(), path, operation, Maker(document, ids))


def _route(service: str, method: str, path: str, operation: Any, maker: "Maker") -> Route:
    content = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), None)
    body = maker.body(content[media_type]) if media_type else None
    query = {
        parameter["name"]: str(maker.value(parameter["schema"], parameter["name"]))
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter.get("required")
    }
    return Route(service, method, path, body, media_type, query)


class Maker:
    """The smallest value that a JSON Schema takes."""

    def __init__(self, document: Mapping[str, Any], ids: Mapping[str, str]) -> None:
        self._document, self._ids = document, ids

    def body(self, content: Mapping[str, Any]) -> Any:
        if "example" in content:
            return content["example"]
        examples = content.get("examples")
        if examples:
            return next(iter(examples.values()))["value"]
        return self.value(content.get("schema", {}), "")

    def value(self, schema: Mapping[str, Any], name: str) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if forms := schema.get("anyOf", schema.get("oneOf")):
            return self.value(forms[0], name)
        if examples := schema.get("examples"):
            return examples[0]
        made = getattr(self, f"_{schema.get('type', 'anything')}")
        return made(schema, name)

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while reference := schema.get("$ref"):
            target: Any = self._document
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            schema = target
        return schema

    def _object(self, schema: Mapping[str, Any], _: str) -> Any:
        fields = schema.get("properties", {})
        asked = [*schema.get("required", []), *ASKED_ALL_THE_SAME.get(schema.get("title", ""), ())]
        return {name: self.value(fields[name], name) for name in asked}

    def _array(self, schema: Mapping[str, Any], name: str) -> Any:
        return [self.value(schema.get("items", {}), name)] * schema.get("minItems", 0)

    def _string(self, schema: Mapping[str, Any], name: str) -> str:
        made = {
            "uuid": self._ids.get(name, self._ids["uuid"]),
            "date": "2025-06-16",
            "date-time": "2025-06-16T10:00:00Z",
        }.get(schema.get("format", ""))
        if made or name in HINTS:
            return made or HINTS[name]
        return next(t for t in TEXTS if _fits(t, schema))

    def _integer(self, schema: Mapping[str, Any], _: str) -> int:
        return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))

    def _number(self, schema: Mapping[str, Any], _: str) -> float:
        return self._integer(schema, _)

    def _boolean(self, *_: Any) -> bool:
        return True

    def _null(self, *_: Any) -> None:
        return None

    def _anything(self, *_: Any) -> Any:
        return {}


HINTS = {"criterion": "rollback-rehearsed"}
"What a field takes that its schema does not tell."
ASKED_ALL_THE_SAME = {
    "ScoreProcess": ("hard_stop",),
    "Propose": ("expected_per_year",),
    "ChangeCriterion": ("mandatory",),
    "NewWaveProposal": ("dates",),
    "WaveCheck": ("dates",),
}
"By schema: fields of which a route wants one, though its schema requires none."
TEXTS = ("x", "1", "EUR", "NL", "abc", "2026-02", "0" * 64, "baton_0123456789ab_" + "x" * 43)


def _fits(text: str, schema: Mapping[str, Any]) -> bool:
    pattern = schema.get("pattern", "")
    return bool(re.search(pattern, text)) and len(text) >= schema.get("minLength", 0)
