/// Sends telemetry to an OTLP/gRPC server.
@NullMarked
package io.tailrace.exporters.otlp_grpc;

import org.jspecify.annotations.NullMarked;
