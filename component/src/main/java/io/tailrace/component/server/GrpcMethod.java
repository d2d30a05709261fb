package io.tailrace.component.server;

import io.tailrace.component.Client;
import java.util.function.Consumer;

/// Answers the requests of one unary gRPC method.
@FunctionalInterface
public interface GrpcMethod {
  /// Takes a request. Called on an event loop, so it must not block; `done` is called exactly
  /// once, on any thread.
  ///
  /// @param request the serialised message, decompressed, which nobody else holds
  /// @param client who sent it
  void call(byte[] request, Client client, Consumer<GrpcAnswer> done);
}
