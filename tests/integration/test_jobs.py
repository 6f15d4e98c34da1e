"""Long work, as those see it who ask for it: progress, result, refusal, cancelling."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.exc import OperationalError

from libs.client.client import Baton
from libs.client.jobs import cancel, wait_for
from libs.client.refusal import Refusal
from libs.common.db import Scope
from libs.common.jobs import Job, start_job
from libs.common.problems import refused
from libs.common.telemetry import tracing
from tests.office import Office, eventually, office
from tests.scribe import (
    JOBS,
    NOBODY,
    NOW,
    PROGRAMME,
    Scribe,
    begun,
    in_state,
    quick_scribe,
    started,
)


@pytest.fixture
def scribe(monkeypatch: pytest.MonkeyPatch) -> Scribe:
    return quick_scribe(monkeypatch)


@pytest.fixture
async def o(tmp_path: Path, scribe: Scribe) -> AsyncIterator[Office]:
    async with office(tmp_path, scribe.parts) as it:
        yield it


# What whoever asked sees


async def test_a_job_is_accepted_done_and_leaves_its_result_and_event(
    o: Office, scribe: Scribe
) -> None:
    scribe.go_on.set()
    olga = o.as_("olga")
    place = await started(olga)
    job = await in_state(olga, place, "done")
    assert job["result"]["by"] == "olga" and job["share"] == 1 and job["problem"] is None
    assert job["started_by"] == "olga" and job["created_at"] <= job["started_at"]
    assert job["started_at"] <= job["finished_at"]
    assert await olga.get("/toy/v1/notes") == ["deed"]
    answer = await olga.send("GET", place)
    assert answer.headers["baton-event"].startswith("transition/")


async def test_progress_is_told_while_it_runs(o: Office, scribe: Scribe) -> None:
    olga = o.as_("olga")
    place = await started(olga)

    async def told() -> Any:
        job = await olga.get(place)
        return job if job["message"] else None

    job = await eventually(told)
    assert (job["state"], job["share"], job["message"]) == ("running", 0.25, "Reading")
    assert job["details"] == {"gap": 0.5, "bound": None}
    assert job["input"] == {"text": "deed", "programme_id": str(PROGRAMME)}


async def test_a_reader_is_answered_when_something_changes(o: Office, scribe: Scribe) -> None:
    olga = o.as_("olga")
    place = await started(olga)
    await begun(scribe)

    async def still() -> bool:
        return bool((await olga.get(place))["message"])

    await eventually(still)
    seen = (await olga.get(place))["version"]
    waiting = asyncio.create_task(olga.get(f"{place}?wait=20&seen={seen}"))
    assert (await olga.get(f"{place}?wait=20&seen={seen - 1}"))["version"] == seen
    assert not waiting.done()
    scribe.go_on.set()
    assert (await asyncio.wait_for(waiting, 10))["state"] == "done"
    assert (await olga.get(f"{place}?wait=20"))["state"] == "done"


async def test_the_same_key_is_the_same_job(o: Office, scribe: Scribe) -> None:
    scribe.go_on.set()
    olga, body = o.as_("olga"), {"text": "deed"}
    first, again = [
        await olga.send("POST", "/toy/v1/copies", body, idempotency_key="k") for _ in range(2)
    ]
    assert again.headers["location"] == first.headers["location"]
    await in_state(olga, first.headers["location"], "done")
    assert len((await olga.get(JOBS))["items"]) == 1


async def test_in_a_rehearsal_it_works_at_the_moment_stated(o: Office, scribe: Scribe) -> None:
    scribe.go_on.set()
    olga = o.as_("olga")
    body = {"text": "deed"}
    sent = await olga.send("POST", "/toy/v1/copies", body, baton_date="2024-02-29T10:00:00+01:00")
    job = await in_state(olga, sent.headers["location"], "done")
    assert job["result"]["on"] == "2024-02-29"
    assert job["created_at"] > "2026" and job["finished_at"] > "2026"


async def test_jobs_are_listed_by_state_page_by_page(o: Office, scribe: Scribe) -> None:
    olga = o.as_("olga")
    places = [await started(olga, text) for text in ("one", "two", "three")]
    await begun(scribe)
    page = await olga.get(f"{JOBS}?state=queued&limit=1")
    assert [f"{JOBS}/{job['id']}" for job in page["items"]] == [places[1]]
    page = await olga.get(f"{JOBS}?state=queued&limit=1&after={page['next']}")
    assert [f"{JOBS}/{job['id']}" for job in page["items"]] == [places[2]]
    assert page["next"] is None
    assert len((await olga.get(f"{JOBS}?programme_id={PROGRAMME}"))["items"]) == 3
    assert (await olga.get(f"{JOBS}?programme_id={uuid4()}"))["items"] == []
    assert scribe.begun == ["one"]


# Cancelling


async def test_a_cancelled_job_is_broken_off_and_has_no_effect(o: Office, scribe: Scribe) -> None:
    olga = o.as_("olga")
    place = await started(olga)
    await begun(scribe)
    assert (await olga.post(f"{place}/cancel"))["state"] == "cancelled"
    await eventually(scribe.was_broken_off)
    scribe.go_on.set()
    await in_state(olga, await started(olga, "next"), "done")
    assert await olga.get("/toy/v1/notes") == ["next"]
    problem = await olga.post(f"{place}/cancel", status=409)
    assert problem["type"] == "urn:baton:problem:job-ended"


async def test_a_job_cancelled_in_the_queue_never_begins(o: Office, scribe: Scribe) -> None:
    olga = o.as_("olga")
    await started(olga, "first")
    await begun(scribe)
    second = await started(olga, "second")
    await olga.post(f"{second}/cancel")
    scribe.go_on.set()
    await in_state(olga, await started(olga, "third"), "done")
    assert scribe.begun == ["first", "third"]


async def test_who_could_not_have_started_it_cannot_cancel_it(o: Office, scribe: Scribe) -> None:
    place = await started(o.as_("olga"))
    legal = o.as_("lena", "legal")
    assert (await legal.get(place))["kind"] == "copy"
    assert (await legal.post(f"{place}/cancel", status=403))["type"].endswith("role-missing")
    await o.as_("otto", "programme_office").post(f"{place}/cancel")


# What can go wrong


async def test_a_problem_fails_the_job_as_it_is(o: Office, scribe: Scribe) -> None:
    scribe.faults = [refused("no-plan", "There is nothing to copy.", do="Write something.")]
    scribe.go_on.set()
    olga = o.as_("olga")
    place = await started(olga)
    job = await in_state(olga, place, "failed")
    assert job["problem"]["type"] == "urn:baton:problem:no-plan"
    assert job["problem"]["do"] == "Write something." and job["problem"]["instance"] == place
    assert job["result"] is None and await olga.get("/toy/v1/notes") == []


async def test_a_fault_fails_the_job_without_telling_secrets(o: Office, scribe: Scribe) -> None:
    scribe.faults = [RuntimeError("a secret of the house")]
    scribe.go_on.set()
    olga = o.as_("olga")
    job = await in_state(olga, await started(olga), "failed")
    assert job["problem"]["type"] == "urn:baton:problem:unexpected"
    assert "secret" not in str(job)


async def test_a_fault_that_passes_lets_it_begin_again(o: Office, scribe: Scribe) -> None:
    scribe.faults = [OperationalError("", {}, Exception("away"))] * 2
    scribe.go_on.set()
    olga = o.as_("olga")
    await in_state(olga, await started(olga), "done")
    assert scribe.begun == ["deed"] * 3


async def test_what_cannot_be_told_fails_the_job(o: Office, scribe: Scribe) -> None:
    @scribe.jobs("odd")
    async def odd(job: Job) -> None:
        job.report(0.5, "Odd", thing=object())
        await scribe.go_on.wait()

    database = o.service("toy").database
    async with database.write(Scope("veldkamp", NOW)) as db:
        view = await start_job(db, "odd", None, NOBODY)
    olga = o.as_("olga")
    job = await in_state(olga, f"{JOBS}/{view.id}", "failed")
    assert job["problem"]["type"] == "urn:baton:problem:unexpected"


# Whose it is


async def test_another_tenant_sees_nothing_of_it(o: Office, scribe: Scribe) -> None:
    place = await started(o.as_("olga"))
    nadia = o.as_("nadia", tenant="neighbour")
    assert (await nadia.get(JOBS))["items"] == []
    await nadia.get(place, status=404)
    await nadia.post(f"{place}/cancel", status=404)


async def test_a_vendor_sees_and_cancels_only_its_own(o: Office, scribe: Scribe) -> None:
    ours = await started(o.as_("olga"), "ours")
    kestrel, merlin = (o.of_vendor("ania", str(uuid4())) for _ in range(2))
    own = await started(kestrel, "own")
    assert [f"{JOBS}/{job['id']}" for job in (await kestrel.get(JOBS))["items"]] == [own]
    assert (await merlin.get(JOBS))["items"] == []
    for stranger, place in ((kestrel, ours), (merlin, own)):
        await stranger.get(place, status=404)
        await stranger.post(f"{place}/cancel", status=404)
    assert len((await o.as_("olga").get(JOBS))["items"]) == 2
    assert (await kestrel.post(f"{own}/cancel"))["state"] == "cancelled"


async def test_a_vendors_job_works_within_the_vendors_bounds(o: Office, scribe: Scribe) -> None:
    scribe.go_on.set()
    kestrel, merlin = (o.of_vendor("ania", str(uuid4())) for _ in range(2))
    await in_state(kestrel, await started(kestrel), "done")
    assert await kestrel.get("/toy/v1/notes") == ["deed"]
    assert await merlin.get("/toy/v1/notes") == []


# Those who wait, and those who watch


async def test_the_client_waits_for_a_result_and_hears_of_progress(
    o: Office, scribe: Scribe
) -> None:
    olga = Baton(o.http, o.issuer.token("olga", "veldkamp", ["programme_office"]))
    answer = await olga.ask("POST", "/toy/v1/copies", {"text": "deed"})
    assert answer.location
    heard: list[str] = []

    def hear(job: Any) -> None:
        heard.append(job["message"])
        if job["message"] == "Reading":
            scribe.go_on.set()

    result = await asyncio.wait_for(wait_for(olga, answer.location, hear), 20)
    assert result["by"] == "olga" and "Reading" in heard


async def test_the_client_is_refused_what_failed_or_was_cancelled(
    o: Office, scribe: Scribe
) -> None:
    olga = Baton(o.http, o.issuer.token("olga", "veldkamp", ["programme_office"]))
    first = (await olga.ask("POST", "/toy/v1/copies", {"text": "one"})).location
    await begun(scribe)
    assert first and (await cancel(olga, first))["state"] == "cancelled"
    await eventually(scribe.was_broken_off)
    with pytest.raises(Refusal, match="job-cancelled"):
        await wait_for(olga, first)
    scribe.faults = [refused("no-plan", "There is nothing to copy.")]
    scribe.go_on.set()
    second = (await olga.ask("POST", "/toy/v1/copies", {"text": "two"})).location
    assert second
    with pytest.raises(Refusal, match="no-plan"):
        await wait_for(olga, second)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    monkeypatch.setattr(tracing, "_processor", None)
    monkeypatch.setattr(tracing, "_providers", {})
    exporter = InMemorySpanExporter()
    tracing.use(SimpleSpanProcessor(exporter))
    yield exporter
    SQLAlchemyInstrumentor().uninstrument()


async def test_a_job_is_in_the_trace_of_the_request_that_asked_for_it(
    spans: InMemorySpanExporter, tmp_path: Path, scribe: Scribe
) -> None:
    scribe.go_on.set()
    async with office(tmp_path, scribe.parts) as o:
        olga = o.as_("olga")
        await in_state(olga, await started(olga), "done")

        async def all_ended() -> bool:
            names = {span.name for span in spans.get_finished_spans()}
            return {"job copy", "POST /toy/v1/copies", "send baton.transition"} <= names

        await eventually(all_ended)
    by_name = {span.name: span for span in spans.get_finished_spans()}
    asked, job = by_name["POST /toy/v1/copies"], by_name["job copy"]
    assert asked.context and job.context and job.parent and job.attributes
    assert job.parent.span_id == asked.context.span_id
    assert [link.context.span_id for link in job.links] == [asked.context.span_id]
    assert job.attributes["baton.job_outcome"] == "done"
    assert job.attributes["baton.programme_id"] == str(PROGRAMME)
    sent = by_name["send baton.transition"]
    assert sent.context and sent.context.trace_id == job.context.trace_id
