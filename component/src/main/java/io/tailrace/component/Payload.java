package io.tailrace.component;

import io.tailrace.model.Signal;

/// Telemetry of one signal on its way through a pipeline, as a serialised OTLP export request.
///
/// Two payloads of a signal are joined by concatenating their bytes, because every field of an
/// export request is repeated.
///
/// @param signal what the bytes carry
/// @param otlp a serialised `ExportTraceServiceRequest`, `ExportMetricsServiceRequest` or
///     `ExportLogsServiceRequest`
/// @param items how many spans, data points or log records are in it
/// @param origins where the items came from, as far as a processor or an exporter asked for it
public record Payload(Signal signal, byte[] otlp, int items, Origins origins) {
  private static final byte[] NOTHING = {};

  /// Returns a payload whose origin nobody asked for.
  public static Payload of(Signal signal, byte[] otlp, int items) {
    return new Payload(signal, otlp, items, Origins.UNKNOWN);
  }

  /// Returns what is left when a processor drops everything.
  public static Payload empty(Signal signal) {
    return new Payload(signal, NOTHING, 0, Origins.UNKNOWN);
  }

  /// Whether no item is left.
  public boolean isEmpty() {
    return items == 0;
  }

  /// Returns the same items after a rewrite that kept their number.
  public Payload withOtlp(byte[] rewritten) {
    return new Payload(signal, rewritten, items, origins);
  }
}
