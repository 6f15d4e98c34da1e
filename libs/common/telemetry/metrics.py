"""What is counted. Labels are bounded: services, topics, event types, kinds, routes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from opentelemetry import trace
from prometheus_client import Counter, Gauge, Histogram, start_http_server

from libs.common.bus import Partition, Record

FINE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LONG = (0.01, 0.05, 0.1, 0.3, 1, 3, 10, 30, 120, 600, 3600)

requests = Histogram(
    "baton_http_request_seconds", "Requests", ["service", "route", "method", "status"], buckets=FINE
)
handler_seconds = Histogram(
    "baton_handler_seconds", "Time in reactions to events", ["service", "type"], buckets=FINE
)
event_age = Histogram(
    "baton_event_age_seconds", "From the log to the effect", ["service", "topic"], buckets=LONG
)
_outbox_depth = Gauge("baton_outbox_depth", "Events not yet sent", ["service"])
_outbox_age = Gauge("baton_outbox_oldest_seconds", "Age of the oldest unsent event", ["service"])
_lag = Gauge("baton_consumer_lag", "Records not yet applied", ["service", "topic"])
_held = Gauge("baton_held_events", "Dead, parked and pending events", ["service", "state"])
_dead = Counter("baton_dead_letters", "Events held as dead", ["service"])
_retried = Counter("baton_event_retries", "Tries again of a failing event", ["service"])
_jobs = Gauge("baton_jobs", "Jobs that wait or run", ["service", "state"])
_job_seconds = Histogram(
    "baton_job_seconds", "Runs of jobs", ["service", "kind", "outcome"], buckets=LONG
)
_passed_over = Counter("baton_events_passed_over", "Events of types not known here", ["service"])


def serve(port: int, host: str) -> None:
    """`/metrics` on a port of its own, for inside."""
    start_http_server(port, host)


def exemplar() -> dict[str, str] | None:
    context = trace.get_current_span().get_span_context()
    if not context.is_valid or not context.trace_flags.sampled:
        return None
    return {"trace_id": format(context.trace_id, "032x")}


def request(service: str, route: str, method: str, status: int, seconds: float) -> None:
    requests.labels(service, route, method, str(status)).observe(seconds, exemplar())


def outbox(service: str, depth: int, oldest_seconds: float) -> None:
    _outbox_depth.labels(service).set(depth)
    _outbox_age.labels(service).set(oldest_seconds)


def lag(service: str, by_partition: Mapping[Partition, int]) -> None:
    topics: dict[str, int] = {}
    for partition, behind in by_partition.items():
        topics[partition.topic] = topics.get(partition.topic, 0) + behind
    for topic, behind in topics.items():
        _lag.labels(service, topic).set(behind)


def applied(service: str, records: Sequence[Record], now: datetime) -> None:
    topic = records[0].partition.topic
    age = (now - records[0].appended_at).total_seconds()
    event_age.labels(service, topic).observe(max(age, 0.0))


def held(service: str, counts: Mapping[str, int]) -> None:
    for state, count in counts.items():
        _held.labels(service, state).set(count)


def jobs(service: str, counts: Mapping[str, int]) -> None:
    for state, count in counts.items():
        _jobs.labels(service, state).set(count)


def job(service: str, kind: str, outcome: str, seconds: float) -> None:
    _job_seconds.labels(service, kind, outcome).observe(seconds, exemplar())


def dead_lettered(service: str) -> None:
    _dead.labels(service).inc()


def retried(service: str) -> None:
    _retried.labels(service).inc()


def passed_over(service: str, count: int) -> None:
    _passed_over.labels(service).inc(count)
