package io.tailrace.topology;

import java.util.Optional;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/// Why something failed, in words. Of exceptions that are wrapped in others, Kafka's among them,
/// the innermost one says it; some of Kafka's say nothing at all.
final class Reason {
  private Reason() {}

  /// Returns the reason; never empty.
  static String of(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable next = failure.getCause(); next != null; next = next.getCause()) {
      innermost = next;
    }
    String words =
        switch (innermost) {
          case WakeupException _, InterruptException _, InterruptedException _ ->
              "it was broken off";
          case DisconnectException _ -> "the connection was lost";
          default -> Optional.ofNullable(innermost.getMessage()).orElse("");
        };
    return words.isBlank() ? innermost.getClass().getSimpleName() : words;
  }
}
