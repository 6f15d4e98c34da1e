"""Whether the topics are there as they must be."""

import asyncio
from collections.abc import Sequence

from libs.common.bus import Bus, PartitionsDiffer, TopicsMissing

LOOKS, PAUSE = 6, 0.5
"A broker that has just started learns of its topics a moment later."


async def check_topics(bus: Bus, topics: Sequence[str], partitions: int) -> None:
    """Raises `TopicsMissing` or `PartitionsDiffer`; creates nothing."""
    missing = list(topics)
    for look in range(LOOKS):
        await asyncio.sleep(PAUSE if look else 0)
        found = await bus.partition_counts(topics)
        for topic, count in found.items():
            if count != partitions:
                raise PartitionsDiffer(topic, count, partitions)
        missing = [topic for topic in topics if topic not in found]
        if not missing:
            return
    raise TopicsMissing(missing)
