package io.tailrace.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A topic as it must be.
///
/// @param name its name
/// @param partitions how many it is made with when it is not there
/// @param settings Kafka's topic settings, all of which a topic that exists must have too
record TopicSpec(String name, int partitions, Map<String, String> settings) {
  private static final int LARGEST_RECORD = 9 << 20;
  private static final int LARGEST_SEGMENT = 64 << 20;
  private static final int SHARE_OF_SEGMENTS = 8;

  /// A topic that carries telemetry: never trimmed by Kafka, stamped by the broker's clock.
  ///
  /// @param segment the bytes of a segment, where that is ours to say
  static TopicSpec telemetry(String name, int partitions, boolean fsync, OptionalInt segment) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", "-1");
    settings.put("retention.bytes", "-1");
    settings.put("message.timestamp.type", "LogAppendTime");
    settings.put("max.message.bytes", Integer.toString(LARGEST_RECORD));
    settings.put("compression.type", "producer");
    segment.ifPresent(bytes -> settings.put("segment.bytes", Integer.toString(bytes)));
    if (fsync) {
      settings.put("flush.messages", "1");
    }
    return new TopicSpec(name, partitions, settings);
  }

  /// The bytes of a segment: small where there is little room, since Kafka frees a segment as a
  /// whole and never the one that is being written. It holds the largest record in any case.
  ///
  /// @param retentionBytes how many bytes all topics may take; 0 for no bound
  /// @param partitions how many a topic has
  static int segment(long retentionBytes, int partitions) {
    return retentionBytes == 0
        ? LARGEST_SEGMENT
        : Math.clamp(
            retentionBytes / (SHARE_OF_SEGMENTS * (long) partitions),
            LARGEST_RECORD,
            LARGEST_SEGMENT);
  }

  /// A topic that nothing is ever written to.
  static TopicSpec empty(String name, int partitions) {
    return new TopicSpec(name, partitions, Map.of());
  }

  /// A topic that keeps the last value of each key.
  static TopicSpec compacted(String name) {
    return new TopicSpec(name, 1, Map.of("cleanup.policy", "compact"));
  }

  /// Says what is wrong with a topic that exists, and the command that mends it.
  ///
  /// @param found the settings that it has
  Optional<String> unfit(Map<String, String> found) {
    StringBuilder wrong = new StringBuilder();
    StringBuilder mend = new StringBuilder();
    settings.forEach(
        (key, wanted) -> {
          String have = found.getOrDefault(key, "");
          if (!fits(key, wanted, have)) {
            wrong.append(wrong.isEmpty() ? "" : ", ").append(key + "=" + have);
            mend.append(mend.isEmpty() ? "" : ",").append(key + "=" + wanted);
          }
        });
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Topic %s has %s, which would lose or refuse telemetry. Run: kafka-configs.sh"
                    .formatted(name, wrong)
                + " --bootstrap-server HOST:PORT --alter --entity-type topics --entity-name %s"
                    .formatted(name)
                + " --add-config "
                + mend);
  }

  private static boolean fits(String key, String wanted, String have) {
    if (key.equals("max.message.bytes")) {
      return Long.parseLong(have.isEmpty() ? "0" : have) >= Long.parseLong(wanted);
    }
    // Segments decide only how finely the disk is freed.
    return key.equals("segment.bytes") || have.equals(wanted);
  }
}
