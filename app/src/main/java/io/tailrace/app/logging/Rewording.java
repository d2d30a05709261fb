package io.tailrace.app.logging;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a library says, and what it means to somebody who runs Tailrace.
///
/// @param logger prefix of the logger's name
/// @param says what its message looks like
/// @param means our words, with `$1` for what the expression caught; empty to say nothing
record Rewording(String logger, Pattern says, String means) {
  private static final String UNKNOWN = "=UNKNOWN_TOPIC_OR_PARTITION";
  private static final List<Rewording> ALL =
      List.of(
          of(
              "org.apache.kafka.clients.NetworkClient",
              "Connection to node -?\\d+ \\((?:([^/)]+)/[^:)]*|/?([^)]*?))(:\\d+)?\\) could not be"
                  + " established.*",
              "Kafka at $1$2$3 does not answer. Receivers ask their clients to retry and exporters"
                  + " wait until it does; check that the broker runs and that `brokers` is right."),
          of(
              "org.apache.kafka.clients.NetworkClient",
              "(?:Bootstrap broker|Node) .*disconnected.*",
              ""),
          of(
              "org.apache.kafka.clients.NetworkClient",
              "The metadata response .* : \\{(.*UNKNOWN_TOPIC_OR_PARTITION.*)\\}",
              "Kafka does not have: $1. Create these topics, or correct their names in the"
                  + " configuration; what is meant for them waits."),
          of("org.apache.kafka.clients.NetworkClient", "The metadata response .*", ""),
          of(
              "org.apache.kafka.clients.NetworkClient",
              ".*terminated during authentication.*",
              "Kafka closed the connection while we authenticated: check `auth` and `tls` of the"
                  + " kafka extension (user, password, mechanism, and whether the port speaks"
                  + " TLS)."),
          of(
              "org.apache.kafka.clients.ClientUtils",
              "Couldn't resolve server (\\S+) .*",
              "The name of the Kafka broker $1 cannot be resolved: check `brokers` and DNS."),
          of("org.apache.kafka.clients.consumer.internals", ".*Offset commit failed.*", ""),
          of(
              "org.apache.kafka.clients.consumer.internals",
              ".*consumer poll timeout has expired.*",
              "An exporter or topology did not come back to Kafka in time and its partitions go to"
                  + " others; it joins again by itself. When this repeats, the process has too"
                  + " little CPU."),
          of(
              "org.apache.kafka.storage.internals.log",
              ".*(?:No space left|IOException).*",
              "The disk of the embedded broker cannot be written: free space on the volume of the"
                  + " data directory."),
          of("kafka.server.DefaultAutoTopicCreationManager", "Auto topic creation failed.*", ""),
          of(
              "org.apache.kafka.controller.QuorumController",
              ".*Performing controller activation.*",
              ""),
          of(
              "org.apache.kafka.clients.NetworkClient",
              "Attempting to close NetworkClient that has already been closed.*",
              ""),
          of("kafka.server.DefaultAutoTopicCreationManager", ".*already exists.*", ""),
          of("io.grpc.netty.NettyServerHandler", "Stream Error.*", ""),
          of("io.netty.util.NetUtil", ".*", ""));

  private static Rewording of(String logger, String says, String means) {
    return new Rewording(logger, Pattern.compile(says, Pattern.DOTALL), means);
  }

  /// Returns what to log instead of a message, or nothing if the message helps nobody.
  static Optional<String> of(String logger, String message) {
    for (Rewording rewording : ALL) {
      if (logger.startsWith(rewording.logger())) {
        Matcher matcher = rewording.says().matcher(withoutPrefix(message));
        if (matcher.matches()) {
          return Optional.of(matcher.replaceFirst(rewording.means()).replace(UNKNOWN, ""))
              .filter(text -> !text.isEmpty());
        }
      }
    }
    return Optional.of(message);
  }

  /// Kafka's clients begin every message with who they are.
  static String withoutPrefix(String message) {
    return message.startsWith("[") && message.contains("] ")
        ? message.substring(message.indexOf("] ") + 2)
        : message;
  }
}
