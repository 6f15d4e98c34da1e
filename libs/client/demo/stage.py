"""Where the sample is played: who takes part, what day it is, what is known so far."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from libs.client.client import Answer, Baton
from libs.client.demo.cast import Cast
from libs.client.demo.numbers import Numbers
from libs.client.demo.sample import Sample
from libs.client.demo.story import Story
from libs.client.demo.tickets import Day
from libs.client.jobs import wait_for
from libs.client.refusal import Refusal
from libs.client.reports import event, id_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEARSAY = 10.0
"Seconds in which a service may not have heard yet of what happened in another."
MAY_CHANGE = (403, 404, 409)
T = TypeVar("T")


@dataclass(frozen=True)
class Answered(Generic[T]):
    """An answer, which may be nothing."""

    value: T


@dataclass
class Known:
    """Ids that the system gave, by the names the sample uses."""

    programme: str = ""
    vendors: dict[str, str] = field(default_factory=dict)
    rfp: str = ""
    evaluations: dict[str, str] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    waves: dict[str, str] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    "Access requests and integrations."
    levels: dict[str, str] = field(default_factory=dict)
    credit: str = ""
    duplicates: str = ""
    "The escalation of the payments made twice."


class Stage:
    """One run of the sample. The same `run` again takes it up where it stood.

    `rehearse`: also the steps that are refused. A repeated run may find a refusal that was due
    then to be another one now; `taken_up` says so.
    """

    def __init__(
        self,
        run: str,
        cast: Cast,
        story: Story,
        *,
        rehearse: bool = True,
    ) -> None:
        self.run, self.cast, self.story, self.rehearse = run, cast, story, rehearse
        self.tickets: list[Day] = []
        self.sample = Sample()
        self.numbers = Numbers(self.sample.expected)
        self.known = Known()
        self.moment = datetime(2025, 1, 13, 9, 0, tzinfo=AMSTERDAM)
        self._first_was_repeated: bool | None = None

    @property
    def taken_up(self) -> bool:
        """This run was begun before: its first deed had been done already.

        A later deed may be repeated for another reason: a server that went away in the middle.
        """
        return bool(self._first_was_repeated)

    def done(self, *, repeated: bool) -> None:
        """A deed was answered."""
        if self._first_was_repeated is None:
            self._first_was_repeated = repeated

    def on(self, day: str, time: str = "10:00") -> None:
        self.at(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=AMSTERDAM))

    def at(self, moment: datetime) -> None:
        self.moment = moment

    def person(self, id: str) -> "Player":
        return Player(self, self.cast.name(id), lambda: self.cast.person(id))

    def of_vendor(self, vendor: str, who: str) -> "Player":
        """Somebody of a vendor, under their own name."""
        id = self.known.vendors[vendor]
        caller = self.cast.vendors_person
        return Player(self, self._name(vendor, who), lambda: caller(who, vendor, id, self.moment))

    def system_of(self, vendor: str, who: str) -> "Player":
        """A vendor's system, used by somebody: it signs in with its API key."""
        id = self.known.vendors[vendor]
        caller = self.cast.system
        return Player(self, self._name(vendor, who), lambda: caller(vendor, id, self.moment))

    def _name(self, vendor: str, who: str) -> str:
        return f"{who.capitalize()} of {self.sample.vendor(vendor)['name']}"

    def found_on_its_day(self, code: str, value: Any) -> None:
        """A figure of what moves on: a run that is taken up sees it later, and forgoes it."""
        if self.taken_up:
            self.numbers.forgo(code)
        else:
            self.numbers.found(code, value)

    def key(self, step: str) -> str:
        return id_of(self.run, step)


class Player:
    """Somebody on the stage. Deeds are told; each has a key of its own within the run."""

    def __init__(self, stage: Stage, name: str, caller: Callable[[], Awaitable[Baton]]) -> None:
        self._stage, self.name, self._caller = stage, name, caller

    async def does(
        self, what: str, path: str, body: Any = None, *, step: str = "", told: bool = True
    ) -> Any:
        """`step` names the deed where `what` does not tell it from others."""
        key = self._stage.key(step or f"{self.name} {what}")
        answer = await self._heard(lambda: self._ask("POST", path, body, key=key))
        if told:
            self._stage.story.deed(self._stage.moment, self.name, what)
        return answer.body

    async def tries(
        self, what: str, path: str, body: Any, *, content_type: str, **query: Any
    ) -> Any:
        """What changes nothing, and is asked anew by a run that is taken up."""
        more = {"query": query, "content_type": content_type}
        answer = await self._heard(lambda: self._ask("POST", path, body, **more))
        self._stage.story.deed(self._stage.moment, self.name, what)
        return answer.body

    async def awaits(self, what: str, path: str, body: Any) -> Any:
        """Starts long work, and waits for its result."""
        job = await self.does(what, path, body)
        service = path.split("/")[1]
        return await wait_for(await self._baton(), f"/{service}/v1/jobs/{job['id']}")

    async def is_refused(
        self, what: str, path: str, body: Any = None, *, kind: str, step: str = ""
    ) -> None:
        """Tries, and is refused for that reason.

        With the `step` of the later deed a repeated run is answered as that deed was.
        """
        if self._stage.rehearse:
            key = self._stage.key(step or f"{self.name} {what}")
            refusal = await self._heard(lambda: self._refused(path, body, key, kind))
            if refusal:
                self._stage.story.refusal(self._stage.moment, self.name, what, refusal)

    async def replaces(self, what: str, path: str, body: Any, *, draft: str) -> None:
        """Edits what is still in the state `draft`; somebody else's edit is read again first."""
        while (found := await self.reads(path)).body["state"] == draft:
            try:
                await self._ask("PUT", path, body, etag=found.etag)
            except Refusal as refusal:
                if refusal.status != 412:
                    raise
            else:
                self._stage.story.deed(self._stage.moment, self.name, what)
                return

    async def sees(self, path: str, **query: Any) -> Any:
        return (await self.reads(path, **query)).body

    async def reads(self, path: str, **query: Any) -> Answer:
        return await self._heard(lambda: self._ask("GET", path, query=query))

    async def lists(self, path: str, **query: Any) -> list[Any]:
        baton = await self._baton()
        return await self._heard(lambda: _all(baton, path, query))

    async def lines(self, path: str) -> list[bytes]:
        baton = await self._baton()
        return await self._heard(lambda: baton.lines(path))

    async def downloads(self, path: str) -> bytes:
        baton = await self._baton()
        return await self._heard(lambda: baton.content(path))

    async def stores(self, name: str, text: str) -> str:
        """A piece of evidence; its digest."""
        baton = await self._baton()
        return await baton.store("vendor", name, text.encode(), "text/plain; charset=utf-8")

    async def reports(
        self, what: str, kind: str, data: list[dict[str, Any]], *, step: str = ""
    ) -> list[Any]:
        """Through the door, in one batch; each event is known by its step and place."""
        events = [
            event(
                kind,
                one,
                source=f"/{self.name.rpartition(' ')[2].lower()}/reports",
                id=id_of(self._stage.run, step or what, number),
                time=self._stage.moment,
            )
            for number, one in enumerate(data)
        ]
        baton = await self._baton()
        answers = await self._heard(lambda: _sent(baton, events))
        self._stage.story.deed(self._stage.moment, self.name, what)
        self._stage.story.asked()
        return list(answers)

    async def _baton(self) -> Baton:
        return (await self._caller()).at(self._stage.moment)

    async def _ask(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        answer = await (await self._baton()).ask(method, path, body, **more)
        if "key" in more:
            self._stage.done(repeated=answer.repeated)
        self._stage.story.asked()
        return answer

    async def _refused(self, path: str, body: Any, key: str, kind: str) -> Refusal | None:
        """None where the deed was done since, in the run that is taken up here."""
        try:
            answer = await self._ask("POST", path, body, key=key)
        except Refusal as refusal:
            if refusal.type == kind or self._stage.taken_up:
                return refusal
            raise
        if not answer.repeated:
            raise RuntimeError(f"{self.name} was not refused at {path}: {kind} was due.")
        return None

    async def _heard(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Asks again for a while: a refusal may only mean that news has not arrived there."""
        refused: list[Refusal] = []

        async def heard() -> Answered[T] | None:
            try:
                return Answered(await ask())
            except Refusal as refusal:
                if refusal.status not in MAY_CHANGE:
                    raise
                refused.append(refusal)
                return None

        try:
            return (await until(heard, "an answer", within=HEARSAY)).value
        except TimeoutError:
            raise refused[-1] from None


async def until(check: Callable[[], Awaitable[T | None]], what: str, within: float = 60.0) -> T:
    """Waits for a reaction in another service.

    Time in which a server is away does not count: `check` sits it out.
    """
    spent, pause = 0.0, 0.02
    while (found := await check()) is None:
        if spent > within:
            raise TimeoutError(f"Not within {within:.0f} seconds: {what}.")
        await asyncio.sleep(pause)
        spent += pause
        pause = min(pause * 1.5, 1.0)
    return found


async def _all(baton: Baton, path: str, query: dict[str, Any]) -> list[Any]:
    return [row async for row in baton.pages(path, limit=200, **query)]


async def _sent(baton: Baton, events: list[dict[str, Any]]) -> Any:
    """Every event recorded. An event that is refused stops the play."""
    answers = await baton.report(events)
    for answer in answers:
        if problem := answer.get("problem"):
            kind = str(problem["type"]).rpartition(":")[2]
            raise Refusal(problem["status"], kind, problem["title"], problem["detail"])
    return answers
