"""Long work: what a 202 names is waited for, and its progress told.

answer = await sanne.ask("POST", f"/transition/v1/plans/{id}/wave-proposals", wanted)
proposal = await wait_for(sanne, answer.location, on_progress=print)
"""

from collections.abc import Callable
from typing import Any

from libs.client.client import Baton
from libs.client.refusal import Refusal, from_problem

WAIT = 20
"Seconds that the server holds an answer back while nothing changes."
JobView = dict[str, Any]


def ignore(_: JobView) -> None:
    pass


async def wait_for(
    client: Baton, location: str, on_progress: Callable[[JobView], None] = ignore
) -> Any:
    """The result of the job at this address, when it is done.

    `on_progress` gets the job each time it has changed. Raises `Refusal` with the problem of a job
    that failed, and as `job-cancelled` where somebody cancelled it.
    """
    job = await client.get(location)
    while True:
        on_progress(job)
        if job["state"] not in ("queued", "running"):
            return _result(job)
        seen = job["version"]
        while job["version"] == seen:
            job = await client.get(location, wait=WAIT, seen=seen)


async def cancel(client: Baton, location: str) -> JobView:
    """Raises `Refusal` (`job-ended`) where there is nothing left to cancel."""
    job: JobView = await client.post(f"{location}/cancel")
    return job


def _result(job: JobView) -> Any:
    if job["state"] == "failed":
        raise from_problem(job["problem"])
    if job["state"] == "cancelled":
        raise Refusal(409, "job-cancelled", "This was cancelled", "Somebody cancelled the job.")
    return job["result"]
