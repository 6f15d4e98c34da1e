"""The JSON Schema of each event that a service publishes; no sign-in."""

from typing import Any

from fastapi import APIRouter

from libs.common.asyncapi import schema_of
from libs.common.events import CATALOGUE, topic
from libs.common.problems import not_found


def router_for(service: str) -> APIRouter:
    router = APIRouter(prefix="/schemas", tags=["schemas"])
    mine = {name: kind for name, kind in CATALOGUE.items() if kind.topic == topic(service)}

    @router.get("")
    async def list_schemas() -> list[str]:
        """Types of the events that this service publishes."""
        return sorted(mine)

    @router.get("/{type}")
    async def read_schema(type: str) -> dict[str, Any]:
        """JSON Schema (2020-12) of the data of one type of event."""
        if type not in mine:
            raise not_found("event type", type)
        return schema_of(mine[type])

    return router
