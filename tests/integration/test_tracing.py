"""One trace follows a step over HTTP, outbox, bus and reaction, into what that publishes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from libs.common.events import topic
from libs.common.telemetry import tracing
from libs.common.telemetry.tracing import PROGRAMME
from tests.kestrel import Kestrel
from tests.office import eventually, office
from tests.toy import Toy


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    monkeypatch.setattr(tracing, "_processor", None)
    monkeypatch.setattr(tracing, "_providers", {})
    exporter = InMemorySpanExporter()
    tracing.use(SimpleSpanProcessor(exporter))
    yield exporter
    SQLAlchemyInstrumentor().uninstrument()


def of(exporter: InMemorySpanExporter, service: str, name: str) -> list[ReadableSpan]:
    return [
        span
        for span in exporter.get_finished_spans()
        if span.resource.attributes["service.name"] == f"baton-{service}" and span.name == name
    ]


async def test_request_send_and_reaction_are_one_trace(
    tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    async with office(tmp_path, "assessment", Toy().parts) as o:
        olga = o.as_("olga")
        body = {"name": "p", "client": "c"}
        made = await olga.send("POST", "/assessment/v1/programmes", body)
        after = made.headers["baton-event"]
        await olga.get("/toy/v1/notes", baton_after=after)
    request = of(spans, "assessment", "POST /assessment/v1/programmes")[0]
    sent = of(spans, "assessment", "send baton.assessment")[0]
    applied = of(spans, "toy", "process baton.assessment")[0]
    traces = {span.context.trace_id for span in (request, sent, applied) if span.context}
    assert len(traces) == 1
    assert sent.parent and request.context and sent.parent.span_id == request.context.span_id
    assert applied.parent and sent.context and applied.parent.span_id == sent.context.span_id
    assert [link.context.span_id for link in applied.links] == [sent.context.span_id]
    programme = made.json()["id"]
    assert {s.attributes[PROGRAMME] for s in (request, sent, applied) if s.attributes} == {
        programme
    }


async def test_the_journal_is_in_the_trace_of_what_it_appends(
    tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    async with office(tmp_path, "assessment", "console") as o:
        olga = o.as_("olga")
        body = {"name": "p", "client": "c"}
        made = await olga.send("POST", "/assessment/v1/programmes", body)
        after = made.headers["baton-event"]
        await olga.get("/console/v1/programmes", baton_after=after)
    sent = of(spans, "assessment", "send baton.assessment")[0]
    appended = of(spans, "console", "process baton.assessment")[0]
    assert appended.parent and sent.context and appended.parent.span_id == sent.context.span_id


async def test_statements_of_the_database_have_spans(
    tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await o.as_("olga").get("/toy/v1/notes")
    request = of(spans, "toy", "GET /toy/v1/notes")[0]
    inside = [s for s in spans.get_finished_spans() if s.parent and request.context]
    assert any(
        "db.statement" in (s.attributes or {}) or "db.query.text" in (s.attributes or {})
        for s in inside
    )


async def test_a_callers_baggage_ends_at_the_edge(
    tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    async with office(tmp_path, "assessment") as o:
        await o.as_("olga").post(
            "/assessment/v1/programmes", {"name": "p", "client": "c"}, baggage="secret=1"
        )
        reader = o.together.bus.consumer("test", [topic("assessment")])
        await reader.start()
        record = (await reader.fetch(most=1, wait=5))[0].records[0]
    names = {name for name, _ in record.headers}
    assert "traceparent" in names
    assert "baggage" not in names


async def test_events_that_share_a_commit_keep_the_traces_they_came_in(
    tmp_path: Path, spans: InMemorySpanExporter
) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await Kestrel(o).settle()
        system = await k.system()
        contexts = [f"00-{n:032x}-{n:016x}-01" for n in (7, 8, 9)]
        posts = [system.tell(k.event(c), traceparent=c) for c in contexts]
        assert {answer.status_code for answer in await asyncio.gather(*posts)} == {201}
        requests = of(spans, "vendor", "POST /vendor/v1/events")

        async def sent() -> bool:
            return len(of(spans, "vendor", "send baton.vendor")) >= 4

        await eventually(sent)
    ours = {7, 8, 9}
    sends = of(spans, "vendor", "send baton.vendor")
    by_trace = {s.context.trace_id: s.parent for s in sends if s.context}
    parents = {r.context.trace_id: r.context.span_id for r in requests if r.context}
    assert ours <= parents.keys() and ours <= by_trace.keys()
    for trace in ours:
        parent = by_trace[trace]
        assert parent and parent.span_id == parents[trace]
