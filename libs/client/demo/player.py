"""Somebody on the stage: what they do, try, see and report."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from libs.client.client import Answer, Baton
from libs.client.demo.waiting import until
from libs.client.jobs import wait_for
from libs.client.refusal import Refusal
from libs.client.reports import event, id_of

if TYPE_CHECKING:
    from libs.client.demo.stage import Stage

HEARSAY = 10.0
"Seconds in which a service may not have heard yet of what happened in another."
MAY_CHANGE = (403, 404, 409)
T = TypeVar("T")


@dataclass(frozen=True)
class Answered(Generic[T]):
    """An answer, which may be nothing."""

    value: T


class Player:
    """Somebody on the stage. Deeds are told; each has a key of its own within the run."""

    def __init__(self, stage: "Stage", name: str, caller: Callable[[], Awaitable[Baton]]) -> None:
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
