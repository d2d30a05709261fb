package io.tailrace.topology;

import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// Lets Streams merge spans and decisions by offset: a record comes behind every decision about its
/// spans, and a slice comes when everything before it has been released.
///
/// @param decisions the topic of decisions; the other one has the spans
record OffsetTime(String decisions) implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (!record.topic().equals(decisions)) {
      return 2 * record.offset() + 1;
    }
    Optional<Decision> decision =
        record.value() instanceof byte[] value ? Decisions.decode(value) : Optional.empty();
    long time =
        decision
            .map(
                each ->
                    switch (each) {
                      case Decision.Slice slice -> 2 * slice.previous();
                      case Decision.Fence(long watermark) -> 2 * watermark;
                    })
            .orElse(partitionTime);
    return Math.max(0, Math.max(time, partitionTime));
  }
}
