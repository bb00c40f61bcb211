"""Trace context (W3C Trace Context) across HTTP and the bus, through OpenTelemetry.

Without an exporter configured, spans are not recorded, but the context that came in still travels on: whoever calls us
finds its trace in what we caused. `OTEL_EXPORTER_OTLP_ENDPOINT` and the other variables of OpenTelemetry's own
specification switch recording on.

A span that fails says so as `failures.describe` does: the library would put the exception's message into it, which may
hold anything.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from hallpass.kernel.envelope import Envelope
from hallpass.kernel.failures import describe

TRACEPARENT = "traceparent"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("hallpass")


def record_traces(service: str) -> bool:
    """Send spans to the collector that the environment names; False where it names none. Once for a process."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return False
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"hallpass-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def carried() -> dict[str, str]:
    """The current trace context as headers; empty where there is none."""
    headers: dict[str, str] = {}
    _PROPAGATOR.inject(headers)
    return headers


@contextmanager
def serving(traceparent: str, name: str) -> Iterator[str]:
    """Around the answering of a request: within the trace that came along, or a new one. Gives the trace's id or ""."""
    parent = _PROPAGATOR.extract({TRACEPARENT: traceparent}) if traceparent else context.Context()
    with _span(name, parent, SpanKind.SERVER) as span:
        found = span.get_span_context()
        yield f"{found.trace_id:032x}" if found.is_valid else ""


@contextmanager
def handling(group: str, envelopes: Sequence[Envelope]) -> Iterator[None]:
    """Around the handling of events: one trace goes on, a batch is linked to each of its traces."""
    parents = {envelope.traceparent for envelope in envelopes if envelope.traceparent}
    contexts = [_PROPAGATOR.extract({TRACEPARENT: parent}) for parent in sorted(parents)]
    if len(contexts) == 1:
        with _span(f"handle {group}", contexts[0], SpanKind.CONSUMER):
            yield
        return
    links = [Link(trace.get_current_span(found).get_span_context()) for found in contexts]
    with _span(f"handle {group}", context.Context(), SpanKind.CONSUMER, links):
        yield


@contextmanager
def _span(name: str, parent: context.Context, kind: SpanKind, links: Sequence[Link] = ()) -> Iterator[trace.Span]:
    started = _TRACER.start_as_current_span(
        name, context=parent, kind=kind, links=links, record_exception=False, set_status_on_exception=False
    )
    with started as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, describe(error)))
            raise
