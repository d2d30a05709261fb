package io.tailrace.receivers.kafka;

import io.tailrace.component.Intake;
import io.tailrace.component.LogContext;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads records, offers them to the intake, and commits what is safe. One thread owns all of
/// it; answers of the intake reach it through a queue.
///
/// When too much is under way, or the intake asked to wait, no partition is read until that has
/// changed; the group is told all the while that the member is there.
final class ConsumerLoop implements Runnable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long MAX_BYTES = 32L * 1024 * 1024;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration LEAST_WAIT = Duration.ofMillis(100);
  private static final long PAUSE_SECONDS = 5;

  private final Consumer<byte[], byte[]> consumer;
  private final RecordReader reader;
  private final Intake intake;
  private final InstantSource clock;
  private final Duration commitInterval;
  private final String name;

  private final Map<TopicPartition, Progress> partitions = new HashMap<>();
  private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final Queue<Pending> waiting = new ArrayDeque<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private long bytes;
  private long resumeAt;
  private long commitAt;
  private boolean held;

  /// A record that is under way.
  private record Pending(Progress progress, Progress.Slot slot, Payload payload) {}

  private record Answer(Pending pending, Outcome outcome) {}

  ConsumerLoop(
      Consumer<byte[], byte[]> consumer,
      RecordReader reader,
      Intake intake,
      InstantSource clock,
      Settings settings) {
    this.consumer = consumer;
    this.reader = reader;
    this.intake = intake;
    this.clock = clock;
    this.name = settings.name();
    this.commitInterval = settings.commitInterval();
  }

  /// What a loop needs to know.
  ///
  /// @param name the receiver's id, for messages
  record Settings(String name, Duration commitInterval) {}

  @Override
  public void run() {
    try (consumer;
        var _ = LogContext.receiver(name)) {
      while (stop.getCount() > 0) {
        try {
          turn();
        } catch (WakeupException _) {
          break;
        } catch (KafkaException e) {
          LOG.warn("{} cannot read from Kafka and tries again: {}", name, e.toString());
          stop.await(PAUSE_SECONDS, TimeUnit.SECONDS);
        }
      }
      drain();
      commit(true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.warn("{} could not commit what it read; it will be read again: {}", name, e.toString());
    }
  }

  /// Ends the loop; what is under way has a few seconds to become safe.
  void stop() {
    stop.countDown();
    consumer.wakeup();
  }

  private void turn() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      take(record);
    }
    for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
      settle(answer);
    }
    repeat();
    throttle();
    if (clock.millis() >= commitAt) {
      commitAt = clock.millis() + commitInterval.toMillis();
      commit(false);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Progress progress =
        partitions.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), _ -> new Progress());
    Progress.Slot slot = progress.begin(record.offset());
    switch (reader.read(record)) {
      case RecordReader.Nothing _ -> progress.end(slot);
      case RecordReader.Telemetry(Payload payload) -> {
        bytes += payload.otlp().length;
        offer(new Pending(progress, slot, payload));
      }
    }
  }

  private void offer(Pending pending) {
    intake.offer(pending.payload(), outcome -> answers.add(new Answer(pending, outcome)));
  }

  private void settle(Answer answer) {
    Pending pending = answer.pending();
    reader.count(pending.payload(), answer.outcome());
    switch (answer.outcome()) {
      case Outcome.Retry retry -> later(pending, retry.after());
      case Outcome.Overloaded overloaded -> later(pending, overloaded.after());
      case Outcome.Accepted _, Outcome.Partial _, Outcome.Refused _ -> {
        bytes -= pending.payload().otlp().length;
        pending.progress().end(pending.slot());
      }
    }
  }

  private void later(Pending pending, Duration after) {
    Duration wait = after.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : after;
    resumeAt = Math.max(resumeAt, clock.millis() + wait.toMillis());
    waiting.add(pending);
  }

  private void repeat() {
    if (clock.millis() >= resumeAt) {
      for (int left = waiting.size(); left > 0; left--) {
        Pending pending = waiting.poll();
        if (pending != null) {
          offer(pending);
        }
      }
    }
  }

  private void throttle() {
    boolean hold = bytes > MAX_BYTES || !waiting.isEmpty();
    if (hold) {
      consumer.pause(consumer.assignment());
    } else if (held) {
      consumer.resume(consumer.paused());
    }
    held = hold;
  }

  private void drain() throws InterruptedException {
    long deadline = clock.millis() + DRAIN.toMillis();
    while (!idle() && clock.millis() < deadline) {
      Answer answer = answers.poll(LEAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (answer != null) {
        settle(answer);
      }
      repeat();
    }
  }

  private boolean idle() {
    return partitions.values().stream().allMatch(Progress::idle);
  }

  private void commit(boolean wait) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, progress) -> {
          OptionalLong position = progress.toCommit();
          position.ifPresent(at -> offsets.put(partition, new OffsetAndMetadata(at)));
        });
    if (offsets.isEmpty()) {
      return;
    }
    if (wait) {
      consumer.commitSync(offsets);
      committed(offsets);
    } else {
      consumer.commitAsync(
          offsets,
          (done, failure) -> {
            if (failure == null) {
              committed(done);
            }
          });
    }
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Progress progress = partitions.get(partition);
          if (progress != null) {
            progress.committed(offset.offset());
          }
        });
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    assigned.forEach(partition -> partitions.put(partition, new Progress()));
  }

  /// What is under way in partitions that go elsewhere has a few seconds to become safe; the
  /// rest is read again by whoever gets them.
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    if (revoked.isEmpty()) {
      return;
    }
    try {
      drain();
      commit(true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.warn("{} could not commit before a rebalance: {}", name, e.toString());
    }
    onPartitionsLost(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    lost.forEach(partitions::remove);
  }
}
