package io.tailrace.model;

/// What a look at every byte of a request found.
public sealed interface Inspection {
  /// A valid request.
  ///
  /// @param items how many spans, data points or log records it holds
  record Valid(int items) implements Inspection {}

  /// No valid request, for good.
  ///
  /// @param reason what is wrong with it, for the client
  record Malformed(String reason) implements Inspection {}

  /// Inspects a request: it must be what protobuf's parsers accept, its known fields must have
  /// their own wire types, and its ids their lengths. Fields that are not known may be
  /// anything, and so may the bytes of texts.
  static Inspection of(Signal signal, byte[] otlp) {
    try {
      new Validator(otlp).check(Schema.request(signal));
      return new Valid(Items.count(signal, otlp));
    } catch (MalformedTelemetry e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }
}
