"""How the run of a job is traced, counted and told: in the trace of the request that asked."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from libs.common.jobs.job import Job
from libs.common.telemetry import logs, metrics, tracing

log = logging.getLogger(__name__)


@dataclass
class Run:
    outcome: str = "broken off"
    "done, failed, taken away (cancelled, or another's by now), given back, or broken off."


@contextmanager
def observed(service: str, job: Job, carried: Mapping[str, str]) -> Iterator[Run]:
    """Whoever does the job says how it ended."""
    parent = tracing.propagator.extract(carried)
    asked = trace.get_current_span(parent).get_span_context()
    attributes: dict[str, str | int] = {"baton.job_id": str(job.id), "baton.job_try": job.tries}
    run, started = Run(), time.perf_counter()
    with tracing.tracer(service).start_as_current_span(
        f"job {job.kind}",
        context=parent,
        kind=SpanKind.CONSUMER,
        links=[Link(asked)] if asked.is_valid else [],
        attributes=attributes,
    ) as span:
        if job.programme_id:
            tracing.note_programme(job.programme_id)
        try:
            yield run
        finally:
            seconds = time.perf_counter() - started
            span.set_attribute("baton.job_outcome", run.outcome)
            if run.outcome == "failed":
                span.set_status(Status(StatusCode.ERROR))
            metrics.job(service, job.kind, run.outcome, seconds)
            log.info("Job %s %s: %s after %.1f s", job.kind, job.id, run.outcome, seconds)
            logs.programme.set("")
