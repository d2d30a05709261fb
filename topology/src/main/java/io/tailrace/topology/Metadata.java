package io.tailrace.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// What is kept of the headers of a request along with its items: the tenant, and what a pipeline
/// behind the receiver tells requests apart by.
///
/// @param values by name in lower case, in order
record Metadata(SortedMap<String, List<String>> values) {
  /// The header that says whose telemetry it is, as Loki, Mimir and Tempo read it.
  static final String TENANT = "x-scope-orgid";

  /// Nothing is kept.
  static final Metadata NONE = new Metadata(new TreeMap<>());

  /// The most bytes of UTF-8 that the values of a request may have together. Every record carries
  /// them, and whoever sends chooses them.
  static final int LONGEST = 1024;

  private static final String TENANT_HEADER = "tailrace.tenant";
  private static final String OTHER_HEADER = "tailrace.metadata.";

  /// Takes the headers of some names.
  static Metadata of(Map<String, List<String>> all, Collection<String> names) {
    SortedMap<String, List<String>> values = new TreeMap<>();
    for (String name : names) {
      List<String> found = all.getOrDefault(name, List.of());
      if (!found.isEmpty()) {
        values.put(name, List.copyOf(found));
      }
    }
    return values.isEmpty() ? NONE : new Metadata(values);
  }

  /// Reads what a record has.
  static Metadata of(org.apache.kafka.common.header.Headers headers) {
    SortedMap<String, List<String>> values = new TreeMap<>();
    for (Header header : headers) {
      name(header.key())
          .ifPresent(
              name ->
                  values
                      .computeIfAbsent(name, _ -> new ArrayList<>(1))
                      .add(new String(header.value(), StandardCharsets.UTF_8)));
    }
    return values.isEmpty() ? NONE : new Metadata(values);
  }

  private static Optional<String> name(String header) {
    if (header.equals(TENANT_HEADER)) {
      return Optional.of(TENANT);
    }
    return header.startsWith(OTHER_HEADER)
        ? Optional.of(header.substring(OTHER_HEADER.length()))
        : Optional.empty();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /// The same with some names alone.
  Metadata only(Collection<String> names) {
    return isEmpty() ? this : of(values, names);
  }

  /// What no record may carry; empty if all is well.
  Optional<String> fault() {
    int length = 0;
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      for (String value : entry.getValue()) {
        length += value.getBytes(StandardCharsets.UTF_8).length;
        if (value.chars().anyMatch(Character::isISOControl)) {
          return Optional.of("the header %s has control characters".formatted(entry.getKey()));
        }
      }
    }
    return length > LONGEST
        ? Optional.of(
            "the headers %s have %d bytes, more than %d"
                .formatted(String.join(", ", values.keySet()), length, LONGEST))
        : Optional.empty();
  }

  /// What a record with it carries: a header for each value.
  List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    values.forEach(
        (name, all) -> {
          String key = name.equals(TENANT) ? TENANT_HEADER : OTHER_HEADER + name;
          all.forEach(value -> headers.add(new RecordHeader(key, Headers.text(value))));
        });
    return headers;
  }
}
