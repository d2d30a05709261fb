package io.tailrace.topology;

import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of spans on which a processor fails that stands beside a sampling: they go to the
/// dead letters, and the processor counts as having dropped them. One thread uses it.
final class FailedSpans {
  private static final Logger LOG = LoggerFactory.getLogger(FailedSpans.class);
  private static final long PAUSE = Duration.ofMillis(500).toNanos();

  private final Optional<DeadLetterSink> letters;
  private Optional<Segment> segment = Optional.empty();

  /// Creates it.
  ///
  /// @param letters where they go; absent where somebody else sees to that
  FailedSpans(Optional<DeadLetterSink> letters) {
    this.letters = letters;
  }

  /// Says which record is being processed.
  void at(ConsumerRecord<byte[], byte[]> record) {
    segment = Optional.of(new Segment(record));
  }

  /// The same processor, whose failures are seen to here.
  Chain.Link guard(Chain.Link link) {
    return new Chain.Link(
        link.name(), new Guarded(link.name(), link.processor()), link.throughput());
  }

  private final class Guarded implements Processor {
    private final String name;
    private final Processor processor;

    Guarded(String name, Processor processor) {
      this.name = name;
      this.processor = processor;
    }

    @Override
    public Payload process(Payload payload) {
      try {
        return processor.process(payload);
      } catch (RuntimeException e) {
        LOG.error("processor {} failed on a record", name, e);
        bury(payload, "processor " + name + " failed on it: " + e);
        return Payload.empty(payload.signal());
      }
    }
  }

  /// Returns when they are kept, however long that takes: until then nothing moves on.
  private void bury(Payload payload, String reason) {
    if (letters.isPresent() && segment.isPresent()) {
      Piece piece = new Piece(segment.get(), payload, reason);
      try {
        while (!letters.get().keep(piece, reason, Duration.ZERO)) {
          LockSupport.parkNanos(PAUSE);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
