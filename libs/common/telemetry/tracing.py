"""One trace follows a step over HTTP, outbox, bus and handler, into the next service.

The context travels in the plain `traceparent` header beside the event. Parent and link both point
to the producer: a service graph is drawn from the parent. What a timer or a replay starts is a
new trace, linked to what set it off.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from fastapi.telemetry import TelemetryConfig
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Engine

from libs.common.bus import Headers, Record
from libs.common.cloudevents import Envelope, transport_headers
from libs.common.telemetry import logs, metrics

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

PROGRAMME = "baton.programme_id"
propagator = TraceContextTextMapPropagator()
"Trace context only: a caller's baggage ends at the edge."
_providers: dict[str, "TracerProvider"] = {}
_processor: "SpanProcessor | None" = None


def configure(otlp: str) -> None:
    """Sends spans to a collector over HTTP; an empty address leaves tracing off."""
    if otlp and _processor is None:
        from libs.common.telemetry import spans  # noqa: PLC0415 - 0.2 s and 10 MB to load

        use(spans.sent_to(otlp))


def use(processor: "SpanProcessor") -> None:
    """Hands every span to this; for `configure`, and for tests."""
    global _processor  # noqa: PLW0603
    _processor = processor
    for provider in _providers.values():
        provider.add_span_processor(processor)


def provider(service: str) -> trace.TracerProvider:
    """Each service has its own, so that its name is on its spans, in one process too."""
    if _processor is None:
        return trace.NoOpTracerProvider()
    if service not in _providers:
        from libs.common.telemetry import spans  # noqa: PLC0415 - as above

        _providers[service] = spans.provider(service, _processor)
    return _providers[service]


def of_requests(service: str, but: str) -> TelemetryConfig:
    """What FastAPI traces by itself: a server span a request, but for the paths of probes."""
    return {
        "tracer_provider": provider(service),
        "operation_spans": False,
        "logs": False,
        "metrics": False,
        "exclude": lambda scope: scope.get("path", "").startswith(but),
    }


def watch_database(service: str, engine: Engine) -> None:
    """Spans for statements."""
    if _processor is not None:
        from libs.common.telemetry import spans  # noqa: PLC0415 - as above

        spans.watch(engine, provider(service))


def flush() -> None:
    if _processor is not None:
        _processor.force_flush(2000)


def tracer(service: str) -> trace.Tracer:
    return provider(service).get_tracer("baton")


def inject() -> dict[str, str]:
    """The present context as headers; empty where nothing is traced."""
    carrier: dict[str, str] = {}
    propagator.inject(carrier)
    return carrier


def trace_id_of(headers: Headers) -> str:
    """The trace an event came in; empty where it was not traced."""
    parts = transport_headers(headers).get("traceparent", "").split("-")
    return parts[1] if len(parts) == 4 else ""


def current_trace_id() -> str:
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else ""


def note_programme(programme_id: object) -> None:
    trace.get_current_span().set_attribute(PROGRAMME, str(programme_id))
    logs.programme.set(str(programme_id))


class Sending:
    """Producer spans of one batch on its way to the bus; they end when it has arrived."""

    def __init__(self, service: str) -> None:
        self._tracer = tracer(service)
        self._spans: list[Span] = []

    def __enter__(self) -> "Sending":
        return self

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        for span in self._spans:
            if fault is not None:
                span.set_status(Status(StatusCode.ERROR, repr(fault)))
            span.end()

    def headers(
        self, topic: str, key: str, event_id: str, carried: dict[str, str]
    ) -> dict[str, str]:
        """The context to send with one event, in place of the one it carried in the outbox."""
        if _processor is None or "traceparent" not in carried:
            return carried
        parent = propagator.extract(carried)
        attributes = {
            "messaging.system": "kafka",
            "messaging.operation.type": "send",
            "messaging.destination.name": topic,
            "messaging.message.id": event_id,
            PROGRAMME: key,
        }
        span = self._tracer.start_span(
            f"send {topic}", context=parent, kind=SpanKind.PRODUCER, attributes=attributes
        )
        self._spans.append(span)
        sent = dict(carried)
        propagator.inject(sent, context=trace.set_span_in_context(span, parent))
        return sent


class Appending:
    """Consumer spans of a raw batch: one a record, in the trace that each came in."""

    def __init__(self, service: str, records: Sequence[Record]) -> None:
        traced = records if _processor is not None else ()
        self._spans = [_span_of(service, r) for r in traced if trace_id_of(r.headers)]

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        for span in self._spans:
            if fault is not None:
                span.set_status(Status(StatusCode.ERROR, repr(fault)))
            span.end()


def _span_of(service: str, record: Record) -> Span:
    parent = propagator.extract(transport_headers(record.headers))
    topic = record.partition.topic
    return tracer(service).start_span(
        f"process {topic}",
        context=parent,
        kind=SpanKind.CONSUMER,
        links=[Link(trace.get_current_span(parent).get_span_context())],
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": topic,
            PROGRAMME: record.key.decode(errors="replace"),
        },
    )


@contextmanager
def processing(service: str, envelope: Envelope, records: Sequence[Record]) -> Iterator[None]:
    """A consumer span around the reaction to one event, or to a run of one type."""
    started = time.perf_counter()
    logs.programme.set(envelope.key)
    with ExitStack() as stack:
        if _processor is not None:
            stack.enter_context(_consumer_span(service, envelope, records))
        try:
            yield
        finally:
            elapsed = time.perf_counter() - started
            metrics.handler_seconds.labels(service, envelope.type).observe(
                elapsed, metrics.exemplar()
            )


@contextmanager
def _consumer_span(service: str, envelope: Envelope, records: Sequence[Record]) -> Iterator[None]:
    parents = [propagator.extract(transport_headers(record.headers)) for record in records]
    links = [Link(trace.get_current_span(parent).get_span_context()) for parent in parents]
    attributes: dict[str, str | int] = {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.destination.name": records[0].partition.topic,
        "messaging.message.id": str(envelope.id),
        "messaging.batch.message_count": len(records),
        "baton.event_type": envelope.type,
        PROGRAMME: envelope.key,
    }
    token = otel_context.attach(parents[0])
    try:
        with tracer(service).start_as_current_span(
            f"process {records[0].partition.topic}",
            kind=SpanKind.CONSUMER,
            links=[link for link in links if link.context.is_valid],
            attributes=attributes,
        ):
            yield
    finally:
        otel_context.detach(token)


@contextmanager
def timer(service: str, kind: str) -> Iterator[None]:
    with tracer(service).start_as_current_span(f"timer {kind}", context=otel_context.Context()):
        yield
