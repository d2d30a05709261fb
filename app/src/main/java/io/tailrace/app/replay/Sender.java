package io.tailrace.app.replay;

import java.time.Duration;

/// One client connection over which requests are sent one after the other.
public interface Sender extends AutoCloseable {
  /// Sends a request and waits for the answer. Failures of the transport are answers too.
  Answer send(Request request) throws InterruptedException;

  @Override
  void close();

  /// Connects over OTLP/gRPC without TLS.
  ///
  /// @param target host and port
  /// @param timeout after which an attempt counts as failed
  static Sender grpc(String target, Duration timeout) {
    return new GrpcSender(target, timeout);
  }

  /// Connects over OTLP/HTTP with protobuf, without TLS.
  ///
  /// @param target host and port
  /// @param timeout after which an attempt counts as failed
  static Sender http(String target, Duration timeout) {
    return new HttpSender(target, timeout);
  }
}
