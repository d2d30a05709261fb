package io.tailrace.app.replay;

import io.tailrace.model.Signal;

/// One export request as a client sends it, with the identity of each of its items.
///
/// @param signal what the bytes carry
/// @param otlp a serialised OTLP export request
/// @param ids span ids, or the unique times of log records and data points
public record Request(Signal signal, byte[] otlp, long[] ids) {
  /// Returns a request whose identities are read from its bytes.
  ///
  /// @throws IllegalArgumentException when the bytes are no request of the signal
  public static Request of(Signal signal, byte[] otlp) {
    return new Request(signal, otlp, Items.ids(signal, otlp));
  }

  /// How many spans, log records or data points it carries.
  public int items() {
    return ids.length;
  }
}
