package io.tailrace.component;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The Collector's `sending_queue`. The queue here is Kafka, so its size and its overflow are
/// not settings of an exporter; how many requests are under way and how items are joined into
/// requests are.
public record SendingQueueConfig(
    @Option(
            value = "true",
            doc = "Whether there is a queue.",
            noEffect = "the queue is Kafka, and it is always there")
        boolean enabled,
    @Option(
            value = "10",
            min = 1,
            max = 1000,
            doc = "How many requests may be under way to the backend at once.")
        int numConsumers,
    @Option(
            value = "1000",
            min = 1,
            doc = "How much the queue holds.",
            noEffect = "the queue is Kafka: `kafka.topics.retention_size` bounds it")
        long queueSize,
    @Option(
            value = "requests",
            oneOf = {"requests", "items", "bytes"},
            doc = "What `queue_size` counts.",
            noEffect = "the queue is Kafka: `kafka.topics.retention_size` bounds it, in bytes")
        String sizer,
    @Option(
            doc = "Whether a full queue makes senders wait.",
            noEffect = "a full Kafka makes receivers refuse with a retryable error")
        boolean blockOnOverflow,
    @Option(
            doc = "Whether senders wait for the backend's answer.",
            noEffect = "a request is acknowledged when Kafka has it")
        boolean waitForResult,
    @Option(
            doc = "The extension that keeps the queue on disk.",
            noEffect = "Kafka keeps the queue on disk")
        Optional<ComponentId> storage,
    @Option(
            onWhenEmpty = true,
            doc =
                "Joins items of several requests into one. Absent: the `batch` processor decides.")
        Optional<Batch> batch)
    implements Validated {
  /// What holds when a file says nothing.
  public static final SendingQueueConfig DEFAULT =
      new SendingQueueConfig(
          true, 10, 1000, "requests", false, false, Optional.empty(), Optional.empty());

  @Override
  public void validate(Findings findings) {
    if (waitForResult && storage.isPresent()) {
      findings.error(
          "wait_for_result", "wait_for_result does not go with storage: remove one of them");
    }
    batch
        .filter(b -> sizer(b).equals(sizer) && b.minSize() > queueSize)
        .ifPresent(
            b ->
                findings.error(
                    "batch::min_size",
                    "min_size is %d, more than queue_size, %d".formatted(b.minSize(), queueSize)));
  }

  /// An item of telemetry is taken for this many bytes where a size in bytes stands for a number
  /// of items.
  static final int BYTES_PER_ITEM = 256;

  /// Returns what the section asks for, {@link Batching#UNSPECIFIED} without `batch`.
  Batching batching() {
    return batch.map(b -> b.batching(countsBytes(b))).orElse(Batching.UNSPECIFIED);
  }

  /// Returns the most bytes of a request, no more than what the exporter itself allows.
  int maxBytes(int allowed) {
    return batch
        .filter(b -> countsBytes(b) && b.maxSize() > 0)
        .map(b -> (int) Math.min(allowed, b.maxSize()))
        .orElse(allowed);
  }

  private boolean countsBytes(Batch batch) {
    return sizer(batch).equals("bytes");
  }

  private String sizer(Batch batch) {
    return batch.sizer().orElse(sizer.equals("bytes") ? "bytes" : "items");
  }

  /// The Collector's `sending_queue.batch`.
  public record Batch(
      @Option(value = "200ms", min = 0, doc = "How long the exporter waits for `min_size`.")
          Duration flushTimeout,
      @Option(value = "8192", min = 0, doc = "The size from which a request is sent at once.")
          long minSize,
      @Option(min = 0, doc = "The size that a request never exceeds; `0` for no bound.")
          long maxSize,
      @Option(
              oneOf = {"items", "bytes"},
              doc =
                  "What the sizes count: `items` (spans, data points, log records) or `bytes`. A"
                      + " `min_size` in bytes is taken as one item for each 256. Absent: `bytes` if"
                      + " the queue's `sizer` is, otherwise `items`.")
          Optional<String> sizer,
      @Option(doc = "Which requests may be joined.") Partition partition)
      implements Validated {
    @Override
    public void validate(Findings findings) {
      if (maxSize > 0 && maxSize < minSize) {
        findings.error(
            "max_size", "max_size is %d, less than min_size, %d".formatted(maxSize, minSize));
      }
    }

    Batching batching(boolean countsBytes) {
      if (countsBytes) {
        return new Batching(clamp(minSize / BYTES_PER_ITEM), 0, flushTimeout, partition.apart());
      }
      return new Batching(clamp(minSize), clamp(maxSize), flushTimeout, partition.apart());
    }

    private static int clamp(long size) {
      return (int) Math.min(size, Integer.MAX_VALUE);
    }
  }

  /// The Collector's `sending_queue.batch.partition`.
  public record Partition(
      @Option(
              doc =
                  "Items are joined only if these headers of their requests agree, where the"
                      + " receiver has `include_metadata`.")
          List<String> metadataKeys) {
    MetadataKeys apart() {
      return new MetadataKeys(metadataKeys, 0);
    }
  }
}
