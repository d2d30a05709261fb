package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.Intake;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Origins;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what receivers hand in to the raw topics.
///
/// A request is validated and sliced on the caller's thread, which is an event loop: that is cheap
/// and keeps the bytes in its cache. One thread joins slices and hands them to the producer, whose
/// compression happens there. Before anything, the request's bytes are reserved from a fixed
/// amount, so that memory stays bounded however slow Kafka is.
final class KafkaIntake {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaIntake.class);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int FULL_AT = 224 << 10;
  private static final long WAIT_NANOS = Duration.ofMillis(10).toNanos();
  private static final long STALLED_NANOS = Duration.ofSeconds(4).toNanos();

  private final Accumulator accumulator = new Accumulator(FULL_AT, ModelBytes.LARGEST, WAIT_NANOS);
  private final AtomicLong reserved = new AtomicLong();
  private final Slicing slicing;
  private final RecordWriter writer;
  private final WriterBooks books;
  private final List<Guard> guards;
  private final Limits limits;
  private final Thread thread;
  private volatile long lastSuccess = System.nanoTime();
  private volatile long lastFailure = lastSuccess - STALLED_NANOS;
  private volatile boolean failing;
  private volatile Map<Source, Entrance> table = Map.of();
  private final Map<MetadataKeys, Set<Metadata>> combinations = new ConcurrentHashMap<>();

  /// What an intake is bound by.
  ///
  /// @param bytes how many bytes of requests may be under way; a larger single one may pass alone
  /// @param writer the name under which this process writes
  record Limits(long bytes, String writer) {}

  KafkaIntake(
      Slicing slicing, RecordWriter writer, WriterBooks books, List<Guard> guards, Limits limits) {
    this.slicing = slicing;
    this.writer = writer;
    this.books = books;
    this.guards = List.copyOf(guards);
    this.limits = limits;
    this.thread = Thread.ofPlatform().name("intake").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Says where each signal of each receiver goes, and who may refuse it, from now on.
  void route(Map<Source, Destination> destinations, Map<Source, Demands> demands) {
    Map<Source, Entrance> next = new HashMap<>();
    destinations.forEach(
        (source, to) -> {
          Demands demanded = demands.getOrDefault(source, Demands.NONE);
          next.put(
              source,
              new Entrance(
                  lane(source, to),
                  AdmissionControl.of(demanded, combinations),
                  demanded.origins()));
        });
    table = Map.copyOf(next);
  }

  /// Where requests of one source go and who may refuse them.
  private record Entrance(Lane lane, AdmissionControl admission, boolean keepsOrigins) {}

  private Lane lane(Source source, Destination to) {
    Entrance known = table.get(source);
    return known != null && known.lane().partitions() == to.partitions()
        ? known.lane()
        : new Lane(
            source.signal(), source.receiver(), to.topic(), to.partitions(), limits.writer());
  }

  /// The intake of one receiver.
  Intake of(ComponentId receiver) {
    return (request, done) -> {
      Source source = new Source(receiver, request.signal());
      Entrance entrance = table.get(source);
      if (entrance == null) {
        done.accept(source.unwanted());
      } else {
        offer(entrance, request, done);
      }
    };
  }

  /// A topic with its number of partitions.
  record Destination(String topic, int partitions) {}

  private void offer(Entrance entrance, Payload request, Consumer<Outcome> done) {
    Lane lane = entrance.lane();
    Client client = request.origins().of(0);
    Metadata metadata = entrance.admission().metadata(client);
    int length = request.otlp().length;
    Optional<Outcome> refusal =
        entrance.admission().refusal(request, metadata).or(() -> admit(request));
    if (refusal.isPresent()) {
      done.accept(refusal.get());
      return;
    }
    Consumer<Outcome> releasing =
        outcome -> {
          reserved.addAndGet(-length);
          done.accept(outcome);
        };
    switch (slice(request, lane)) {
      case Slicing.Malformed malformed -> releasing.accept(new Outcome.Refused(malformed.reason()));
      case Slicing.Slices slices ->
          accept(
              lane, metadata, slices, entrance.keepsOrigins() ? client : Client.UNKNOWN, releasing);
    }
  }

  /// What cannot be sliced although it is valid cannot be taken, now or later.
  private Slicing.Sliced slice(Payload request, Lane lane) {
    try {
      return slicing.slice(request.signal(), request.otlp(), lane.partitions());
    } catch (RuntimeException e) {
      LOG.error("a request from {} failed in a way that it should not", lane.receiver(), e);
      return new Slicing.Malformed("it could not be cut by partition: " + e);
    }
  }

  private void accept(
      Lane lane, Metadata metadata, Slicing.Slices slices, Client client, Consumer<Outcome> done) {
    Outcome success = success(slices, lane.signal());
    if (slices.slices().isEmpty()) {
      done.accept(success);
      return;
    }
    Consumer<Outcome> leaving =
        outcome -> {
          accumulator.answered();
          done.accept(outcome);
        };
    PendingRequest pending = new PendingRequest(slices.slices().size(), success, client, leaving);
    if (!accumulator.add(lane, metadata, slices.slices(), pending)) {
      done.accept(new Outcome.Retry("shutting down", SOON));
    }
  }

  /// A text that was cut is told as OTLP tells warnings: a partial success that rejects nothing.
  private static Outcome success(Slicing.Slices slices, Signal signal) {
    List<String> reasons = new ArrayList<>();
    if (slices.tooLarge() > 0) {
      reasons.add(
          "%s of more than 8 MiB, the most that a record may have"
              .formatted(signal.count(slices.tooLarge())));
    }
    if (slices.cut() > 0) {
      reasons.add(
          "%s lost the end of %s text beyond 8 MiB, the most that a record may have"
              .formatted(signal.count(slices.cut()), slices.cut() == 1 ? "its" : "their"));
    }
    return reasons.isEmpty()
        ? Outcome.ACCEPTED
        : new Outcome.Partial(slices.tooLarge(), String.join("; ", reasons));
  }

  private Optional<Outcome> admit(Payload request) {
    for (int i = 0; i < guards.size(); i++) {
      Optional<Outcome> refusal = guards.get(i).refusal();
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (failing && System.nanoTime() - lastFailure < SOON.toNanos()) {
      return Optional.of(new Outcome.Retry("Kafka does not take records now", SOON));
    }
    int bytes = request.otlp().length;
    long before = reserved.getAndAdd(bytes);
    if (before == 0) {
      lastSuccess = System.nanoTime();
    } else if (System.nanoTime() - lastSuccess > STALLED_NANOS) {
      reserved.addAndGet(-bytes);
      return Optional.of(new Outcome.Retry("Kafka does not answer", SOON));
    }
    if (before > 0 && before + bytes > limits.bytes()) {
      reserved.addAndGet(-bytes);
      return Optional.of(
          new Outcome.Overloaded("more is under way than memory is set aside for", SOON));
    }
    return Optional.empty();
  }

  private void run() {
    List<Parcel> parcels = new ArrayList<>();
    try {
      while (true) {
        accumulator.take(parcels);
        if (parcels.isEmpty()) {
          return;
        }
        for (Parcel parcel : parcels) {
          send(parcel);
        }
        writer.push();
        parcels.clear();
      }
    } catch (InterruptedException _) {
      parcels.forEach(parcel -> parcel.failed("shutting down"));
    }
  }

  private void send(Parcel parcel) {
    Lane lane = parcel.lane();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            lane.topic(), parcel.partition(), null, null, parcel.value(), lane.headers());
    record.headers().add(Headers.ITEMS, Headers.number(parcel.items()));
    Origins origins = parcel.origins();
    if (!origins.runs().isEmpty()) {
      record.headers().add(Headers.ORIGINS, OriginsCodec.encode(origins));
    }
    writer.send(record, (metadata, failure) -> settle(parcel, metadata, failure));
  }

  private void settle(
      Parcel parcel,
      RecordMetadata metadata,
      @org.jspecify.annotations.Nullable Exception failure) {
    if (failure == null) {
      Lane lane = parcel.lane();
      books.wrote(
          new TopicPartition(lane.topic(), parcel.partition()),
          metadata.offset(),
          lane.receiver(),
          parcel.items());
      lastSuccess = System.nanoTime();
      failing = false;
      parcel.stored();
    } else {
      lastFailure = System.nanoTime();
      if (!failing) {
        LOG.warn("Kafka did not take a record; receivers refuse until it does", failure);
      }
      failing = true;
      parcel.failed("Kafka did not take it: " + failure.getMessage());
    }
  }

  /// Writes what was handed in and ends.
  ///
  /// @param patience how long Kafka may take for that; what it has not taken then is refused
  void close(Duration patience) {
    accumulator.close();
    try {
      if (thread.isAlive()) {
        thread.join(patience);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    writer.close(patience);
  }
}
