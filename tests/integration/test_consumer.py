"""What a service makes of the events it reads, when all goes well and when it does not."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common import held
from libs.common.bus import Message
from libs.common.events.assessment import ProgrammeRegistered, ProgrammeRejected
from libs.common.events.governance import EscalationRaised
from libs.common.events.vendor.vendors import VendorRegistered
from tests.office import Caller, eventually, office
from tests.telling import message, tell
from tests.toy import Toy


def registered(programme: UUID, name: str) -> ProgrammeRegistered:
    return ProgrammeRegistered(
        programme_id=programme, name=name, client="c", currency="EUR", driver="cost"
    )


def rejected(programme: UUID, reason: str) -> ProgrammeRejected:
    return ProgrammeRejected(programme_id=programme, reason=reason, rejected_by="x")


def escalated(programme: UUID, subject: str) -> EscalationRaised:
    return EscalationRaised(
        programme_id=programme,
        escalation_id=uuid4(),
        subject=subject,
        cause="manual",
        raised_by="x",
    )


async def notes(caller: Caller, wanted: list[str]) -> list[str]:
    async def there() -> bool:
        return sorted(await caller.get("/toy/v1/notes")) == sorted(wanted)

    await eventually(there)
    return list(await caller.get("/toy/v1/notes"))


async def letters(caller: Caller, state: str, count: int) -> list[dict[str, Any]]:
    async def held() -> Any:
        found = (await caller.get(f"/toy/v1/dead-letters?state={state}"))["items"]
        return [found] if len(found) == count else None

    return list((await eventually(held))[0])


@pytest.fixture
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("libs.common.consumer.PAUSES", (0.01, 0.01))


async def test_events_of_one_programme_are_applied_in_the_order_they_were_told(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, Toy().parts) as o:
        programme = uuid4()
        wanted = [f"reason {n:03}" for n in range(300)]
        for reason in wanted:
            await tell(o, rejected(programme, reason))
        assert await notes(o.as_("olga"), wanted) == wanted


async def test_the_same_event_told_twice_has_one_effect(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        once = message(registered(uuid4(), "once"))
        twice = Message(once.topic, once.key, str(uuid4()), once.headers, once.value)
        await o.together.bus.send([once, twice])
        await tell(o, registered(uuid4(), "after"))
        assert sorted(await notes(o.as_("olga"), ["once", "after"])) == ["after", "once"]


async def test_a_run_of_one_type_reaches_a_set_based_reaction_at_once(tmp_path: Path) -> None:
    toy = Toy()
    async with office(tmp_path, toy.parts) as o:
        vendor = uuid4()
        names = [f"v{n}" for n in range(500)]
        events = [VendorRegistered(vendor_id=vendor, name=n, country="NL") for n in names]
        await o.together.bus.send([message(event) for event in events])
        assert await notes(o.as_("olga"), names) == names
        assert len(toy.runs) < 20


async def test_a_failing_event_is_tried_again_and_then_applied(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"shy"}
    async with office(tmp_path, toy.parts) as o:
        await tell(o, registered(uuid4(), "shy"))

        async def tried() -> bool:
            return toy.tries >= 2

        await eventually(tried)
        toy.poison = set()
        assert await notes(o.as_("olga"), ["shy"]) == ["shy"]
        assert await letters(o.as_("olga"), "dead", 0) == []


async def test_a_poison_event_is_held_and_later_ones_of_its_key_wait_behind_it(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"poison"}
    async with office(tmp_path, toy.parts) as o:
        sick, well = uuid4(), uuid4()
        await tell(o, registered(sick, "poison"))
        await tell(o, rejected(sick, "behind 1"))
        await tell(o, rejected(sick, "behind 2"))
        await tell(o, registered(well, "healthy"))
        olga = o.as_("olga", "operations")
        assert await notes(olga, ["healthy"]) == ["healthy"]
        dead = (await letters(olga, "dead", 1))[0]
        assert (dead["reason"], dead["key"]) == ("Poison: poison", str(sick))
        assert [p["key"] for p in await letters(olga, "parked", 2)] == [str(sick)] * 2


async def test_a_replay_applies_the_mended_event_and_those_behind_it_in_order(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"poison"}
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await tell(o, registered(programme, "poison"))
        for n in range(3):
            await tell(o, rejected(programme, f"behind {n}"))
        olga = o.as_("olga", "operations")
        await letters(olga, "parked", 3)
        dead = (await letters(olga, "dead", 1))[0]
        again = await olga.send("POST", f"/toy/v1/dead-letters/{dead['id']}/replay")
        assert (again.status_code, again.json()["type"]) == (409, "urn:baton:problem:replay-failed")
        toy.poison = set()
        replayed = await olga.post(f"/toy/v1/dead-letters/{dead['id']}/replay")
        assert replayed == {"applied": 4}
        wanted = ["poison", "behind 0", "behind 1", "behind 2"]
        assert await notes(olga, wanted) == wanted
        await tell(o, rejected(programme, "later"))
        assert await notes(olga, [*wanted, "later"]) == [*wanted, "later"]


async def test_a_discard_frees_the_key_without_the_poison(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"poison"}
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await tell(o, registered(programme, "poison"))
        await tell(o, rejected(programme, "behind"))
        olga = o.as_("olga", "operations")
        await letters(olga, "parked", 1)
        dead = (await letters(olga, "dead", 1))[0]
        assert await olga.post(f"/toy/v1/dead-letters/{dead['id']}/discard") == {"applied": 1}
        assert await notes(olga, ["behind"]) == ["behind"]
        twice = await olga.send("POST", f"/toy/v1/dead-letters/{dead['id']}/discard")
        assert twice.status_code == 409
        ended = (await olga.get("/toy/v1/dead-letters?ended=true"))["items"]
        assert {item["outcome"] for item in ended} == {"discarded", "applied"}


async def test_dead_letters_are_for_operations_of_the_same_tenant(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"poison"}
    async with office(tmp_path, toy.parts) as o:
        await tell(o, registered(uuid4(), "poison"))
        dead = (await letters(o.as_("olga"), "dead", 1))[0]
        path = f"/toy/v1/dead-letters/{dead['id']}"
        other = o.as_("eve", tenant="other")
        assert (await other.get("/toy/v1/dead-letters"))["items"] == []
        assert (await other.send("POST", f"{path}/discard")).status_code == 404
        assert (await o.as_("finn", "finance").send("GET", path)).status_code == 403


async def test_an_event_before_the_fact_it_needs_is_applied_when_the_fact_arrives(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, Toy().parts) as o:
        programme = uuid4()
        await tell(o, escalated(programme, "early 1"))
        await tell(o, escalated(programme, "early 2"))
        olga = o.as_("olga")
        pending = await letters(olga, "pending", 2)
        assert pending[0]["reason"] == f"Waiting for programme {programme}"
        await tell(o, registered(programme, "fact"))
        wanted = ["fact", "early 1", "early 2"]
        assert await notes(olga, wanted) == wanted
        assert await letters(olga, "pending", 0) == []


async def test_an_operator_gives_up_an_event_whose_fact_never_comes(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await tell(o, escalated(uuid4(), "lost"))
        olga = o.as_("olga")
        pending = (await letters(olga, "pending", 1))[0]
        path = f"/toy/v1/dead-letters/{pending['id']}"
        assert (await olga.send("POST", f"{path}/replay")).status_code == 409
        assert await olga.post(f"{path}/discard") == {"applied": 0}
        assert await letters(olga, "pending", 0) == []


async def test_a_pending_event_that_turns_out_poison_is_held_and_blames_nobody_else(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"early"}
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await tell(o, escalated(programme, "early"))
        olga = o.as_("olga")
        await letters(olga, "pending", 1)
        await tell(o, registered(programme, "fact"))
        assert await notes(olga, ["fact"]) == ["fact"]
        assert (await letters(olga, "dead", 1))[0]["reason"] == "Poison: early"


async def test_what_cannot_be_decoded_goes_to_the_dead_letters_at_once(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        good = message(registered(uuid4(), "good"))
        broken = Message(good.topic, str(uuid4()), str(uuid4()), good.headers, b"{")
        broken = Message(
            broken.topic,
            broken.key,
            broken.event_id,
            tuple((n, broken.event_id.encode() if n == "ce_id" else v) for n, v in good.headers),
            b"{",
        )
        await o.together.bus.send([broken, good])
        olga = o.as_("olga")
        assert await notes(olga, ["good"]) == ["good"]
        dead = (await letters(olga, "dead", 1))[0]
        assert dead["event_id"] == broken.event_id
        assert "do not fit its schema" in dead["reason"]


async def test_a_replay_of_what_still_cannot_be_decoded_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        good = message(registered(uuid4(), "good"))
        await o.together.bus.send([replace(good, value=b"{}")])
        olga = o.as_("olga")
        dead = (await letters(olga, "dead", 1))[0]
        answer = await olga.send("POST", f"/toy/v1/dead-letters/{dead['id']}/replay")
        assert answer.json()["type"] == "urn:baton:problem:replay-failed"
        assert len(await letters(olga, "dead", 1)) == 1


async def test_an_event_that_cannot_even_be_held_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_pauses: None
) -> None:
    toy, real, failures = Toy(), held.hold, [1, 2]
    toy.poison = {"poison"}

    async def failing(*args: Any) -> None:
        if failures:
            failures.pop()
            raise ValueError("cannot be held")
        await real(*args)

    monkeypatch.setattr(held, "hold", failing)
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await o.together.bus.send(
            [message(registered(programme, "poison")), message(rejected(programme, "behind"))]
        )
        olga = o.as_("olga")
        assert (await letters(olga, "dead", 1))[0]["reason"] == "Poison: poison"
        assert len(await letters(olga, "parked", 1)) == 1


async def test_a_fact_that_comes_by_a_replay_wakes_what_waits_for_it(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"fact"}
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await tell(o, registered(programme, "fact"))
        await tell(o, escalated(programme, "early"))
        olga = o.as_("olga")
        await letters(olga, "pending", 1)
        dead = (await letters(olga, "dead", 1))[0]
        toy.poison = set()
        await olga.post(f"/toy/v1/dead-letters/{dead['id']}/replay")
        assert await notes(olga, ["fact", "early"]) == ["fact", "early"]


async def test_only_the_first_of_a_lane_can_be_dealt_with(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        programme = uuid4()
        await tell(o, escalated(programme, "first"))
        await tell(o, escalated(programme, "second"))
        olga = o.as_("olga")
        first, second = await letters(olga, "pending", 2)
        answer = await olga.send("POST", f"/toy/v1/dead-letters/{second['id']}/discard")
        assert answer.json()["type"] == "urn:baton:problem:not-in-front"
        await olga.post(f"/toy/v1/dead-letters/{first['id']}/discard")
        await olga.post(f"/toy/v1/dead-letters/{second['id']}/discard")


async def test_what_waits_behind_an_early_poison_stays_behind_it(
    tmp_path: Path, quick_pauses: None
) -> None:
    toy = Toy()
    toy.poison = {"first"}
    async with office(tmp_path, toy.parts) as o:
        programme = uuid4()
        await tell(o, escalated(programme, "first"))
        await tell(o, escalated(programme, "second"))
        olga = o.as_("olga")
        await letters(olga, "pending", 2)
        await tell(o, registered(programme, "fact"))
        await letters(olga, "dead", 1)
        await tell(o, rejected(programme, "more"))
        assert await notes(olga, ["fact", "more"]) == ["fact", "more"]
        assert len(await letters(olga, "parked", 1)) == 1


async def test_operations_of_one_programme_do_not_deal_with_dead_letters_of_all(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, Toy().parts) as o:
        token = o.issuer.token("olga", "veldkamp", {str(uuid4()): ["operations"]})
        answer = await Caller(o.http, token).send("GET", "/toy/v1/dead-letters")
        assert answer.status_code == 403


async def test_an_unknown_type_and_a_message_without_attributes_stop_nobody(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        good = message(registered(uuid4(), "good"))
        nothing = Message(good.topic, good.key, str(uuid4()), (), b"\xff")
        unknown = tuple((n, b"baton.x.y.v9" if n == "ce_type" else v) for n, v in good.headers)
        id = str(uuid4())
        unknown = tuple((n, id.encode() if n == "ce_id" else v) for n, v in unknown)
        await o.together.bus.send(
            [nothing, Message(good.topic, good.key, id, unknown, b"{}"), good]
        )
        assert await notes(o.as_("olga"), ["good"]) == ["good"]
        platform = o.as_("olga", tenant="-")
        assert len(await letters(platform, "dead", 1)) == 1


async def test_what_was_applied_survives_a_restart_and_is_not_applied_again(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await tell(o, registered(uuid4(), "before"))
        await notes(o.as_("olga"), ["before"])
    async with office(tmp_path, Toy().parts) as o:
        await tell(o, registered(uuid4(), "since"))
        assert sorted(await notes(o.as_("olga"), ["before", "since"])) == ["before", "since"]


async def test_a_database_that_is_away_parks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_pauses: None
) -> None:
    toy, away, applied = Toy(), [True] * 4, Toy.registered

    async def failing(self: Toy, event: ProgrammeRegistered, db: Any) -> None:
        if away:
            away.pop()
            raise OSError("connection refused")
        await applied(self, event, db)

    monkeypatch.setattr(Toy, "registered", failing)
    async with office(tmp_path, Toy().parts) as o:
        await tell(o, registered(uuid4(), "patient"))
        assert await notes(o.as_("olga"), ["patient"]) == ["patient"]
        assert await letters(o.as_("olga"), "dead", 0) == []
    assert toy.tries == 0
