package io.tailrace.topology;

import io.tailrace.component.Batching;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.RetryConfig;
import io.tailrace.model.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// The topic of a pipeline that is published: what its processors made, sliced anew by the rules of
/// the raw topics, because processors may change what items are partitioned by.
///
/// One request is under way at a time, so that order holds within a partition. A thread of its own
/// writes, which nobody interrupts, see {@link LocalLog}; those of the requests may be.
final class Publisher implements Backend {
  private static final Duration TO_CLOSE = Duration.ofSeconds(1);
  private static final RetryConfig RETRY =
      new RetryConfig(
          true, Duration.ofMillis(200), 0.5, 1.5, Duration.ofSeconds(5), Optional.empty());
  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          RETRY,
          1,
          new Batching(1, 0, Duration.ZERO),
          0,
          0,
          DeliveryPolicy.StartAt.NOW,
          DeliveryPolicy.WhenFull.REFUSE);

  private final KafkaIntake.Destination to;
  private final Slicing slicing;
  private final String writer;
  private final Supplier<RecordWriter> writers;
  private final ExecutorService thread;
  private @Nullable RecordWriter records;

  /// Creates it; nothing is opened before something is to be written.
  ///
  /// @param to the topic
  /// @param writer the name under which this process writes
  /// @param writers makes what records are written with
  Publisher(
      KafkaIntake.Destination to, Slicing slicing, String writer, Supplier<RecordWriter> writers) {
    this.to = to;
    this.slicing = slicing;
    this.writer = writer;
    this.writers = writers;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("publish " + to.topic()).daemon(true).factory());
  }

  @Override
  public MetadataKeys reads() {
    return MetadataKeys.NONE;
  }

  @Override
  public DeliveryPolicy policy() {
    return POLICY;
  }

  @Override
  public Request request(List<Piece> pieces) {
    List<Draft> drafts = new ArrayList<>();
    Map<Address, Draft> open = new HashMap<>();
    for (Piece piece : pieces) {
      var headers = piece.segment().record().headers();
      Optional<String> receiver = Headers.text(headers, Headers.RECEIVER);
      Metadata metadata = Metadata.of(headers);
      switch (slicing.slice(piece.payload().signal(), piece.payload().otlp(), to.partitions())) {
        case Slicing.Malformed(String reason) -> {
          return () -> new Delivery.Refused(reason);
        }
        case Slicing.Slices(List<Slice> _, int tooLarge, int cut) when tooLarge + cut > 0 -> {
          return () -> new Delivery.Refused("larger than 8 MiB, the most that a record may have");
        }
        case Slicing.Slices(List<Slice> slices, _, _) ->
            slices.forEach(
                slice ->
                    add(new Address(receiver, metadata, slice.partition()), slice, open, drafts));
      }
    }
    return new Writing(drafts.stream().map(this::record).toList());
  }

  private static void add(
      Address address, Slice slice, Map<Address, Draft> open, List<Draft> drafts) {
    Draft draft = open.get(address);
    if (draft == null || draft.bytes + slice.otlp().length > ModelBytes.LARGEST) {
      draft = new Draft(address);
      open.put(address, draft);
      drafts.add(draft);
    }
    draft.add(slice);
  }

  private ProducerRecord<byte[], byte[]> record(Draft draft) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            to.topic(),
            draft.address.partition(),
            null,
            null,
            Bytes.join(draft.values, draft.bytes));
    draft
        .address
        .receiver()
        .ifPresent(receiver -> record.headers().add(Headers.RECEIVER, Headers.text(receiver)));
    draft.address.metadata().headers().forEach(record.headers()::add);
    record
        .headers()
        .add(Headers.WRITER, Headers.text(writer))
        .add(Headers.SCHEMA, Headers.version())
        .add(Headers.ITEMS, Headers.number(draft.items));
    return record;
  }

  /// What slices share that become one record.
  private record Address(Optional<String> receiver, Metadata metadata, int partition) {}

  /// A record in the making.
  private static final class Draft {
    private final Address address;
    private final List<byte[]> values = new ArrayList<>(2);
    private int bytes;
    private int items;

    Draft(Address address) {
      this.address = address;
    }

    void add(Slice slice) {
      values.add(slice.otlp());
      bytes += slice.otlp().length;
      items += slice.items();
    }
  }

  /// Records that are written until each is acknowledged; what is, is not written again.
  private final class Writing implements Request {
    private List<ProducerRecord<byte[], byte[]>> left;

    Writing(List<ProducerRecord<byte[], byte[]>> records) {
      this.left = records;
    }

    @Override
    public Delivery send() throws InterruptedException {
      AtomicReferenceArray<@Nullable Exception> failures = write(left);
      List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
      Delivery delivery = Delivery.DELIVERED;
      for (int i = 0; i < left.size(); i++) {
        Exception failure = failures.get(i);
        if (failure != null) {
          failed.add(left.get(i));
          delivery = answer(failure);
        }
      }
      left = failed;
      return delivery;
    }
  }

  /// Writes records and waits until each is acknowledged by all replicas or failed. An interrupt
  /// ends the waiting, not the writing.
  ///
  /// @return why each failed, nothing for those that are acknowledged
  private AtomicReferenceArray<@Nullable Exception> write(List<ProducerRecord<byte[], byte[]>> some)
      throws InterruptedException {
    AtomicReferenceArray<@Nullable Exception> failures = new AtomicReferenceArray<>(some.size());
    CountDownLatch settled = new CountDownLatch(some.size());
    try {
      thread.submit(() -> handOver(some, failures, settled)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    settled.await();
    return failures;
  }

  private void handOver(
      List<ProducerRecord<byte[], byte[]>> some,
      AtomicReferenceArray<@Nullable Exception> failures,
      CountDownLatch settled) {
    RecordWriter to = records == null ? writers.get() : records;
    records = to;
    for (int i = 0; i < some.size(); i++) {
      int index = i;
      to.send(
          some.get(i),
          (_, failure) -> {
            failures.set(index, failure);
            settled.countDown();
          });
    }
    to.push();
  }

  private static Delivery answer(Exception failure) {
    String reason = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    return switch (failure) {
      case RecordTooLargeException _ -> new Delivery.Refused(reason);
      case AuthenticationException _,
          AuthorizationException _,
          InvalidTopicException _,
          UnknownTopicOrPartitionException _ ->
          new Delivery.Unreachable(reason);
      default -> new Delivery.Retry(reason, Duration.ZERO);
    };
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          if (records != null) {
            records.close(TO_CLOSE);
          }
        });
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(2 * TO_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
