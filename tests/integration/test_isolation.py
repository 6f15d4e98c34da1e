"""Strangers try every route with the sample's ids, and get nothing and change nothing.

The routes are read from the running services, so that a new one cannot escape.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from rich.console import Console
from sqlalchemy import func, select

from libs.client.demo.load import People, load_sample
from libs.common.db.ownership import owned_models
from libs.common.events import Event
from libs.common.events.assessment import BusinessCaseApproved
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.ids import new_id
from libs.common.settings import SERVICES
from tests.integration.routes import Route, routes
from tests.office import EVERYTHING, Caller, Office, eventually, office
from tests.telling import message

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = {401, 403, 404}
NEVER_REACHED = {405, 409, 412, 415, 422, 428, 400}
IDS_PER_TABLE = 1
BESIDE = {"held_event": "id", "stored_file": "digest", "job": "id"}
"Tables that every service has beside those of its models, and what names a row in a path."
HOLDING = tuple(name for name in SERVICES if name != "console")
"Those that can come to hold an event: the console journals whatever comes."
STRANGER = "01a20000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class World:
    office: Office
    programme: str
    ids: dict[str, dict[str, list[str]]]
    "By service and table."

    def named_by(self, route: Route) -> list[str]:
        """Ids of what the path begins with (`/gates/{id}/sign`: of gates); where no table is named
        like that, all of the service's."""
        kind = route.path.partition("/{")[0].rpartition("/")[2]
        own = [ids for table, ids in self.ids[route.service].items() if _plural(table) == kind]
        return own[0] if own and own[0] else self.of(route.service)

    def of(self, service: str) -> list[str]:
        return [id for ids in self.ids[service].values() for id in ids]

    @property
    def all(self) -> set[str]:
        return {id for service in self.ids for id in self.of(service)}

    def routes(self) -> list[Route]:
        named = {
            f"{table}_id": ids[0] for t in self.ids.values() for table, ids in t.items() if ids
        }
        named |= {"programme_id": self.programme, "uuid": self.programme}
        return list(routes(self.office, named))


def _plural(table: str) -> str:
    noun = table.replace("_", "-")
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    data = tmp_path_factory.mktemp("world")
    async with office(data, requests_per_minute=10**6, token_requests_per_minute=10**6) as o:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BATON_DATA", str(data))
            quiet = Console(file=(data / "loading.txt").open("w"))
            programme = await load_sample(o.http, People(o.issuer), quiet)
        await _what_the_sample_lacks(o)
        yield World(o, programme, {name: await _ids(o, name) for name in SERVICES})


async def _what_the_sample_lacks(o: Office) -> None:
    """An exit, a report of a service level that nobody knows, events that nobody can read; of a
    plan a calendar feed, a proposal for its waves and a levelling."""
    contract = (await o.as_("sanne").get("/governance/v1/contracts"))["items"][0]
    leaving = {"contract_id": contract["id"], "reason": "x", "leave_on": "2029-01-01"}
    await o.as_("sanne").post("/governance/v1/exits", leaving)
    await _tell_what_nobody_can_read(o)
    await _plan_what_the_sample_leaves(o, contract["id"])
    tally = {"service_level": "unheard-of", "taken_on": "2026-05-01", "met": 1, "total": 1}
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "/x",
        "type": "baton.vendor.measurements_reported.v1",
        "data": {"contract_id": contract["id"], "measurements": [tally]},
    }
    vendor = o.of_vendor("ania", contract["vendor_id"])
    headers = vendor.headers | {"content-type": "application/cloudevents+json"}
    told = await o.http.post("/vendor/v1/events", json=event, headers=headers)
    assert told.status_code == 201, told.text

    async def arrived() -> bool:
        found = await _ids(o, "governance")
        return bool(found["unmatched_tally"] and found["exit"])

    await eventually(arrived, within=60)
    await still(o)


async def _plan_what_the_sample_leaves(o: Office, contract_id: str) -> None:
    sanne = o.as_("sanne")
    (plan, *_) = (await sanne.get(f"/transition/v1/plans?contract={contract_id}"))["items"]
    path = f"/transition/v1/plans/{plan['id']}"
    await sanne.post(f"{path}/feeds", {"title": "Calendar of the board"})
    process = {"code": "payables", "criticality": "1"}
    asked = {"processes": [process], "dates": ["2031-01-06"], "seconds": 1}
    await sanne.post(f"{path}/wave-proposals", asked, status=202)
    await sanne.post(f"{path}/levellings", {"seconds": 1}, status=202)

    async def kept() -> bool:
        found = await _ids(o, "transition")
        return all(found[table] for table in ("wave_proposal", "levelling", "simulation"))

    await eventually(kept, within=60)


async def _tell_what_nobody_can_read(o: Office) -> None:
    """Of a programme of their own, so that they hold up nothing else."""
    kinds: tuple[type[Event], ...] = (ContractSigned, BusinessCaseApproved)
    for kind in kinds:
        event = kind.model_construct(programme_id=new_id(), vendor_id=UUID(STRANGER))
        await o.together.bus.send([replace(message(event), value=b"{}")])

    async def held() -> bool:
        return all([(await _ids(o, name))["held_event"] for name in HOLDING])

    await eventually(held)


async def still(o: Office) -> None:
    """Until every service has read what the others told."""

    async def same() -> bool:
        before = await _state(o)
        await o.as_("bram").get("/console/v1/programmes")
        return before == await _state(o) and not any([await _unsent(o, n) for n in SERVICES])

    await eventually(same, within=60)


async def _unsent(o: Office, service: str) -> int:
    database = o.service(service).database
    async with database.look() as connection:
        outbox = select(func.count()).select_from(database.table("outbox"))
        return int((await connection.execute(outbox)).scalar_one())


async def _ids(o: Office, service: str) -> dict[str, list[str]]:
    database = o.service(service).database
    found = {}
    async with database.look() as connection:
        for model in owned_models(database.models):
            rows = await connection.execute(select(model.id).limit(IDS_PER_TABLE))
            found[model.__tablename__] = [str(id) for id in rows.scalars()]
            if hasattr(model, "event_id"):
                told = await connection.execute(select(model.event_id).limit(IDS_PER_TABLE))
                found[model.__tablename__] += [str(id) for id in told.scalars()]
        for table, column in BESIDE.items():
            rows = await connection.execute(
                select(database.table(table).c[column]).limit(IDS_PER_TABLE)
            )
            found[table] = [str(id) for id in rows.scalars()]
    return found


async def _state(o: Office) -> dict[str, str]:
    """A digest of every table of every service."""
    digests = {}
    for name in SERVICES:
        database = o.service(name).database
        async with database.look() as connection:
            for table in database.models.metadata.sorted_tables:
                rows = sorted(map(repr, await connection.execute(select(table))))
                digests[f"{name}.{table.name}"] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return digests


async def _try(caller: Caller, route: Route, path: str) -> httpx.Response:
    headers = dict(caller.headers)
    if route.media_type:
        headers["content-type"] = route.media_type
    content = route.body if isinstance(route.body, bytes) else None
    body = None if content is not None else route.body
    if route.media_type == "application/octet-stream":
        content, body = b"x", None
    return await caller.http.request(
        route.method, path, json=body, content=content, params=route.query, headers=headers
    )


async def _cross(world: World, caller: Caller, *, writing: bool = False) -> dict[str, Counter[int]]:
    """Every route with an id in its path, by the ids of what it names: what was answered.

    `writing`: only those that would change something.
    """
    answers: dict[str, Counter[int]] = {}
    for route in world.routes():
        if route.is_open or not route.takes_an_id or (writing and route.method == "GET"):
            continue
        for id in world.named_by(route):
            answer = await _try(caller, route, route.at(id))
            answers.setdefault(str(route), Counter())[answer.status_code] += 1
    return answers


def _let_in(answers: dict[str, Counter[int]]) -> dict[str, list[int]]:
    wrong = {
        route: sorted(set(codes) - REFUSED - NEVER_REACHED) for route, codes in answers.items()
    }
    return {route: codes for route, codes in wrong.items() if codes}


def _not_refused(answers: dict[str, Counter[int]]) -> dict[str, dict[int, int]]:
    """Routes that never said that the id, or the caller, is not for them."""
    return {route: dict(codes) for route, codes in answers.items() if not REFUSED & codes.keys()}


async def test_another_tenant_gets_through_no_route_and_the_id_is_what_is_refused(
    world: World,
) -> None:
    """A refusal of the body alone would prove nothing."""
    before = await _state(world.office)
    answers = await _cross(world, world.office.as_("eve", tenant="elsewhere"))
    assert _let_in(answers) == {}
    assert await _state(world.office) == before
    assert _not_refused(answers) == {}


async def test_another_vendor_gets_through_no_route_and_the_id_is_what_is_refused(
    world: World,
) -> None:
    before = await _state(world.office)
    answers = await _cross(world, world.office.of_vendor("mallory", STRANGER))
    assert _let_in(answers) == {}
    assert await _state(world.office) == before
    assert _not_refused(answers) == {}


@pytest.mark.parametrize("who", ["another tenant", "another vendor"])
async def test_no_list_shows_a_stranger_anything(world: World, who: str) -> None:
    o = world.office
    stranger = (
        o.as_("eve", tenant="elsewhere")
        if who == "another tenant"
        else o.of_vendor("mallory", STRANGER)
    )
    for route in world.routes():
        if route.method == "GET" and not route.takes_an_id and not route.is_open:
            answer = await _try(stranger, route, route.path)
            assert answer.status_code in {200, 403, 422}, route
            assert not [id for id in world.all if id in answer.text], route


async def test_nobody_gets_anywhere_without_a_token(world: World) -> None:
    nobody = Caller(world.office.http, "")
    for route in world.routes():
        if not route.is_open:
            path = route.at(world.programme) if route.takes_an_id else route.path
            assert (await _try(nobody, route, path)).status_code == 401, route


async def test_somebody_without_a_role_gets_nowhere(world: World) -> None:
    before = await _state(world.office)
    nobody = Caller(world.office.http, world.office.issuer.token("x", "veldkamp", {}))
    answers = await _cross(world, nobody)
    assert _let_in(answers) == {}
    assert await _state(world.office) == before


async def test_an_auditor_changes_nothing(world: World) -> None:
    before = await _state(world.office)
    bram = world.office.as_("bram", "auditor")
    for route in world.routes():
        if route.method != "GET" and not route.takes_an_id and not route.is_open:
            answer = await _try(bram, route, route.path)
            assert answer.status_code in REFUSED | NEVER_REACHED, (str(route), answer.text)
    answers = await _cross(world, bram, writing=True)
    assert _let_in(answers) == {}
    assert _not_refused(answers) == {}
    assert await _state(world.office) == before


async def test_a_secret_address_of_a_calendar_opens_its_plan_alone_until_it_is_revoked(
    world: World,
) -> None:
    """Its key is the whole credential, so that a token beside it changes nothing."""
    o, plan = world.office, world.ids["transition"]["plan"][0]
    sanne = o.as_("sanne")
    feed = await sanne.post(f"/transition/v1/plans/{plan}/feeds", {"title": "Mine"})
    mine = (await o.http.get(feed["path"])).text
    milestones = await o.http.get(
        f"/transition/v1/plans/{plan}/milestones.ics", headers=sanne.headers
    )
    assert mine.count("BEGIN:VEVENT") == milestones.text.count("BEGIN:VEVENT") > 0
    key = feed["path"].split("/")[-2]
    for other in (key[:-1], key + "x", feed["prefix"], feed["id"], plan):
        refused = await o.http.get(f"/transition/v1/calendars/{other}/milestones.ics")
        assert refused.status_code == 401
    eve = o.as_("eve", tenant="elsewhere")
    for wrong in (feed["id"], plan):
        path = f"/transition/v1/calendars/{wrong}/milestones.ics"
        assert (await o.http.get(path, headers=eve.headers)).status_code == 401
    await sanne.post(f"/transition/v1/feeds/{feed['id']}/revoke")
    assert (await o.http.get(feed["path"])).status_code == 401


async def test_the_world_holds_something_in_every_table(world: World) -> None:
    """What is empty was not tried."""
    empty = [
        f"{service}.{table}"
        for service, tables in world.ids.items()
        for table, ids in tables.items()
        if not ids and table not in BESIDE
    ]
    assert empty == []
    assert [name for name in HOLDING if not world.ids[name]["held_event"]] == []
    assert any(world.ids[name]["stored_file"] for name in SERVICES)
    assert world.ids["transition"]["job"]


VENDORS = "vendors are the whole tenant's: each programme chooses among them"
OF_THE_WHOLE_TENANT = {
    "GET /vendor/v1/vendors": VENDORS,
    "GET /vendor/v1/vendors/{id}": VENDORS,
    "GET /vendor/v1/vendors/{id}/certificates": VENDORS,
    "GET /console/v1/vendors/{id}/journal": VENDORS,
    "GET /console/v1/vendors/{id}/journal/head": VENDORS,
    "GET /console/v1/vendors/{id}/journal/export": VENDORS,
    "POST /vendor/v1/files": "a file belongs to no programme until something names its digest",
    "GET /vendor/v1/files/{digest}": "addressed by content: who knows it has been told of the file",
}
"What roles on any programme of the tenant are enough for, and why."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def neighbour(world: World) -> Caller:
    """With every role on another programme of the same tenant, and none on the sample's."""
    o = world.office
    body = {"name": "Next door", "client": "Veldkamp", "currency": "EUR", "driver": "cost"}
    second = await o.as_("nina").post("/assessment/v1/programmes", body)
    await still(o)
    return Caller(o.http, o.issuer.token("neil", "veldkamp", {second["id"]: EVERYTHING}))


async def test_a_neighbour_gets_through_no_route_of_the_programme_and_the_id_is_what_is_refused(
    world: World, neighbour: Caller
) -> None:
    before = await _state(world.office)
    answers = await _cross(world, neighbour)
    let_in = _let_in(answers)
    assert {route: c for route, c in let_in.items() if route not in OF_THE_WHOLE_TENANT} == {}
    with_ids = {route for route in OF_THE_WHOLE_TENANT if "{" in route}
    assert with_ids - let_in.keys() == set(), "an exception no longer needed"
    assert _not_refused(answers).keys() <= with_ids
    assert await _state(world.office) == before


async def test_no_list_shows_a_neighbour_anything(world: World, neighbour: Caller) -> None:
    for route in world.routes():
        if route.method != "GET" or route.takes_an_id or route.is_open:
            continue
        answer = await _try(neighbour, route, route.path)
        assert answer.status_code in {200, 403, 422}, route
        if str(route) not in OF_THE_WHOLE_TENANT:
            assert not [id for id in world.all if id in answer.text], route


async def test_a_neighbour_makes_nothing_for_the_programme(world: World, neighbour: Caller) -> None:
    """Bodies name the sample's programme, contracts and the like: they are what is refused."""
    for route in world.routes():
        if route.method != "GET" and not route.takes_an_id and not route.is_open:
            answer = await _try(neighbour, route, route.path)
            if str(route) not in OF_THE_WHOLE_TENANT:
                assert answer.status_code in REFUSED, (str(route), answer.text)
