package io.tailrace.component;

import java.util.List;

/// What telemetry enters through. It turns what arrives into OTLP bytes, offers them to its
/// {@link Intake}, and answers its client with what the intake said.
public interface Receiver extends Lifecycle {
  /// What it listens on once started, for the lines at start and for the check of port clashes.
  default List<Listening> listening() {
    return List.of();
  }

  /// One open socket.
  ///
  /// @param protocol what is spoken there, `otlp/grpc`
  /// @param address host and port that were bound
  record Listening(String protocol, String address) {}
}
