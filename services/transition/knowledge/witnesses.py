"""Who of the client can say that something was learnt."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.knowledge.evidence import name_key
from services.transition.models.members import TeamMember
from services.transition.models.topics import Topic


class Witnesses:
    """By plan, the client's people that it names: its members, and those who hold a topic."""

    def __init__(self, names: dict[UUID, set[str]]) -> None:
        self._names = names

    def word_of(self, plan_id: UUID, seen_by: str) -> Party:
        """The client's where one of its people sat beside, or else the vendor's that told it."""
        name = name_key(seen_by)
        return Party.CLIENT if name in self._names.get(plan_id, ()) else Party.VENDOR


async def witnesses_of(db: Db, plans: Collection[UUID]) -> Witnesses:
    found: dict[UUID, set[str]] = {}
    of_client = (col(TeamMember.plan_id).in_(plans), TeamMember.side == Party.CLIENT)
    for member in await db.all(select(TeamMember).where(*of_client)):
        found.setdefault(member.plan_id, set()).update(map(name_key, (member.code, member.name)))
    for topic in await db.all(select(Topic).where(col(Topic.plan_id).in_(plans))):
        found.setdefault(topic.plan_id, set()).update(map(name_key, topic.holders))
    return Witnesses(found)
