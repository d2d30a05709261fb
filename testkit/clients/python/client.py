"""Sends one span, one data point and one log record through OpenTelemetry's SDK for Python.

usage: python client.py TRACE_ID SPAN_ID

Where and how is said by the SDK's own environment variables: OTEL_EXPORTER_OTLP_ENDPOINT,
OTEL_EXPORTER_OTLP_PROTOCOL (grpc, http/protobuf), OTEL_EXPORTER_OTLP_COMPRESSION.
"""

import importlib
import os
import sys

from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator


class KnownIds(IdGenerator):
    """Gives the ids that the caller chose."""

    def __init__(self, trace_id, span_id):
        self.trace_id = int(trace_id, 16)
        self.span_id = int(span_id, 16)

    def generate_trace_id(self):
        return self.trace_id

    def generate_span_id(self):
        return self.span_id


def exporter(signal, name):
    """Returns the exporter of a signal that speaks the protocol of the environment."""
    protocol = "grpc" if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc" else "http"
    module = importlib.import_module(f"opentelemetry.exporter.otlp.proto.{protocol}.{signal}_exporter")
    return getattr(module, name)()


def main(trace_id, span_id):
    resource = Resource({"service.name": f"shop-{trace_id}"})
    tracers = TracerProvider(resource=resource, id_generator=KnownIds(trace_id, span_id))
    tracers.add_span_processor(SimpleSpanProcessor(exporter("trace", "OTLPSpanExporter")))
    reader = PeriodicExportingMetricReader(exporter("metric", "OTLPMetricExporter"), 3_600_000)
    meters = MeterProvider(resource=resource, metric_readers=[reader])
    loggers = LoggerProvider(resource=resource)
    loggers.add_log_record_processor(SimpleLogRecordProcessor(exporter("_log", "OTLPLogExporter")))

    span = tracers.get_tracer("client").start_span("order", attributes={"language": "python"})
    meters.get_meter("client").create_counter("orders").add(42, {"language": "python"})
    loggers.get_logger("client").emit(
        LogRecord(
            severity_number=SeverityNumber.INFO,
            body="paid",
            attributes={"language": "python"},
            context=trace.set_span_in_context(span),
        )
    )
    span.end()
    for provider in (tracers, meters, loggers):
        provider.shutdown()


main(*sys.argv[1:3])
