package io.tailrace.receivers.kafka;

import io.tailrace.component.RetryConfig;
import io.tailrace.component.kafka.KafkaClientConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is written below `kafka:` of the receivers.
record KafkaReceiverConfig(
    @Option(inline = true, doc = "The cluster.") KafkaClientConfig client,
    @Option(value = "otel-collector", doc = "The consumer group, which remembers what was read.")
        String groupId,
    @Option(
            doc =
                "This process's name in the group. With it, a restart within `session_timeout`"
                    + " moves no partitions; it must be unique.")
        Optional<String> groupInstanceId,
    @Option(
            value = "latest",
            oneOf = {"latest", "earliest"},
            doc = "Where a group that is new starts to read.")
        String initialOffset,
    @Option(value = "10s", min = 1, doc = "How long the group waits for a member that is silent.")
        Duration sessionTimeout,
    @Option(value = "3s", min = 1, doc = "How often a member says that it is there.")
        Duration heartbeatInterval,
    @Option(
            value = "cooperative-sticky",
            oneOf = {"range", "roundrobin", "sticky", "cooperative-sticky"},
            doc = "How partitions are shared out in the group.")
        String groupRebalanceStrategy,
    @Option(doc = "Several strategies, the best first, to change from one to another.")
        List<String> groupRebalanceStrategies,
    @Option(value = "1", min = 0, doc = "The broker waits until it has this many bytes.")
        int minFetchSize,
    @Option(value = "1048576", min = 1, doc = "The most bytes of an answer of a broker.")
        int maxFetchSize,
    @Option(value = "250ms", min = 0, doc = "How long the broker waits for `min_fetch_size`.")
        Duration maxFetchWait,
    @Option(
            value = "1048576",
            min = 1,
            doc = "The most bytes of a partition in an answer.",
            formerly = "default_fetch_size")
        int maxPartitionFetchSize,
    @Option(doc = "When it is remembered what was read.") Autocommit autocommit,
    @Option(doc = "Which records count as read.") MessageMarking messageMarking,
    @Option(doc = "Headers of records as attributes of their resources.")
        HeaderExtraction headerExtraction,
    @Option(
            doc = "How a record that was refused is repeated.",
            noEffect = "a refusal that may pass is repeated until it passes")
        Optional<RetryConfig> errorBackoff,
    @Option(value = "{topics: [otlp_spans]}", doc = "Where traces are.") Topics traces,
    @Option(value = "{topics: [otlp_metrics]}", doc = "Where metrics are.") Topics metrics,
    @Option(value = "{topics: [otlp_logs]}", doc = "Where logs are.") Topics logs,
    @Option(doc = "Where profiles are.", noEffect = "profiles are not carried")
        Optional<Topics> profiles,
    @Option(
            doc =
                "The topic in older files. It holds for the signal of the pipeline, of which"
                    + " there can be one only.")
        Optional<String> topic,
    @Option(
            oneOf = {"otlp_proto", "otlp_json"},
            doc = "The encoding in older files, for all signals.")
        Optional<String> encoding)
    implements Validated {

  @Override
  public void validate(Findings findings) {
    for (Signal signal : Signal.values()) {
      of(signal).validate(findings, signal.id());
    }
    if (heartbeatInterval.compareTo(sessionTimeout) >= 0) {
      findings.error("heartbeat_interval", "heartbeat_interval is not less than session_timeout");
    }
    topic.ifPresent(
        _ ->
            findings.warning(
                "topic", "topic is an old key: write traces: {topics: [...]} or the like"));
    encoding.ifPresent(
        _ ->
            findings.warning(
                "encoding", "encoding is an old key: write traces: {encoding: ...} or the like"));
  }

  /// Returns what is read for a signal, the older keys considered.
  Topics of(Signal signal) {
    Topics written =
        switch (signal) {
          case TRACES -> traces;
          case METRICS -> metrics;
          case LOGS -> logs;
        };
    return new Topics(
        topic.map(List::of).orElse(written.topics()),
        written.excludeTopics(),
        encoding.orElse(written.encoding()));
  }

  /// Returns the properties of the consumer, added to those of the connection.
  Map<String, Object> consumer(Map<String, Object> connection) {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.put("group.id", groupId);
    groupInstanceId.ifPresent(id -> properties.put("group.instance.id", id));
    client.rackId().ifPresent(rack -> properties.put("client.rack", rack));
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", initialOffset);
    properties.put("session.timeout.ms", (int) sessionTimeout.toMillis());
    properties.put("heartbeat.interval.ms", (int) heartbeatInterval.toMillis());
    properties.put("partition.assignment.strategy", assignors());
    properties.put("fetch.min.bytes", minFetchSize);
    properties.put("fetch.max.bytes", maxFetchSize);
    properties.put("fetch.max.wait.ms", (int) maxFetchWait.toMillis());
    properties.put("max.partition.fetch.bytes", maxPartitionFetchSize);
    return properties;
  }

  private List<String> assignors() {
    Stream<String> names =
        groupRebalanceStrategies.isEmpty()
            ? Stream.of(groupRebalanceStrategy)
            : groupRebalanceStrategies.stream();
    return names
        .map(
            name ->
                "org.apache.kafka.clients.consumer."
                    + switch (name) {
                      case "range" -> "RangeAssignor";
                      case "roundrobin" -> "RoundRobinAssignor";
                      case "sticky" -> "StickyAssignor";
                      default -> "CooperativeStickyAssignor";
                    })
        .toList();
  }

  /// Where a signal is.
  record Topics(
      @Option(doc = "Topics; one that begins with `^` is a regular expression.")
          List<String> topics,
      @Option(doc = "Regular expressions, beginning with `^`, of topics to leave out of those.")
          List<String> excludeTopics,
      @Option(
              value = "otlp_proto",
              oneOf = {"otlp_proto", "otlp_json"},
              doc = "The form of a record's value: an OTLP export request, serialised or as JSON.")
          String encoding) {
    private void validate(Findings findings, String signal) {
      TopicPatterns.problem(topics).ifPresent(p -> findings.error(signal + "::topics", p));
      TopicPatterns.problem(excludeTopics)
          .ifPresent(p -> findings.error(signal + "::exclude_topics", p));
      excludeTopics.stream()
          .filter(each -> !TopicPatterns.isPattern(each))
          .forEach(
              each ->
                  findings.error(
                      signal + "::exclude_topics", "\"" + each + "\" does not begin with ^"));
    }
  }

  /// When it is remembered what was read.
  record Autocommit(
      @Option(
              value = "true",
              doc = "Whether it is remembered at all.",
              noEffect = "it always is, once the records are safe")
          boolean enable,
      @Option(value = "1s", min = 1, doc = "How often it is remembered.") Duration interval) {}

  /// Which records count as read.
  record MessageMarking(
      @Option(
              doc = "Whether a record counts as read only after it was taken.",
              noEffect = "it always does: a record counts as read when it is safe in our topics")
          boolean after,
      @Option(
              doc = "Whether a record counts as read although it could not be taken.",
              noEffect = "a refusal that may pass is repeated until it passes")
          boolean onError,
      @Option(
              doc = "Whether a record counts as read although it can never be taken.",
              noEffect = "it does, counted and logged: it would hold its partition for ever")
          boolean onPermanentError) {}

  /// Headers of records as attributes of their resources.
  record HeaderExtraction(
      @Option(doc = "Whether `headers` are looked for.") boolean extractHeaders,
      @Option(doc = "Headers that become attributes `kafka.header.NAME` of every resource.")
          List<String> headers) {
    List<String> wanted() {
      return extractHeaders ? headers : List.of();
    }
  }
}
