package io.tailrace.exporters.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.model.Items;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Part;
import io.tailrace.model.Signal;
import io.tailrace.model.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Writes each payload to a Kafka cluster that is not ours, as one record or, by key or by size,
/// as several. It counts as delivered when the brokers acknowledged all of them.
public final class KafkaExporter implements Exporter {
  /// The exporter `kafka`.
  public static final Factory<KafkaExporterConfig> FACTORY =
      Factory.exporter(
          "kafka",
          List.of(),
          Set.of(Signal.values()),
          KafkaExporterConfig.class,
          KafkaExporter::new);

  /// What a record of its own takes beside key, value and headers.
  private static final int OVERHEAD = 128;

  private final KafkaExporterConfig config;
  private final Host host;
  private final Grouping grouping;
  private final MetadataKeys reads;
  private final List<Header> headers;
  private final int room;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(Producer<byte[], byte[]> producer, Partitions partitions) {}

  private KafkaExporter(KafkaExporterConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.grouping = new Grouping(config);
    this.reads = config.reads();
    this.headers =
        config.recordHeaders().entrySet().stream()
            .map(e -> (Header) new RecordHeader(e.getKey(), e.getValue().reveal().getBytes(UTF_8)))
            .toList();
    this.room = config.producer().maxMessageBytes() - OVERHEAD - size(headers);
  }

  private static int size(List<Header> headers) {
    return headers.stream().mapToInt(h -> h.key().length() * 3 + h.value().length + 10).sum();
  }

  @Override
  public MetadataKeys reads() {
    return reads;
  }

  @Override
  public void start() throws StartException {
    Producer<byte[], byte[]> producer = Producers.open(config, host);
    running =
        Optional.of(
            new Running(
                producer,
                new Partitions(
                    config.recordPartitioner(), topic -> producer.partitionsFor(topic).size())));
  }

  /// Nothing is sent before it is known that everything can be: a payload with an item that no
  /// record can hold is refused as a whole, and comes back in smaller parts.
  @Override
  public Delivery export(Payload payload) throws InterruptedException {
    List<Grouping.Group> records = new ArrayList<>();
    for (Grouping.Group group : grouping.of(payload)) {
      if (!encode(payload.signal(), group, records)) {
        return new Delivery.Refused(
            "an item is larger than producer.max_message_bytes, %d"
                .formatted(config.producer().maxMessageBytes()));
      }
    }
    Running to = running.orElseThrow();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (Grouping.Group record : records) {
        sent.add(to.producer().send(record(record, to.partitions())));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
      return Delivery.DELIVERED;
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (org.apache.kafka.common.errors.InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException e) {
      return failed(e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(Grouping.Group group, Partitions partitions) {
    byte[] key = group.key().orElse(null);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            group.topic(), partitions.choose(group.topic(), key), key, group.otlp(), headers);
    group.headers().forEach(record.headers()::add);
    return record;
  }

  /// Adds the records of a group; false if one of its items does not fit into any.
  private boolean encode(Signal signal, Grouping.Group group, List<Grouping.Group> records) {
    if (config.of(signal).encoding().equals("otlp_json")) {
      return json(signal, group, records);
    }
    int most = room(group);
    if (group.otlp().length <= most) {
      records.add(group);
      return true;
    }
    Split split = Items.of(signal, group.otlp()).split(most);
    for (Part part : split.parts()) {
      records.add(group.with(part.otlp()));
    }
    return split.rejected() == 0 && split.cut() == 0;
  }

  private boolean json(Signal signal, Grouping.Group group, List<Grouping.Group> records) {
    byte[] value = OtlpJson.write(signal, group.otlp());
    if (value.length <= room(group)) {
      records.add(group.with(value));
      return true;
    }
    List<Part> halves = Items.of(signal, group.otlp()).halves();
    return halves.size() > 1
        && halves.stream().allMatch(half -> json(signal, group.with(half.otlp()), records));
  }

  /// How many bytes a value may have.
  private int room(Grouping.Group group) {
    return Math.max(512, room - size(group.headers()));
  }

  private static Delivery failed(Throwable cause) {
    String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return switch (cause) {
      case RecordTooLargeException _ -> new Delivery.Refused(reason);
      case AuthenticationException _,
          AuthorizationException _,
          InvalidTopicException _,
          UnknownTopicOrPartitionException _,
          UnsupportedVersionException _ ->
          new Delivery.Unreachable(reason);
      default -> new Delivery.Retry(reason, Duration.ZERO);
    };
  }

  @Override
  public DeliveryPolicy policy() {
    return config
        .delivery()
        .policy(
            config.retryOnFailure(), config.sendingQueue(), config.producer().maxMessageBytes());
  }

  @Override
  public void close() {
    // Nothing is under way any more, so the cluster has nothing left to say.
    running.ifPresent(r -> r.producer().close(Duration.ZERO));
    running = Optional.empty();
  }
}
