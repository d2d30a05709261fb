package io.tailrace.app.replay;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/// How a sink answers one request, and so what kind of backend it plays.
public sealed interface Reply {
  /// Takes the items.
  Reply ACCEPT = new Accept(Duration.ZERO);

  /// Takes the items after a while.
  ///
  /// @param delay how long the client waits
  record Accept(Duration delay) implements Reply {}

  /// Takes nothing and says so.
  ///
  /// @param status an HTTP status; over gRPC the status that means the same
  record Refuse(int status) implements Reply {}

  /// Takes nothing and answers success with bytes that are no OTLP response.
  record Garbage() implements Reply {}

  /// Takes nothing and never answers.
  record Never() implements Reply {}

  /// Answers all requests alike.
  static Function<Request, Reply> always(Reply reply) {
    return _ -> reply;
  }

  /// Refuses some of the requests at random and takes the others.
  ///
  /// @param percent of requests, 0 to 100
  /// @param status what the refused ones are told, as an HTTP status
  static Function<Request, Reply> sometimes(double percent, int status) {
    var refusal = new Refuse(status);
    return _ -> ThreadLocalRandom.current().nextDouble(100) < percent ? refusal : ACCEPT;
  }

  /// Refuses every request that a predicate names, always, and takes the others.
  static Function<Request, Reply> poisoned(Predicate<Request> poison, int status) {
    var refusal = new Refuse(status);
    return request -> poison.test(request) ? refusal : ACCEPT;
  }
}
