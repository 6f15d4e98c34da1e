"""Which cases were counted before: by whichever way they were told."""

from collections.abc import Collection
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.models.shadowed_cases import ShadowedCase

AT_ONCE = 10_000
"References in one query: databases bound what one may name."


class Place(NamedTuple):
    """What makes it the same case."""

    plan_id: UUID
    topic_code: str
    person: str
    step: TransferStep
    reference: str


async def known_among(db: Db, places: Collection[Place]) -> set[Place]:
    """Those of them that were counted."""
    columns = tuple(getattr(ShadowedCase, name) for name in Place._fields)
    of_these = [column.in_({place[n] for place in places}) for n, column in enumerate(columns[:-1])]
    references = iter(sorted({place.reference for place in places}))
    found: set[Place] = set()
    while named := list(islice(references, AT_ONCE)):
        query = select(*columns).where(*of_these, col(ShadowedCase.reference).in_(named))
        found.update(Place(*row) for row in await db.execute(query))
    return found.intersection(places)
