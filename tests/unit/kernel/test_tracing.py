"""Spans that are recorded: whose child they are, and what a failing one says."""

from collections.abc import Iterator

import msgspec
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from builders.envelopes import an_envelope
from hallpass.kernel import tracing
from hallpass.kernel.tracing import TRACEPARENT, carried, handling, serving

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What a collector would be sent. The process itself has no provider: that can be set only once."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_TRACER", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def test_what_a_request_causes_is_a_child_of_its_own_span(spans: InMemorySpanExporter) -> None:
    with serving(PARENT, "POST") as found:
        assert found == TRACE
        inside = carried()[TRACEPARENT]
    with handling("decision", [msgspec.structs.replace(an_envelope(1), traceparent=inside)]):
        pass
    answered, handled = spans.get_finished_spans()
    assert answered.parent is not None
    assert handled.parent is not None
    assert f"{answered.parent.span_id:016x}" == "b7ad6b7169203331"
    assert handled.parent.span_id == answered.context.span_id
    assert handled.context.trace_id == answered.context.trace_id == int(TRACE, 16)


def test_a_batch_of_several_traces_is_linked_to_each(spans: InMemorySpanExporter) -> None:
    other = PARENT.replace("0af7", "0bf7")
    batch = [msgspec.structs.replace(an_envelope(n), traceparent=parent) for n, parent in enumerate((PARENT, other))]
    with handling("decision", [*batch, an_envelope(3)]):
        pass
    (handled,) = spans.get_finished_spans()
    assert handled.parent is None
    assert {f"{link.context.trace_id:032x}" for link in handled.links} == {TRACE, other.split("-")[1]}


@pytest.mark.parametrize("work", ["request", "event"])
def test_a_span_that_fails_says_where_and_not_what(spans: InMemorySpanExporter, work: str) -> None:
    around = serving(PARENT, "POST") if work == "request" else handling("decision", [an_envelope(1)])
    with pytest.raises(KeyError), around:
        raise KeyError("Zephyrine")
    (failed,) = spans.get_finished_spans()
    assert failed.status.status_code is trace.StatusCode.ERROR
    assert (failed.status.description or "").startswith("KeyError at ")
    assert "Zephyrine" not in failed.to_json()
