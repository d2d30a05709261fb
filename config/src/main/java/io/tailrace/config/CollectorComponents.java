package io.tailrace.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The component types of the Collector, core and contrib, in every spelling that they have had.
final class CollectorComponents {
  private static final Map<Kind, Set<String>> TYPES = read();

  private CollectorComponents() {}

  /// Whether the Collector has, or had, a component of the kind and type.
  static boolean has(Kind kind, String type) {
    return TYPES.getOrDefault(kind, Set.of()).contains(type);
  }

  /// Reads lines such as `receivers: otlp filelog file_log`.
  private static Map<Kind, Set<String>> read() {
    Map<Kind, Set<String>> types = new EnumMap<>(Kind.class);
    for (String line : text().lines().filter(each -> !each.startsWith("#")).toList()) {
      String key = line.substring(0, line.indexOf(':'));
      Kind kind =
          Arrays.stream(Kind.values())
              .filter(each -> each.key().equals(key))
              .findFirst()
              .orElseThrow();
      String[] names = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
      types.computeIfAbsent(kind, _ -> new HashSet<>()).addAll(Arrays.asList(names));
    }
    return types;
  }

  private static String text() {
    try (InputStream in =
        CollectorComponents.class.getResourceAsStream("collector-components.txt")) {
      if (in == null) {
        throw new IllegalStateException("collector-components.txt is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
