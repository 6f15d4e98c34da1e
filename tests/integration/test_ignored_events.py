"""Events of types that a service does not react to: noted by their id, and in nobody's way."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from libs.common import inbox
from libs.common.bus import Message
from libs.common.events.assessment import ProgrammeRegistered, RiskIdentified
from libs.common.money import Money
from tests.office import Office, eventually, office
from tests.telling import message, tell
from tests.toy import Toy

NOTES = "/toy/v1/notes"


@pytest.fixture
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("libs.common.consumer.PAUSES", (0.01, 0.01))


def ignored(programme: UUID) -> RiskIdentified:
    money = Money.of("1", "EUR")
    return RiskIdentified(
        programme_id=programme,
        risk_id=uuid4(),
        title="t",
        probability="0.5",  # type: ignore[arg-type]
        impact=money,
        expected_value=money,
    )


def registered(programme: UUID, name: str) -> ProgrammeRegistered:
    return ProgrammeRegistered(
        programme_id=programme, name=name, client="c", currency="EUR", driver="cost"
    )


def without_headers(sent: Message) -> Message:
    return replace(sent, headers=(("traceparent", b"\xff\0"),))


async def told(o: Office, *names: str) -> None:
    async def there() -> bool:
        return sorted(await o.as_("olga").get(NOTES)) == sorted(names)

    await eventually(there)


async def dead(o: Office) -> list[str]:
    return [one["reason"] for one in (await o.as_("olga").get("/toy/v1/dead-letters"))["items"]]


async def noted(o: Office) -> int:
    database = o.service("toy").database
    async with database.look() as connection:
        query = select(func.count()).select_from(database.table("inbox"))
        return int((await connection.execute(query)).scalar_one())


async def test_a_read_after_an_event_that_is_ignored_here_does_not_wait_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.common.applied.LONGEST", 3600.0)
    async with office(tmp_path, Toy().parts) as o:
        id = await tell(o, ignored(uuid4()))
        assert await o.as_("olga").get(NOTES, baton_after=f"assessment/{id}") == []


async def test_an_ignored_event_told_twice_is_noted_once_and_stops_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        once = message(ignored(uuid4()))
        again = replace(once, event_id=str(uuid4()))
        await o.together.bus.send([once, again, replace(again, event_id=str(uuid4()))])
        await tell(o, registered(UUID(once.key), "after"))
        await told(o, "after")
        assert await noted(o) == 2
        assert await dead(o) == []


async def test_a_poison_event_among_ignored_ones_is_held_alone(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy, programme = Toy(), uuid4()
    toy.poison = {"poison"}
    async with office(tmp_path, toy.parts) as o:
        events = [ignored(programme), registered(programme, "poison"), *[ignored(programme)] * 3]
        sent = [message(event) for event in events]
        await o.together.bus.send(sent)
        last = UUID(sent[-1].event_id)

        async def passed() -> bool:
            return await inbox.has(o.service("toy").database, last)

        await eventually(passed)
        assert await dead(o) == ["Poison: poison"]


async def test_what_is_no_event_among_ignored_ones_is_held_and_they_pass(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        programme = uuid4()
        broken = without_headers(message(ignored(programme)))
        await o.together.bus.send([message(ignored(programme)), broken])
        await tell(o, registered(programme, "after"))
        await told(o, "after")
        assert await noted(o) == 2
        query = select(o.service("toy").database.table("held_event").c.reason)
        async with o.service("toy").database.look() as connection:
            (reason,) = (await connection.execute(query)).scalars()
        assert "No CloudEvent" in reason
