package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The routes that were ever planned and not given up, as the compacted topic `plan` has them: a
/// record for each consumer group.
///
/// It tells a removed exporter from one that never was, so that a backlog is not forgotten.
record Registry(KafkaConnection kafka, TopicNames names) {
  private static final String FORMAT = "1";

  /// A route that was planned.
  ///
  /// @param route without its processors
  /// @param abandoned how many items nobody will export because a person gave the exporter up;
  ///     absent while it is not given up
  /// @param barriers where changes of its sources take effect
  record Entry(Plan.Route route, Optional<Long> abandoned, List<Barrier> barriers) {
    /// Copies the list.
    Entry {
      barriers = List.copyOf(barriers);
    }
  }

  /// Reads all routes, by group.
  Map<String, Entry> read() {
    Map<String, Entry> routes = new LinkedHashMap<>();
    TopicPartition partition = new TopicPartition(names.plan(), 0);
    try (Consumer<byte[], byte[]> consumer = Scan.consumer(kafka)) {
      Scan.whole(
          consumer,
          partition,
          record -> {
            String group = new String(record.key(), StandardCharsets.UTF_8);
            Optional<Entry> entry =
                Optional.ofNullable(record.value())
                    .flatMap(value -> decode(group, new String(value, StandardCharsets.UTF_8)));
            if (entry.isPresent()) {
              routes.put(group, entry.get());
            } else {
              routes.remove(group);
            }
          });
    }
    return routes;
  }

  /// Enters routes that are new or that changed, and strikes groups out.
  void write(List<Entry> entered, Set<String> struckOut)
      throws ExecutionException, InterruptedException {
    Map<String, Entry> known = read();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Entry entry : entered) {
      String text = encode(entry);
      Entry before = known.get(entry.route().group());
      if (before == null || !encode(before).equals(text)) {
        records.add(record(entry.route().group(), Headers.text(text)));
      }
    }
    for (String group : struckOut) {
      if (known.containsKey(group)) {
        records.add(record(group, null));
      }
    }
    if (records.isEmpty()) {
      return;
    }
    try (Producer<byte[], byte[]> producer = DeadLetterWriter.make(kafka)) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        var _ = producer.send(record).get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(
      String group, byte @org.jspecify.annotations.Nullable [] value) {
    return new ProducerRecord<>(names.plan(), 0, Headers.text(group), value);
  }

  /// As lines: format, pipeline, exporter, topic, how many items were abandoned or nothing, and a
  /// line of receivers for each path and of each barrier.
  static String encode(Entry entry) {
    Plan.Route route = entry.route();
    StringBuilder text = new StringBuilder(FORMAT);
    text.append('\n').append(route.pipeline());
    text.append('\n').append(route.exporter());
    text.append('\n').append(route.topic());
    text.append('\n').append(entry.abandoned().map(String::valueOf).orElse(""));
    for (Plan.Path path : route.paths()) {
      text.append('\n');
      String tab = "";
      for (ComponentId receiver : new TreeSet<>(path.receivers())) {
        text.append(tab).append(receiver);
        tab = "\t";
      }
    }
    entry.barriers().forEach(barrier -> text.append('\n').append(barrier.encode()));
    return text.toString();
  }

  /// Reads what {@link #encode} wrote; the processors are not in it.
  static Optional<Entry> decode(String group, String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 5 || !lines[0].equals(FORMAT)) {
      return Optional.empty();
    }
    ComponentId pipeline = Headers.id(lines[1]);
    List<Plan.Path> paths = new ArrayList<>();
    List<Barrier> barriers = new ArrayList<>();
    for (int i = 5; i < lines.length; i++) {
      Optional<Barrier> barrier = Barrier.decode(lines[i]);
      if (barrier.isPresent()) {
        barriers.add(barrier.get());
        continue;
      }
      Set<ComponentId> receivers = new TreeSet<>();
      for (String receiver : lines[i].split("\t", -1)) {
        receivers.add(Headers.id(receiver));
      }
      paths.add(new Plan.Path(receivers, List.of()));
    }
    Plan.Route route =
        new Plan.Route(
            pipeline,
            Headers.id(lines[2]),
            Signal.valueOf(pipeline.type().toUpperCase(Locale.ROOT)),
            lines[3],
            group,
            paths);
    return Optional.of(
        new Entry(
            route,
            lines[4].isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(lines[4])),
            barriers));
  }
}
