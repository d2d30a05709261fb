"""Reads Tailrace's raw traces and prints a line for each span: trace id, span id, service, name.

usage: python read_traces.py 127.0.0.1:19092 tailrace.traces.raw my-group [COUNT]

It ends after COUNT spans, or never.
"""

import sys

from kafka import KafkaConsumer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def service(resource):
    """Returns the name of the service that a resource describes."""
    for attribute in resource.attributes:
        if attribute.key == "service.name":
            return attribute.value.string_value
    return "unknown"


def main(bootstrap, topic, group, count=None):
    left = int(count) if count else float("inf")
    consumer = KafkaConsumer(
        topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest"
    )
    for record in consumer:
        for resource in ExportTraceServiceRequest.FromString(record.value).resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    print(span.trace_id.hex(), span.span_id.hex(), service(resource.resource), span.name)
                    left -= 1
        if left <= 0:
            break
    consumer.close()


main(*sys.argv[1:])
