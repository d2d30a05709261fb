/// Sends telemetry to an OTLP/HTTP server.
@NullMarked
package io.tailrace.exporters.otlp_http;

import org.jspecify.annotations.NullMarked;
