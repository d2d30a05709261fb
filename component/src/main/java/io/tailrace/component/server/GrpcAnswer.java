package io.tailrace.component.server;

import io.grpc.Status;
import java.time.Duration;

/// What a server answers to a unary gRPC request.
public sealed interface GrpcAnswer {
  /// The request succeeded.
  ///
  /// @param message the serialised response
  record Ok(byte[] message) implements GrpcAnswer {}

  /// The request failed.
  ///
  /// @param code what it means for the client
  /// @param message why, for the client's logs
  /// @param retryAfter how long the client should wait before it tries again, sent as
  ///     `google.rpc.RetryInfo`; zero for no such hint
  record Failed(Status.Code code, String message, Duration retryAfter) implements GrpcAnswer {}
}
