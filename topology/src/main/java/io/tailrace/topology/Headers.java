package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/// The headers of our records, as `docs/topics.md` describes them. Numbers are decimal text.
final class Headers {
  /// The id of the receiver that took the items in.
  static final String RECEIVER = "tailrace.receiver";

  /// How many items the record holds.
  static final String ITEMS = "tailrace.items";

  /// The version of these headers and of the value.
  static final String SCHEMA = "tailrace.schema";

  /// Which process wrote the record.
  static final String WRITER = "tailrace.writer";

  /// The only consumer group that handles the record, when it was offered again.
  static final String TO = "tailrace.to";

  /// Who sent which resources.
  static final String ORIGINS = "tailrace.origins";

  /// Of released spans: the offset of the record that they were in, and which piece of it they are.
  static final String SOURCE = "tailrace.source";

  /// Of released spans: how many were released to the partition, with those of the record.
  static final String TOTAL = "tailrace.total";

  /// Of released spans: how many of those that are kept processors dropped, by processor.
  static final String FILTERED = "tailrace.filtered";

  private static final byte[] VERSION = {'1'};

  private Headers() {}

  static byte[] version() {
    return VERSION;
  }

  static byte[] number(long value) {
    return text(Long.toString(value));
  }

  static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  static Optional<String> text(org.apache.kafka.common.header.Headers headers, String key) {
    return Optional.ofNullable(headers.lastHeader(key)).map(Header::value).map(Headers::string);
  }

  /// Reads a number; empty when it is not there or none.
  static Optional<Long> number(org.apache.kafka.common.header.Headers headers, String key) {
    return text(headers, key)
        .filter(text -> !text.isEmpty() && text.length() <= 18)
        .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
        .map(Long::parseLong);
  }

  static Optional<ComponentId> receiver(org.apache.kafka.common.header.Headers headers) {
    return text(headers, RECEIVER).map(Headers::id);
  }

  /// The id that a text stands for: {@link ComponentId#toString} backwards.
  static ComponentId id(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? ComponentId.of(text)
        : new ComponentId(text.substring(0, slash), text.substring(slash + 1));
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
