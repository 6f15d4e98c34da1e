"""Waiting for a job with nothing but its answers."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from libs.client.client import Baton, connection
from libs.client.jobs import wait_for
from libs.client.refusal import Refusal

PLACE = "/transition/v1/jobs/1"
PROBLEM = {"type": "urn:baton:problem:no-plan", "status": 409, "title": "No", "detail": "None."}


def job(state: str, version: int, **more: Any) -> dict[str, Any]:
    return {"state": state, "version": version, "message": f"{version}", **more}


class Server:
    """Tells the jobs given, one an answer."""

    def __init__(self, *jobs: dict[str, Any]) -> None:
        self._jobs: Iterator[dict[str, Any]] = iter(jobs)
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.query.decode())
        return httpx.Response(200, content=json.dumps(next(self._jobs)))


async def waited(server: Server, heard: list[str]) -> Any:
    async with connection("http://baton", httpx.MockTransport(server)) as http:
        return await wait_for(Baton(http, "t"), PLACE, lambda job: heard.append(job["message"]))


async def test_each_change_is_heard_once_and_the_result_comes_back() -> None:
    running = job("running", 2)
    server = Server(job("queued", 1), running, running, job("done", 3, result={"waves": 4}))
    heard: list[str] = []
    assert await waited(server, heard) == {"waves": 4}
    assert heard == ["1", "2", "3"]
    assert server.asked == ["", "wait=20&seen=1", "wait=20&seen=2", "wait=20&seen=2"]


async def test_a_failed_job_is_a_refusal_with_its_problem() -> None:
    with pytest.raises(Refusal) as refusal:
        await waited(Server(job("failed", 2, problem=PROBLEM)), [])
    assert (refusal.value.status, refusal.value.type) == (409, "no-plan")


async def test_a_cancelled_job_is_a_refusal_of_its_own_kind() -> None:
    with pytest.raises(Refusal, match="job-cancelled"):
        await waited(Server(job("cancelled", 2)), [])
