"""What two runs of one story have in common: the facts of each producer, in their order.

Ids, salted digests and keys differ from run to run. Each is replaced by its place in the order of
first appearance, so that two runs are equal where the same things happened to the same things.
"""

import base64
import json
import re
from collections.abc import Iterable
from typing import Any

from libs.common.journal import parts_of

RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b"
)
Fact = tuple[str, str, str]


def facts(export: Iterable[bytes]) -> dict[str, list[Fact]]:
    """Type, time and data of each event, by producer."""
    by_producer: dict[str, list[Fact]] = {}
    for line in list(export)[1:-1]:
        headers, value = _told(json.loads(line))
        fact = (headers["ce_type"], headers["ce_time"], value)
        by_producer.setdefault(headers["ce_source"], []).append(fact)
    return {producer: _renamed(told) for producer, told in sorted(by_producer.items())}


def _told(entry: dict[str, Any]) -> tuple[dict[str, str], str]:
    headers, value = parts_of(base64.b64decode(entry["content"]))
    return {name: text.decode() for name, text in headers}, value.decode()


def _renamed(told: list[Fact]) -> list[Fact]:
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found.group(), f"#{len(names)}")

    return [(kind, at, RANDOM.sub(name, data)) for kind, at, data in told]
