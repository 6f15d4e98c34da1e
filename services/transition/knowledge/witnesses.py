"""Who of the client can say that something was learnt."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.knowledge.evidence import name_key
from services.transition.models.members import TeamMember
from services.transition.models.topics import Topic

Members = Mapping[UUID, Mapping[str, list[TeamMember]]]
"By plan and by each name that they go by."


class Witnesses:
    """By plan, the client's people that it names: its members while they are there, and those who
    hold a topic and are no members."""

    def __init__(self, members: Members, holders: Mapping[UUID, set[str]]) -> None:
        self._members, self._holders = members, holders

    def word_of(self, plan_id: UUID, seen_by: str, on: date) -> Party:
        """The client's where one of its people sat beside on that day, or else the vendor's that
        told it."""
        return Party.CLIENT if self._was_there(plan_id, name_key(seen_by), on) else Party.VENDOR

    def _was_there(self, plan_id: UUID, name: str, on: date) -> bool:
        if known := self._members.get(plan_id, {}).get(name):
            return any(member.was_here(on) for member in known)
        return name in self._holders.get(plan_id, ())


async def witnesses_of(db: Db, plans: Collection[UUID]) -> Witnesses:
    members: dict[UUID, dict[str, list[TeamMember]]] = {}
    of_client = (col(TeamMember.plan_id).in_(plans), TeamMember.side == Party.CLIENT)
    for member in await db.all(select(TeamMember).where(*of_client)):
        for name in {name_key(member.code), name_key(member.name)}:
            members.setdefault(member.plan_id, {}).setdefault(name, []).append(member)
    holders: dict[UUID, set[str]] = {}
    for topic in await db.all(select(Topic).where(col(Topic.plan_id).in_(plans))):
        holders.setdefault(topic.plan_id, set()).update(map(name_key, topic.holders))
    return Witnesses(members, holders)
