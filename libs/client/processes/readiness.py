"""Waits until every service of an installation is ready, and says so."""

import asyncio
import logging
from collections.abc import Mapping

import httpx

log = logging.getLogger(__name__)
PAUSE = 0.2


async def tell_when_ready(places: Mapping[str, str], address: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for name, place in places.items():
            while not await _ready(http, f"{place}/{name}/health/ready"):  # noqa: ASYNC110
                await asyncio.sleep(PAUSE)
    log.info("Baton runs on %s: all services are ready", address)


async def _ready(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).status_code == 200
    except httpx.TransportError:
        return False
