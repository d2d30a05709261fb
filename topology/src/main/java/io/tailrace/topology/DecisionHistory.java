package io.tailrace.topology;

import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The slices of a partition that still count, the oldest first: those that are not forgotten at a
/// position of the source. It is what both stages of a sampling know after a restart.
///
/// @param slices with the parts of one that is not complete at the end
record DecisionHistory(List<Decision.Slice> slices) {
  private static final long STRIDE = 256;

  /// Copies the list.
  DecisionHistory {
    slices = List.copyOf(slices);
  }

  /// Reads what is committed, backwards until nothing before it counts.
  static DecisionHistory read(Scan scan, TopicPartition decisions) {
    return read(scan, decisions, scan.end(decisions), Optional.empty());
  }

  /// Reads what stands below an offset of the decisions and counts at a position of the source.
  ///
  /// @param position where the history is gone on from; absent: at its last watermark
  static DecisionHistory read(
      Scan scan, TopicPartition decisions, long end, Optional<Long> position) {
    long begin = scan.begin(decisions);
    long from = end;
    long stride = STRIDE;
    List<Decision.Slice> slices = new ArrayList<>();
    while (from > begin && !reachesBack(slices, position)) {
      long to = from;
      from = Math.max(begin, to - stride);
      stride *= 2;
      List<Decision.Slice> earlier = new ArrayList<>();
      scan.between(decisions, from, to, record -> slice(record).ifPresent(earlier::add));
      earlier.addAll(slices);
      slices = earlier;
    }
    return new DecisionHistory(counting(slices, position));
  }

  /// The last slice of a partition that is complete, or its beginning; empty where the topic has
  /// nothing.
  static Optional<Decision.Slice> last(Scan scan, TopicPartition decisions) {
    long begin = scan.begin(decisions);
    Optional<Decision.Slice> found = Optional.empty();
    for (long from = scan.end(decisions); found.isEmpty() && from > begin; ) {
      long to = from;
      from = Math.max(begin, to - STRIDE);
      List<Decision.Slice> slices = new ArrayList<>();
      scan.between(decisions, from, to, record -> slice(record).ifPresent(slices::add));
      found = new DecisionHistory(slices).last();
    }
    return found;
  }

  private static Optional<Decision.Slice> slice(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.value())
        .flatMap(Decisions::decode)
        .filter(Decision.Slice.class::isInstance)
        .map(Decision.Slice.class::cast);
  }

  private static boolean reachesBack(List<Decision.Slice> slices, Optional<Long> position) {
    if (slices.isEmpty()) {
      return false;
    }
    return slices.stream().anyMatch(Decision.Slice::begins)
        || slices.getFirst().watermark() <= forgotten(slices, position);
  }

  /// Up to where slices are forgotten at the position.
  private static long forgotten(List<Decision.Slice> slices, Optional<Long> position) {
    long at = position.orElseGet(() -> lastWatermark(slices));
    long forgotten = -1;
    for (Decision.Slice slice : slices) {
      forgotten = slice.position() <= at ? slice.forgotten() : forgotten;
    }
    return forgotten;
  }

  private static long lastWatermark(List<Decision.Slice> slices) {
    return slices.stream()
        .filter(Decision.Slice::completes)
        .reduce((_, last) -> last)
        .map(Decision.Slice::watermark)
        .orElse(-1L);
  }

  private static List<Decision.Slice> counting(
      List<Decision.Slice> slices, Optional<Long> position) {
    int begin = 0;
    for (int i = 0; i < slices.size(); i++) {
      begin = slices.get(i).begins() ? i : begin;
    }
    List<Decision.Slice> since = slices.subList(begin, slices.size());
    long forgotten = forgotten(since, position);
    return since.stream().filter(slice -> slice.begins() || slice.watermark() > forgotten).toList();
  }

  /// The last slice that is complete, or the beginning; empty where the topic has nothing.
  Optional<Decision.Slice> last() {
    return slices.stream().filter(Decision.Slice::completes).reduce((_, last) -> last);
  }
}
