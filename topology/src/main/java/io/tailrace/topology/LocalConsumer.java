package io.tailrace.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/// A member of a group that reads its partitions from the log of the broker in this process.
///
/// Membership, positions and commits are Kafka's consumer's as ever. Only fetching is not: its
/// partitions are always paused there, and read here without requests, sockets and their threads.
final class LocalConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final long MEMBERSHIP_NANOS = Duration.ofMillis(500).toNanos();
  private static final long REBALANCING_NANOS = Duration.ofMillis(50).toNanos();
  private static final long SETTLED_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SOON_NANOS = Duration.ofMillis(5).toNanos();
  private static final int READ_BYTES = 256 << 10;
  private static final long POLL_BYTES = 2 << 20;

  private final LocalLog log;
  private final LinkedHashMap<TopicPartition, Place> places = new LinkedHashMap<>();
  private final Set<TopicPartition> resting = new HashSet<>();
  private final BufferSupplier buffers = BufferSupplier.create();
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
  private long nextMembership = System.nanoTime();
  private long nextLook = nextMembership;
  private long moved = nextMembership;
  private volatile boolean called;
  private volatile boolean grown;
  private volatile @Nullable Thread waiting;

  LocalConsumer(Map<String, Object> settings, LocalLog log) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.log = log;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Placing(listener));
  }

  /// Keeps the partitions of this member paused for Kafka's consumer, and their places here.
  private final class Placing implements ConsumerRebalanceListener {
    private final ConsumerRebalanceListener listener;

    Placing(ConsumerRebalanceListener listener) {
      this.listener = listener;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LocalConsumer.super.pause(partitions);
      listener.onPartitionsAssigned(partitions);
      for (TopicPartition partition : partitions) {
        places.put(partition, new Place(partition, log, buffers, LocalConsumer.this::grew));
      }
      grown = true;
      moved = System.nanoTime();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      listener.onPartitionsRevoked(partitions);
      leave(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      listener.onPartitionsLost(partitions);
      leave(partitions);
    }
  }

  private void leave(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Place place = places.remove(partition);
      if (place != null) {
        place.leave();
      }
    }
    resting.removeAll(partitions);
    moved = System.nanoTime();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      takePart(end);
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = look();
      long now = System.nanoTime();
      if (!found.isEmpty() || now - end >= 0) {
        return new ConsumerRecords<>(found, next(found));
      }
      await(Math.min(Math.min(end, nextMembership), nextLook) - now);
    }
  }

  /// Where reading goes on behind what was found.
  private Map<TopicPartition, OffsetAndMetadata> next(
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    found.forEach(
        (partition, records) -> {
          Place place = places.get(partition);
          if (place != null) {
            next.put(
                partition,
                new OffsetAndMetadata(place.next(), records.getLast().leaderEpoch(), ""));
          }
        });
    return next;
  }

  /// Lets Kafka's consumer do what it does besides fetching: heartbeats, rebalances, commits.
  private void takePart(long end) {
    long now = System.nanoTime();
    if (!called && now - nextMembership < 0) {
      return;
    }
    called = false;
    // Without partitions there is nothing to be read here: it may take its time.
    super.poll(places.isEmpty() ? Duration.ofNanos(Math.max(0, end - now)) : Duration.ZERO);
    // A rebalance takes several steps, each of which needs a call.
    long done = System.nanoTime();
    nextMembership = done + (done - moved < SETTLED_NANOS ? REBALANCING_NANOS : MEMBERSHIP_NANOS);
  }

  /// Reads where there may be something: it was said that a log grew, or where something was found
  /// there may be more. Every now and then it looks without having been told, and soon where what
  /// it was told of could not be read yet: that a transaction has ended holds a moment later.
  private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> look() {
    long now = System.nanoTime();
    if (!grown && now - nextLook < 0) {
      return Map.of();
    }
    boolean told = grown;
    grown = false;
    nextLook = now + LOOK_NANOS;
    settle();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = read();
    if (!found.isEmpty()) {
      nextLook = now;
    } else if (told && places.values().stream().anyMatch(Place::isBehind)) {
      nextLook = now + SOON_NANOS;
    }
    return found;
  }

  /// Asks where to begin. A failure is one of this poll, and the next one asks again.
  private void settle() {
    places.forEach(
        (partition, place) -> {
          if (place.next() == Place.UNKNOWN) {
            place.move(super.position(partition));
          }
        });
  }

  private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read() {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    long room = POLL_BYTES;
    for (TopicPartition partition : List.copyOf(places.keySet())) {
      if (room <= 0) {
        break;
      }
      List<ConsumerRecord<byte[], byte[]>> records;
      try {
        records = resting.contains(partition) ? List.of() : read(partition, room);
      } catch (RuntimeException e) {
        Place place = Objects.requireNonNull(places.remove(partition));
        if (found.isEmpty()) {
          places.putLast(partition, place);
          throw e;
        }
        // What was read is given out, it would be lost otherwise. The next time this comes first.
        places.putFirst(partition, place);
        return found;
      }
      if (!records.isEmpty()) {
        found.put(partition, records);
        room -= CommittedRecords.bytes(records, 0);
        // The next time the others come first.
        places.putLast(partition, places.remove(partition));
      }
    }
    return found;
  }

  private List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long room) {
    Place place = Objects.requireNonNull(places.get(partition));
    long before = place.next();
    List<ConsumerRecord<byte[], byte[]>> records = place.read(buffer, room);
    if (records.isEmpty() && place.next() > before) {
      // What it went over was aborted: there may be more behind it.
      grown = true;
    }
    return records;
  }

  private void await(long nanos) {
    waiting = Thread.currentThread();
    if (!grown && !called && nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting = null;
  }

  private void grew() {
    grown = true;
    LockSupport.unpark(waiting);
  }

  @Override
  public void wakeup() {
    super.wakeup();
    called = true;
    LockSupport.unpark(waiting);
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    resting.addAll(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    resting.removeAll(partitions);
    grown = true;
  }

  @Override
  public Set<TopicPartition> paused() {
    return Set.copyOf(resting);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    super.seekToBeginning(partitions);
    partitions.forEach(this::sought);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    sought(partition);
  }

  private void sought(TopicPartition partition) {
    Place place = places.get(partition);
    if (place != null) {
      place.move(Place.UNKNOWN);
      grown = true;
    }
  }

  @Override
  public long position(TopicPartition partition) {
    Place place = places.get(partition);
    return place == null || place.next() == Place.UNKNOWN
        ? super.position(partition)
        : place.next();
  }

  @Override
  public OptionalLong currentLag(TopicPartition partition) {
    Place place = places.get(partition);
    if (place == null || place.next() == Place.UNKNOWN) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Math.max(0, log.end(partition) - place.next()));
    } catch (ApiException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    leave(List.copyOf(places.keySet()));
    super.close();
  }

  @Override
  @Deprecated
  public void close(Duration timeout) {
    leave(List.copyOf(places.keySet()));
    super.close(timeout);
  }

  @Override
  public void close(CloseOptions options) {
    leave(List.copyOf(places.keySet()));
    super.close(options);
  }
}
