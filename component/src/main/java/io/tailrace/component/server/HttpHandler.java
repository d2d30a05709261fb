package io.tailrace.component.server;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers the requests for one path.
@FunctionalInterface
public interface HttpHandler {
  /// Takes a request. Called on an event loop, so it must not block; `done` is called exactly
  /// once, on any thread.
  void handle(HttpCall call, Consumer<HttpReply> done);

  /// Returns a handler of all requests whose answer may take a while to find: it is looked for on a
  /// virtual thread, so that other requests need not wait.
  static HttpHandler looking(Supplier<HttpReply> answer) {
    return (_, done) -> Thread.startVirtualThread(() -> done.accept(answer.get()));
  }

  /// Returns the answer to a request that the server does not let through to {@link #handle}.
  ///
  /// @param status such as 401 or 413
  /// @param reason what is wrong, for the client's logs
  /// @param mediaType what the request says its body is, empty when it says nothing
  default HttpReply failure(int status, String reason, String mediaType) {
    return HttpReply.text(status, reason);
  }
}
