package io.tailrace.receivers.kafka;

import io.tailrace.model.Signal;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which topics are read, and which signal each holds.
///
/// @param literal topics by name, with their signal
/// @param patterns for each signal that has some, what the names of further topics match
record TopicPatterns(Map<String, Signal> literal, Map<Signal, Pattern> patterns) {
  /// Copies the maps.
  TopicPatterns {
    literal = Map.copyOf(literal);
    patterns = Map.copyOf(patterns);
  }

  /// Returns the topics of the signals that pipelines ask for.
  static TopicPatterns of(KafkaReceiverConfig config, Set<Signal> signals) {
    Map<String, Signal> literal = new java.util.HashMap<>();
    Map<Signal, Pattern> patterns = new EnumMap<>(Signal.class);
    for (Signal signal : signals) {
      KafkaReceiverConfig.Topics topics = config.of(signal);
      topics.topics().stream()
          .filter(each -> !isPattern(each))
          .forEach(each -> literal.put(each, signal));
      if (topics.topics().stream().anyMatch(TopicPatterns::isPattern)) {
        patterns.put(signal, pattern(topics));
      }
    }
    return new TopicPatterns(literal, patterns);
  }

  static boolean isPattern(String topic) {
    return topic.startsWith("^");
  }

  /// Returns what is wrong with an expression among the topics.
  static Optional<String> problem(List<String> topics) {
    for (String topic : topics) {
      try {
        if (isPattern(topic)) {
          Pattern.compile(topic);
        }
      } catch (PatternSyntaxException e) {
        return Optional.of(
            "\"%s\" is no regular expression: %s".formatted(topic, e.getDescription()));
      }
    }
    return Optional.empty();
  }

  /// Returns the signal that a topic holds, if it is read.
  Optional<Signal> signal(String topic) {
    Optional<Signal> known = Optional.ofNullable(literal.get(topic));
    return known.or(
        () ->
            patterns.entrySet().stream()
                .filter(each -> each.getValue().matcher(topic).matches())
                .map(Map.Entry::getKey)
                .findFirst());
  }

  /// Returns an expression for the names of all topics to read, empty when all are known by
  /// name.
  Optional<Pattern> everything() {
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Pattern.compile(
            Stream.concat(
                    literal.keySet().stream().map(Pattern::quote),
                    patterns.values().stream().map(Pattern::pattern))
                .collect(Collectors.joining("|"))));
  }

  /// The names of all topics that are known by name.
  Set<String> names() {
    return new HashSet<>(literal.keySet());
  }

  /// As in Go, an expression need not match the name up to its end.
  private static Pattern pattern(KafkaReceiverConfig.Topics topics) {
    String wanted =
        topics.topics().stream()
            .filter(TopicPatterns::isPattern)
            .map(each -> "(?:" + each + ").*")
            .collect(Collectors.joining("|", "(?:", ")"));
    String unwanted =
        topics.excludeTopics().stream()
            .map(each -> "(?!" + each + ")")
            .collect(Collectors.joining());
    return Pattern.compile(unwanted + wanted);
  }
}
