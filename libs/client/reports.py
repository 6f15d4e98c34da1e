"""What vendors tell through the door, as CloudEvents."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Body = dict[str, Any]


def event(kind: str, data: Body, *, source: str, id: str, time: datetime | None = None) -> Body:
    """`kind`: `milestone_reported`, `knowledge_transfer_reported` or `measurements_reported`.

    The id must name the fact, not the attempt: the door knows a repeated one by it.
    """
    made = {
        "specversion": "1.0",
        "type": f"baton.vendor.{kind}.v1",
        "source": source,
        "id": id,
        "datacontenttype": "application/json",
        "data": data,
    }
    return made if time is None else {**made, "time": time.isoformat()}


def id_of(*parts: object) -> str:
    """The same id for the same words."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))
