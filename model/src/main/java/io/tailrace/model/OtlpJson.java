package io.tailrace.model;

/// OTLP/JSON and protobuf, one into the other, for the export requests of the three signals.
///
/// Neither direction builds objects of telemetry: JSON is read and written token by token,
/// following the same description of the messages that protobuf is checked against.
public final class OtlpJson {
  private OtlpJson() {}

  /// What reading JSON gave.
  public sealed interface Reading {
    /// It was an export request.
    ///
    /// @param otlp the same request in protobuf, valid as {@link Inspection} means it
    record Read(byte[] otlp) implements Reading {}

    /// It was none, for good.
    ///
    /// @param reason what is wrong with it and where, for the client
    record Malformed(String reason) implements Reading {}
  }

  /// Turns a request in JSON into protobuf.
  ///
  /// As the specification asks: ids are hexadecimal, bytes Base64, 64-bit numbers strings or
  /// numbers, enums numbers (names are taken too), keys lowerCamelCase (the proto files' own
  /// spelling is taken too), null is absent, unknown keys are skipped.
  public static Reading read(Signal signal, byte[] json) {
    try {
      return new Reading.Read(new JsonReading(json).request(Schema.request(signal)));
    } catch (MalformedTelemetry e) {
      return new Reading.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /// Turns a request in protobuf into JSON, on one line and without a newline. Values that are
  /// zero or empty by default are left out, unknown fields as well.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public static byte[] write(Signal signal, byte[] otlp) {
    return new JsonWriting(otlp).request(Schema.request(signal));
  }
}
