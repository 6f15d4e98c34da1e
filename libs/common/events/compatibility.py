"""Whether a changed event can still be read by those who know the one before, and the reverse.

Within a version fields are only added, with defaults. A committed snapshot of all schemas
(`snapshot.json` beside this file) is what the classes are held against.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from libs.common.events.base import CATALOGUE

SNAPSHOT = Path(__file__).with_name("snapshot.json")
Schema = Mapping[str, Any]


def catalogue() -> dict[str, Schema]:
    """The schema of every type, as the classes are now."""
    return {name: kind.model_json_schema() for name, kind in sorted(CATALOGUE.items())}


def snapshot() -> dict[str, Schema]:
    return dict(json.loads(SNAPSHOT.read_text()))


def take_snapshot() -> None:
    SNAPSHOT.write_text(json.dumps(catalogue(), indent=1, sort_keys=True) + "\n")


def breaks(before: Mapping[str, Schema], now: Mapping[str, Schema]) -> list[str]:
    """What a reader or writer of the earlier version would stumble over, a sentence each."""
    found = [f"{name} is gone." for name in before.keys() - now.keys()]
    for name in sorted(before.keys() & now.keys()):
        old, new = before[name], now[name]
        found += _compare(name, _resolve(old, old), _resolve(new, new))
    return found


def _compare(place: str, old: Any, new: Any) -> Iterator[str]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield f"{place} was {old!r} and is {new!r}."
        return
    yield from _fields(place, old, new)
    yield from _words(place, old, new)
    for key in ("type", "format", "const", "pattern"):
        if old.get(key) != new.get(key):
            yield f"{place}: {key} was {old.get(key)!r} and is {new.get(key)!r}."
    yield from _parts(place, old, new)


def _fields(place: str, old: Schema, new: Schema) -> Iterator[str]:
    before, now = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() - now.keys():
        yield f"{place}.{name} is gone."
    for name in sorted(set(new.get("required", [])) - set(old.get("required", []))):
        yield f"{place}.{name} has no default, so earlier events lack it."
    for name in sorted(before.keys() & now.keys()):
        yield from _compare(f"{place}.{name}", before[name], now[name])


def _words(place: str, old: Schema, new: Schema) -> Iterator[str]:
    for word in sorted(set(old.get("enum", [])) ^ set(new.get("enum", []))):
        yield f"{place}: the word {word!r} is only in one of the two versions."


def _parts(place: str, old: Schema, new: Schema) -> Iterator[str]:
    if "items" in old or "items" in new:
        yield from _compare(f"{place}[]", old.get("items", {}), new.get("items", {}))
    before, now = old.get("anyOf", []), new.get("anyOf", [])
    if len(before) != len(now):
        yield f"{place} had {len(before)} forms and has {len(now)}."
    for number, (one, other) in enumerate(zip(before, now, strict=False)):
        yield from _compare(f"{place}|{number}", one, other)


def _resolve(schema: Any, root: Schema) -> Any:
    """With the references within the document put in place."""
    if isinstance(schema, list):
        return [_resolve(part, root) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if reference := schema.get("$ref"):
        target: Any = root
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        return _resolve(target, root)
    return {key: _resolve(part, root) for key, part in schema.items() if key != "$defs"}
