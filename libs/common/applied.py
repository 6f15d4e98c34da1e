"""`Baton-After`: a read waits until what its caller has written elsewhere has arrived here."""

import asyncio
from uuid import UUID

from libs.common import inbox
from libs.common.events import topic
from libs.common.problems import Problem
from libs.common.running import Service

LONGEST = 2.0
"Seconds; afterwards the answer is given as things stand."


async def wait_until_applied(service: Service, after: str | None) -> None:
    """`after` is a `Baton-Event` of any service, `vendor/0197…`. Own ones are there already."""
    if after is None:
        return
    producer, id = _parts(after)
    if topic(producer) not in service.reactions.topics or producer == service.name:
        return
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + LONGEST, 0.002
    while not await inbox.has(service.database, id) and loop.time() < deadline:
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _parts(after: str) -> tuple[str, UUID]:
    producer, _, id = after.partition("/")
    try:
        return producer, UUID(id)
    except ValueError:
        do = "Send the value of a Baton-Event header, unchanged."
        raise Problem(400, "invalid", "Baton-After cannot be read", after, do=do) from None
