package io.tailrace.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The dead letters of an installation, for the commands that list, show and offer them again.
///
/// A letter that was offered again stays in the topic; the position of a group of its own per
/// exporter says which ones were, so that none is offered twice.
public final class DeadLetters implements AutoCloseable {
  private final Admin admin;
  private final KafkaConnection kafka;
  private final TopicNames names;

  /// Connects to Kafka.
  ///
  /// @param prefix what the names of topics and groups begin with
  public DeadLetters(KafkaConnection kafka, String prefix) {
    this.kafka = kafka;
    this.names = new TopicNames(prefix);
    this.admin = kafka.admin();
  }

  /// Returns letters from the oldest on.
  ///
  /// @param wanted which ones
  /// @param most how many at most
  /// @throws ExecutionException if Kafka refuses
  public List<Letter> list(Predicate<Letter> wanted, int most)
      throws ExecutionException, InterruptedException {
    List<Letter> found = new ArrayList<>();
    try (Scan scan = new Scan(kafka)) {
      for (TopicPartition partition : partitions()) {
        scan.whole(partition, record -> add(record, wanted, most, found));
      }
    }
    return found;
  }

  private static void add(
      ConsumerRecord<byte[], byte[]> record,
      Predicate<Letter> wanted,
      int most,
      List<Letter> found) {
    if (found.size() < most) {
      Letter.of(record).filter(wanted).ifPresent(found::add);
    }
  }

  /// Returns the letter of a name, as {@link Letter#name} gives it.
  ///
  /// @throws ExecutionException if Kafka refuses
  public Optional<Letter> show(String name) throws ExecutionException, InterruptedException {
    return list(letter -> letter.name().equals(name), 1).stream().findFirst();
  }

  /// Offers letters again to the exporter that could not send them, and to no other. They do not
  /// pass its processors a second time.
  ///
  /// @param pipelineAndExporter which exporters: matches the letters to offer
  /// @return how many items were offered
  /// @throws ExecutionException if Kafka refuses; what was offered until then is not offered again
  public long redrive(Predicate<Letter> pipelineAndExporter)
      throws ExecutionException, InterruptedException {
    List<Letter> letters = list(pipelineAndExporter, Integer.MAX_VALUE);
    Set<String> groups = new LinkedHashSet<>();
    letters.forEach(letter -> groups.add(letter.group()));
    long items = 0;
    try (Producer<byte[], byte[]> producer = DeadLetterWriter.make(kafka)) {
      for (String group : groups) {
        items += redrive(producer, group, letters);
      }
    }
    return items;
  }

  /// Returns the names of those among some letters that were offered again.
  ///
  /// @throws ExecutionException if Kafka refuses
  public Set<String> offeredAgain(List<Letter> letters)
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> done = new HashMap<>();
    Set<String> found = new HashSet<>();
    for (Letter letter : letters) {
      if (!done.containsKey(letter.group())) {
        done.put(letter.group(), done(letter.group()));
      }
      if (isDone(letter, done.getOrDefault(letter.group(), Map.of()))) {
        found.add(letter.name());
      }
    }
    return found;
  }

  private Map<TopicPartition, OffsetAndMetadata> done(String group)
      throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(names.redriven(group))
        .partitionsToOffsetAndMetadata()
        .get();
  }

  private boolean isDone(Letter letter, Map<TopicPartition, OffsetAndMetadata> done) {
    OffsetAndMetadata position =
        done.get(new TopicPartition(names.deadLetter(), letter.partition()));
    return position != null && letter.offset() < position.offset();
  }

  private long redrive(Producer<byte[], byte[]> producer, String group, List<Letter> letters)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> done = done(group);
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    List<Future<?>> sent = new ArrayList<>();
    long items = 0;
    for (Letter letter : letters) {
      TopicPartition at = new TopicPartition(names.deadLetter(), letter.partition());
      if (letter.group().equals(group) && !isDone(letter, done)) {
        sent.add(producer.send(again(letter)));
        items += letter.items();
        next.put(at, new OffsetAndMetadata(letter.offset() + 1));
      }
    }
    for (Future<?> each : sent) {
      var _ = each.get();
    }
    if (!next.isEmpty()) {
      admin.alterConsumerGroupOffsets(names.redriven(group), next).all().get();
    }
    return items;
  }

  private ProducerRecord<byte[], byte[]> again(Letter letter) {
    TopicPartition source = letter.sourcePartition();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(source.topic(), source.partition(), null, letter.otlp());
    record
        .headers()
        .add(Headers.TO, Headers.text(letter.group()))
        .add(Headers.ITEMS, Headers.number(letter.items()))
        .add(Headers.SCHEMA, Headers.version());
    new Metadata(letter.metadata()).headers().forEach(record.headers()::add);
    return record;
  }

  /// Removes letters for good, offered again or not.
  ///
  /// @param before those that are older than that
  /// @return how many were removed
  /// @throws ExecutionException if Kafka refuses
  public long purge(Instant before) throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> begins = offsets(OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    long removed = 0;
    for (var young : offsets(OffsetSpec.forTimestamp(before.toEpochMilli())).entrySet()) {
      TopicPartition partition = young.getKey();
      long end = ends.getOrDefault(partition, 0L);
      // Without a letter as young as that, all of them are old.
      long to = young.getValue() < 0 ? end : young.getValue();
      long begin = begins.getOrDefault(partition, 0L);
      if (to > begin) {
        deletions.put(partition, RecordsToDelete.beforeOffset(to));
        removed += to - begin;
      }
    }
    admin.deleteRecords(deletions).all().get();
    return removed;
  }

  private Map<TopicPartition, Long> offsets(OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions().forEach(partition -> wanted.put(partition, spec));
    Map<TopicPartition, Long> found = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, info) -> found.put(partition, info.offset()));
    return found;
  }

  private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    List<TopicPartition> all = new ArrayList<>();
    admin
        .describeTopics(List.of(names.deadLetter()))
        .allTopicNames()
        .get()
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(p -> all.add(new TopicPartition(topic.name(), p.partition()))));
    return all;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
