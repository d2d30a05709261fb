package io.tailrace.receivers.kafka;

import io.tailrace.component.Host;
import io.tailrace.component.Metrics;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.model.Items;
import io.tailrace.model.MalformedTelemetry;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Signal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes telemetry of records, and counts what becomes of it.
///
/// A record that cannot be read is counted, named in the log and passed over: no repetition
/// makes it better, and it would hold its partition for ever.
final class RecordReader {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

  private final KafkaReceiverConfig config;
  private final TopicPatterns topics;
  private final HeaderAttributes headers;
  private final String name;
  private final Map<Signal, Counts> counts = new EnumMap<>(Signal.class);
  private final LongAdder unreadable;

  /// What a record holds.
  sealed interface Content {}

  /// A request.
  record Telemetry(Payload payload) implements Content {}

  /// Nothing to hand on.
  record Nothing() implements Content {}

  RecordReader(KafkaReceiverConfig config, TopicPatterns topics, Host host) {
    this.config = config;
    this.topics = topics;
    this.headers = new HeaderAttributes(config.headerExtraction().wanted());
    this.name = host.id().toString();
    for (Signal signal : Signal.values()) {
      counts.put(signal, new Counts(signal, name, host.metrics()));
    }
    this.unreadable =
        host.metrics()
            .counter(
                "otelcol_kafka_receiver_unmarshal_failed",
                "Number of records that could not be read and were passed over.",
                "receiver",
                name);
  }

  Content read(ConsumerRecord<byte[], byte[]> record) {
    Optional<Signal> signal = topics.signal(record.topic());
    if (signal.isEmpty() || record.value() == null) {
      return new Nothing();
    }
    try {
      return telemetry(signal.get(), record);
    } catch (MalformedTelemetry e) {
      return passOver(signal.get(), record, String.valueOf(e.getMessage()));
    }
  }

  private Content telemetry(Signal signal, ConsumerRecord<byte[], byte[]> record) {
    byte[] otlp = record.value();
    if (config.of(signal).encoding().equals("otlp_json")) {
      switch (OtlpJson.read(signal, record.value())) {
        case OtlpJson.Reading.Malformed(String reason) -> {
          return passOver(signal, record, reason);
        }
        case OtlpJson.Reading.Read(byte[] read) -> otlp = read;
      }
    }
    int items = Items.count(signal, otlp);
    if (items == 0) {
      return new Nothing();
    }
    return new Telemetry(Payload.of(signal, headers.add(record.headers(), otlp), items));
  }

  private Content passOver(Signal signal, ConsumerRecord<byte[], byte[]> record, String reason) {
    unreadable.increment();
    LOG.warn(
        "{} passes over offset {} of {}-{}: it is no {} of {}: {}",
        name,
        record.offset(),
        record.topic(),
        record.partition(),
        config.of(signal).encoding(),
        signal.id(),
        reason);
    return new Nothing();
  }

  void count(Payload payload, Outcome outcome) {
    Counts of = counts.get(payload.signal());
    if (of != null) {
      of.add(payload.items(), outcome);
    }
  }

  private static final class Counts {
    private final LongAdder accepted;
    private final LongAdder refused;
    private final LongAdder failed;

    Counts(Signal signal, String name, Metrics metrics) {
      String items = signal.items();
      String what = items.replace('_', ' ');
      String[] labels = {"receiver", name, "transport", "kafka"};
      accepted =
          metrics.counter(
              "otelcol_receiver_accepted_" + items,
              "Number of %s successfully pushed into the pipeline.".formatted(what),
              labels);
      refused =
          metrics.counter(
              "otelcol_receiver_refused_" + items,
              "Number of %s that could not be pushed into the pipeline.".formatted(what),
              labels);
      failed =
          metrics.counter(
              "otelcol_receiver_failed_" + items,
              "Number of %s that could never be taken.".formatted(what),
              labels);
    }

    void add(int items, Outcome outcome) {
      switch (outcome) {
        case Outcome.Accepted _ -> accepted.add(items);
        case Outcome.Partial partial -> {
          accepted.add(items - partial.rejected());
          failed.add(partial.rejected());
        }
        case Outcome.Retry _, Outcome.Overloaded _ -> refused.add(items);
        case Outcome.Refused _ -> failed.add(items);
      }
    }
  }
}
