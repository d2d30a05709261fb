package io.tailrace.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The routes that were ever planned and not given up, as the compacted topic `plan` has them: a
/// record for each consumer group.
///
/// It tells a removed exporter from one that never was, so that a backlog is not forgotten, and it
/// is what processes that share a group compare their files with.
record Registry(KafkaConnection kafka, TopicNames names) {
  /// The partition that holds the plan.
  TopicPartition partition() {
    return new TopicPartition(names.plan(), 0);
  }

  /// Reads all routes, by group.
  Map<String, Planned> read() {
    Map<String, Planned> routes = new LinkedHashMap<>();
    try (Scan scan = new Scan(kafka)) {
      scan.whole(
          partition(),
          record -> {
            String group = new String(record.key(), StandardCharsets.UTF_8);
            Optional<Planned> planned =
                Optional.ofNullable(record.value())
                    .flatMap(value -> PlanCodec.decode(group, value));
            if (planned.isPresent()) {
              routes.put(group, planned.get());
            } else {
              routes.remove(group);
            }
          });
    }
    return routes;
  }

  /// Enters routes that are new or that changed, and strikes groups out.
  void write(Collection<Planned> entered, Set<String> struckOut)
      throws ExecutionException, InterruptedException {
    Map<String, Planned> known = read();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Planned planned : entered) {
      byte[] value = PlanCodec.encode(planned);
      Optional<byte[]> before =
          Optional.ofNullable(known.get(planned.group())).map(PlanCodec::encode);
      if (before.filter(bytes -> Arrays.equals(bytes, value)).isEmpty()) {
        records.add(record(planned.group(), value));
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
}
