package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/// Items that a backend refused for good, with everything that is known about it.
///
/// @param partition where in the dead-letter topic it is
/// @param offset where in that partition
/// @param time when it got there
/// @param pipeline the pipeline that it was in
/// @param exporter the exporter that could not send it
/// @param group the consumer group of both
/// @param signal what it carries
/// @param items how many items it holds
/// @param source the topic, partition and offset of the record that it came in with, as
///     `topic-partition@offset`
/// @param error what the backend said, or what ran out
/// @param failing for how long it had been tried
/// @param metadata what was kept of the headers of the requests that it came in with
/// @param otlp the request that was refused, after the processors
public record Letter(
    int partition,
    long offset,
    Instant time,
    ComponentId pipeline,
    ComponentId exporter,
    String group,
    Signal signal,
    int items,
    String source,
    String error,
    Duration failing,
    SortedMap<String, List<String>> metadata,
    byte[] otlp) {
  private static final String PIPELINE = "tailrace.dead.pipeline";
  private static final String EXPORTER = "tailrace.dead.exporter";
  private static final String GROUP = "tailrace.dead.group";
  private static final String SIGNAL = "tailrace.dead.signal";
  private static final String SOURCE = "tailrace.dead.source";
  private static final String ERROR = "tailrace.dead.error";
  private static final String FAILING = "tailrace.dead.failing_seconds";
  private static final int LONGEST_ERROR = 1000;

  /// The record of a piece that could not be sent.
  static ProducerRecord<byte[], byte[]> record(
      String topic, Plan.Route route, Piece piece, String reason, Duration failing) {
    ConsumerRecord<byte[], byte[]> from = piece.segment().record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, from.key(), piece.payload().otlp());
    for (Header header : from.headers()) {
      if (!header.key().equals(Headers.ITEMS) && !header.key().equals(Headers.TO)) {
        record.headers().add(header);
      }
    }
    String error = reason.length() > LONGEST_ERROR ? reason.substring(0, LONGEST_ERROR) : reason;
    String source = "%s-%d@%d".formatted(from.topic(), from.partition(), from.offset());
    record
        .headers()
        .add(Headers.ITEMS, Headers.number(piece.payload().items()))
        .add(PIPELINE, Headers.text(route.pipeline().toString()))
        .add(EXPORTER, Headers.text(route.exporter().toString()))
        .add(GROUP, Headers.text(route.group()))
        .add(SIGNAL, Headers.text(route.signal().id()))
        .add(SOURCE, Headers.text(source))
        .add(ERROR, Headers.text(error))
        .add(FAILING, Headers.number(failing.toSeconds()));
    return record;
  }

  /// Reads a record of the dead-letter topic; empty if somebody else wrote it.
  static Optional<Letter> of(ConsumerRecord<byte[], byte[]> record) {
    var headers = record.headers();
    Optional<String> signal = Headers.text(headers, SIGNAL);
    Optional<String> group = Headers.text(headers, GROUP);
    if (signal.isEmpty() || group.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Letter(
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            Headers.id(Headers.text(headers, PIPELINE).orElse("")),
            Headers.id(Headers.text(headers, EXPORTER).orElse("")),
            group.get(),
            Signal.valueOf(signal.get().toUpperCase(Locale.ROOT)),
            Headers.number(headers, Headers.ITEMS).orElse(0L).intValue(),
            Headers.text(headers, SOURCE).orElse(""),
            Headers.text(headers, ERROR).orElse(""),
            Duration.ofSeconds(Headers.number(headers, FAILING).orElse(0L)),
            Metadata.of(headers).values(),
            record.value()));
  }

  /// The partition that it came in by. A trace that is offered again stays with its other spans.
  TopicPartition sourcePartition() {
    int number = source.lastIndexOf('-') + 1;
    return new TopicPartition(
        source.substring(0, number - 1),
        Integer.parseInt(source.substring(number, source.lastIndexOf('@'))));
  }

  /// The name by which a person asks for it: `partition-offset`.
  public String name() {
    return partition + "-" + offset;
  }
}
