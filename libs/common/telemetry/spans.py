"""What makes and sends spans: loaded only where tracing is on."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy import Engine


def sent_to(otlp: str) -> SpanProcessor:
    return BatchSpanProcessor(OTLPSpanExporter(otlp.rstrip("/") + "/v1/traces"))


def provider(service: str, processor: SpanProcessor) -> TracerProvider:
    names = {"service.name": f"baton-{service}", "service.namespace": "baton"}
    made = TracerProvider(resource=Resource.create(names))
    made.add_span_processor(processor)
    return made


def watch(engine: Engine, provider: trace.TracerProvider) -> None:
    """The instrumentation would stay silent about SQLAlchemy 2.1 unasked."""
    SQLAlchemyInstrumentor().instrument(
        engine=engine, tracer_provider=provider, skip_dep_check=True
    )
