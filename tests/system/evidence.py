"""Collects what an installation holds: every topic, the five databases, and the journal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition

from libs.common.events import topic
from libs.common.journal import Disclosure, Entry, Header, Stream, export_lines, verify
from libs.common.settings import SERVICES
from tests.postgres import ADMIN
from tests.system.checker import Appearance, Evidence, Line, Place
from tests.system.facts import facts
from tests.system.installation import Installation

TOPICS = [topic(name) for name in SERVICES]
MEASURED = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'tenant' ORDER BY 1
"""
ENTRIES = """
SELECT key, sequence, type, event_id, recorded_at, digest, hash, salt, content
FROM journal_entry WHERE tenant = $1 ORDER BY key, sequence
"""


def hears(service: str) -> set[str]:
    """The topics it reads; every service learns of roles that were granted."""
    found = set(import_module(f"services.{service}.app").parts.on.topics)
    return found | {"baton.assessment"} if service != "assessment" else found


def collect(place: Installation, tenant: str, outcome: dict[str, Any]) -> Evidence:
    found = Evidence(outcome=outcome, hears={name: hears(name) for name in SERVICES})
    asyncio.run(_collect(place, tenant, found))
    if outcome.get("programme"):
        found.facts = facts(export(place, tenant, outcome["programme"]))
    return found


def export(place: Installation, tenant: str, programme: str) -> list[bytes]:
    url = f"{place.url}/console/v1/programmes/{programme}/journal/export"
    token = place.issuer.token("bram", tenant, ["auditor"])
    answer = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.content.splitlines()


async def _collect(place: Installation, tenant: str, found: Evidence) -> None:
    found.topics, found.ends = await _topics(place.kafka.servers, tenant)
    for service in SERVICES:
        async with database(place, service) as db:
            await _of_service(db, service, tenant, found)
            if service == "console":
                await _journal(db, tenant, found)


async def _of_service(db: Any, service: str, tenant: str, found: Evidence) -> None:
    found.inboxes[service] = {str(r[0]) for r in await db.fetch("SELECT event_id FROM inbox")}
    found.outboxes[service] = await db.fetchval("SELECT count(*) FROM outbox")
    found.watermarks[service] = await watermarks(db)
    held = "SELECT state, type, event_id, reason FROM held_event WHERE outcome IS NULL"
    found.held += [f"{service} holds {tuple(row)}" for row in await db.fetch(held)]
    for (table,) in await db.fetch(MEASURED):
        counted = await db.fetchval(f'SELECT count(*) FROM "{table}" WHERE tenant = $1', tenant)
        found.rows[f"{service}.{table}"] = counted


async def watermarks(db: Any) -> dict[Place, int]:
    rows = await db.fetch("SELECT topic, partition, next_offset FROM watermark")
    return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def _journal(db: Any, tenant: str, found: Evidence) -> None:
    chains: dict[str, list[Entry]] = {}
    for row in await db.fetch(ENTRIES, tenant):
        producer = ".".join(row["type"].split(".")[:2])
        found.journal.append(Line(row["key"], row["sequence"], producer, row["event_id"]))
        opened = Disclosure(row["salt"], row["content"]) if row["salt"] else None
        at, digest, hash = row["recorded_at"], row["digest"], row["hash"]
        entry = Entry(row["sequence"], row["event_id"], at, digest, hash, opened)
        chains.setdefault(row["key"], []).append(entry)
    for key, entries in chains.items():
        lines = export_lines(Header(Stream(tenant, key), None), entries)
        found.chains[key] = [finding.sentence for finding in verify(lines).findings]


async def _topics(servers: str, tenant: str) -> tuple[list[Appearance], dict[Place, int]]:
    """From the beginning to where they end now, outside of any group."""
    async with reading(servers) as (reader, places):
        ends = await reader.end_offsets(places)
        found = []
        while any([await reader.position(place) < ends[place] for place in places]):
            for place, records in (await reader.getmany(timeout_ms=500)).items():
                found += [_appearance(place, r) for r in records if _tenant(r) == tenant]
    return found, {tuple(place): end for place, end in ends.items()}


@asynccontextmanager
async def reading(servers: str) -> AsyncIterator[tuple[Any, list[Any]]]:
    reader = AIOKafkaConsumer(
        bootstrap_servers=servers, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await reader.start()
    try:
        cluster = await reader._client.fetch_all_metadata()
        places = [
            TopicPartition(name, number)
            for name in TOPICS
            for number in cluster.partitions_for_topic(name) or ()
        ]
        reader.assign(places)
        yield reader, places
    finally:
        await reader.stop()


def _appearance(place: Any, record: Any) -> Appearance:
    id = dict(record.headers)["ce_id"].decode()
    return Appearance(place.topic, place.partition, record.offset, record.key.decode(), id)


def _tenant(record: Any) -> str:
    return str(dict(record.headers).get("ce_tenant", b"").decode())


@asynccontextmanager
async def database(place: Installation, service: str) -> AsyncIterator[Any]:
    """As the administrator, past every wall, and not by way of the wire."""
    parts = urlsplit(place.databases.replace("{service}", service))
    connection = await asyncpg.connect(
        f"postgresql://{ADMIN}@{parts.hostname}:{parts.port}{parts.path}", timeout=10
    )
    try:
        yield connection
    finally:
        await connection.close()


def settled(place: Installation) -> bool:
    """Whether all that was told has been sent, and all that was sent has been read."""
    return asyncio.run(_settled(place))


async def _settled(place: Installation) -> bool:
    async with reading(place.kafka.servers) as (reader, places):
        ends = {tuple(p): end for p, end in (await reader.end_offsets(places)).items()}
    for service in SERVICES:
        async with database(place, service) as db:
            marks, mine = await watermarks(db), hears(service)
            behind = [p for p, end in ends.items() if p[0] in mine and marks.get(p, 0) < end]
            pending = "SELECT count(*) FROM held_event WHERE outcome IS NULL AND state = 'pending'"
            if behind or await db.fetchval("SELECT count(*) FROM outbox"):
                return False
            if await db.fetchval(pending):
                return False
    return True
