package io.tailrace.exporters.kafka;

import io.tailrace.component.Client;
import io.tailrace.component.Payload;
import io.tailrace.model.Fields;
import io.tailrace.model.Items;
import io.tailrace.model.ResourceHash;
import io.tailrace.model.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Takes a request apart into what goes into records of its own: by topic, then by key.
final class Grouping {
  private static final int ENTRY = 1;
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTE = 1;
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private final KafkaExporterConfig config;

  Grouping(KafkaExporterConfig config) {
    this.config = config;
  }

  /// A share of a request.
  ///
  /// @param key the record key; absent when it has none
  /// @param headers headers of its own
  record Group(String topic, Optional<byte[]> key, List<Header> headers, byte[] otlp) {
    /// Returns another record with the same but the value.
    Group with(byte[] value) {
      return new Group(topic, key, headers, value);
    }
  }

  List<Group> of(Payload payload) {
    Signal signal = payload.signal();
    Client sender = payload.origins().of(0);
    KafkaExporterConfig.Destination to = config.of(signal);
    Optional<byte[]> key =
        value(sender, to.messageKeyFromMetadataKey())
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    List<Header> headers = headers(sender);
    List<Group> groups = new ArrayList<>();
    topics(signal, sender, payload.otlp())
        .forEach(
            (topic, request) -> {
              Group group = new Group(topic, key, headers, request);
              switch (config.keys(signal)) {
                case NONE -> groups.add(group);
                case TRACE -> byTrace(signal, group, groups);
                case RESOURCE -> byResource(group, groups);
              }
            });
    return groups;
  }

  private static Optional<String> value(Client sender, Optional<String> header) {
    return header
        .flatMap(name -> sender.metadata(name).stream().findFirst())
        .filter(value -> !value.isEmpty());
  }

  private List<Header> headers(Client sender) {
    List<Header> headers = new ArrayList<>();
    for (String name : config.includeMetadataKeys()) {
      for (String value : sender.metadata(name)) {
        headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return headers;
  }

  private Map<String, byte[]> topics(Signal signal, Client sender, byte[] otlp) {
    Optional<String> named =
        value(sender, config.of(signal).topicFromMetadataKey()).filter(this::allowed);
    String usual = named.orElse(config.of(signal).topic());
    if (named.isPresent() || config.topicFromAttribute().isEmpty()) {
      return Map.of(usual, otlp);
    }
    String attribute = config.topicFromAttribute().get();
    return entries(otlp, entry -> attribute(entry, attribute).filter(this::allowed).orElse(usual));
  }

  /// Kafka's own topics begin with two underscores; nothing that was sent may name them.
  private boolean allowed(String topic) {
    return topic.startsWith(config.topicFromAttributePrefix())
        && !topic.startsWith("__")
        && !topic.equals(".")
        && !topic.equals("..")
        && TOPIC.matcher(topic).matches();
  }

  private static void byResource(Group group, List<Group> groups) {
    entries(group.otlp(), entry -> ResourceHash.of(entry.bytes(), entry.start(), entry.end()))
        .forEach(
            (hash, request) -> {
              byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
              groups.add(new Group(group.topic(), Optional.of(key), group.headers(), request));
            });
  }

  private static void byTrace(Signal signal, Group group, List<Group> groups) {
    List<String> ids = traceIds(signal, group.otlp());
    Items items = Items.of(signal, group.otlp());
    Map<String, ByteArrayOutputStream> traces = new LinkedHashMap<>();
    int from = 0;
    for (int to = 1; to <= ids.size(); to++) {
      if (to == ids.size() || !ids.get(to).equals(ids.get(from))) {
        traces
            .computeIfAbsent(ids.get(from), _ -> new ByteArrayOutputStream())
            .writeBytes(items.range(from, to).otlp());
        from = to;
      }
    }
    traces.forEach(
        (id, request) -> {
          Optional<byte[]> key =
              id.isEmpty() ? Optional.empty() : Optional.of(id.getBytes(StandardCharsets.US_ASCII));
          groups.add(new Group(group.topic(), key, group.headers(), request.toByteArray()));
        });
  }

  /// Returns the trace ids of all spans or log records in hex, in their order.
  private static List<String> traceIds(Signal signal, byte[] otlp) {
    int number = signal == Signal.TRACES ? 1 : 9;
    List<String> ids = new ArrayList<>();
    Fields request = new Fields(otlp);
    Fields entry = new Fields();
    Fields scope = new Fields();
    Fields item = new Fields();
    while (request.next()) {
      if (request.isMessage(ENTRY)) {
        entry.into(request);
        while (entry.next()) {
          if (entry.isMessage(2)) {
            scope.into(entry);
            while (scope.next()) {
              if (scope.isMessage(2)) {
                ids.add(traceId(item.into(scope), number));
              }
            }
          }
        }
      }
    }
    return ids;
  }

  private static String traceId(Fields item, int number) {
    String id = "";
    while (item.next()) {
      if (item.isMessage(number)) {
        id = HexFormat.of().formatHex(item.bytes(), item.start(), item.end());
      }
    }
    return id;
  }

  /// Shares the resources of a request out by what a function says of each.
  private static <K> Map<K, byte[]> entries(byte[] otlp, Function<Fields, K> by) {
    Map<K, ByteArrayOutputStream> parts = new LinkedHashMap<>();
    Fields request = new Fields(otlp);
    while (request.next()) {
      if (request.isMessage(ENTRY)) {
        parts
            .computeIfAbsent(by.apply(request), _ -> new ByteArrayOutputStream())
            .write(otlp, request.fieldStart(), request.end() - request.fieldStart());
      }
    }
    Map<K, byte[]> requests = new LinkedHashMap<>();
    parts.forEach((group, bytes) -> requests.put(group, bytes.toByteArray()));
    return requests;
  }

  private static Optional<String> attribute(Fields request, String name) {
    Fields entry = new Fields().into(request);
    Fields resource = new Fields();
    while (entry.next()) {
      if (entry.isMessage(RESOURCE)) {
        resource.into(entry);
        while (resource.next()) {
          Optional<String> value =
              resource.isMessage(ATTRIBUTE) ? value(resource, name) : Optional.empty();
          if (value.isPresent()) {
            return value;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> value(Fields attribute, String name) {
    Fields in = new Fields().into(attribute);
    boolean wanted = false;
    Optional<String> text = Optional.empty();
    while (in.next()) {
      if (in.isMessage(1)) {
        wanted = in.text().equals(name);
      } else if (in.isMessage(2)) {
        Fields any = new Fields().into(in);
        while (any.next()) {
          text = any.isMessage(1) ? Optional.of(any.text()) : Optional.empty();
        }
      }
    }
    return wanted ? text : Optional.empty();
  }
}
