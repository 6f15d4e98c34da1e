"""What may come in at the door: CloudEvents 1.0 in JSON, of the types that vendors report."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from libs.common.events import Event
from libs.common.events.vendor.knowledge import KnowledgeTransferReported
from libs.common.events.vendor.measurements import MeasurementsReported
from libs.common.events.vendor.milestones import (
    BlockerRaised,
    ClaimAnswered,
    MilestoneProgressReported,
    MilestoneReported,
    MilestoneWithdrawn,
)
from libs.common.problems import invalid

REPORTS: Mapping[str, type[Event]] = {
    kind.type: kind
    for kind in (
        MilestoneReported,
        MilestoneProgressReported,
        MilestoneWithdrawn,
        ClaimAnswered,
        BlockerRaised,
        KnowledgeTransferReported,
        MeasurementsReported,
    )
}
LONGEST = 200
JSON = "application/json"

_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def checked(event: Any) -> type[Event]:
    """The class of the event. Refuses (422) attributes that are not CloudEvents 1.0 or not ours."""
    if not isinstance(event, dict):
        raise invalid("", "An event is a JSON object.")
    if event.get("specversion") != "1.0":
        raise invalid("/specversion", 'Must be "1.0".')
    _check_name("/id", event.get("id"))
    _check_name("/source", event.get("source"))
    if not _is_reference(event["source"]):
        raise invalid("/source", "Must be a URI reference (RFC 3986).")
    _check_time(event.get("time"))
    _check_content(event)
    kind = event.get("type")
    if not isinstance(kind, str) or kind not in REPORTS:
        raise invalid("/type", f"Must be one of {', '.join(REPORTS)}.")
    return REPORTS[kind]


def _check_name(field: str, value: Any) -> None:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST or not value.isprintable():
        raise invalid(field, f"Must be 1 to {LONGEST} printable characters.")


@lru_cache(maxsize=1024)
def _is_reference(source: str) -> bool:
    """A vendor has few sources and many events."""
    return _REFERENCE.fullmatch(source) is not None


def _check_time(value: Any) -> None:
    if value is None:
        return
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError(value)
        datetime.fromisoformat(value.upper())
    except (TypeError, ValueError):
        raise invalid("/time", "Must be a time of RFC 3339, with its offset.") from None


def _check_content(event: dict[str, Any]) -> None:
    content_type = event.get("datacontenttype", JSON)
    if content_type != JSON and not _names_json(content_type):
        raise invalid("/datacontenttype", "Must be application/json, or absent.")
    if "data_base64" in event:
        raise invalid("/data_base64", "The data must come as JSON, in `data`.")
    if not isinstance(event.get("data"), dict):
        raise invalid("/data", "Must be a JSON object.")


def _names_json(value: Any) -> bool:
    return isinstance(value, str) and value.partition(";")[0].strip().lower() == JSON
