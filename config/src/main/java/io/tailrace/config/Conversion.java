package io.tailrace.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that what a connector makes of each signal is wanted, and that what is wanted of it is
/// made of something.
///
/// @param makes what each signal that it takes becomes
/// @param in the signals of the pipelines that name it as exporter
/// @param out the signals of the pipelines that name it as receiver
record Conversion(
    ComponentId connector, Map<String, Set<String>> makes, Set<String> in, Set<String> out) {
  void check(Position at, String path, Problems problems) {
    for (String signal : in) {
      Set<String> made = makes.getOrDefault(signal, Set.of());
      if (!made.isEmpty() && Collections.disjoint(made, out)) {
        problems.error(
            at,
            path,
            "the connector \"%s\" is an exporter of %s pipelines, but a receiver of no %s pipeline"
                .formatted(connector, signal, words(made)),
            List.of("it makes %s of %s".formatted(words(made), signal)));
      }
    }
    for (String signal : out) {
      List<String> sources =
          makes.keySet().stream()
              .filter(each -> makes.getOrDefault(each, Set.of()).contains(signal))
              .sorted()
              .toList();
      if (!sources.isEmpty() && Collections.disjoint(sources, in)) {
        problems.error(
            at,
            path,
            "the connector \"%s\" is a receiver of %s pipelines, but an exporter of no %s pipeline"
                .formatted(connector, signal, String.join(" or ", sources)),
            List.of("it makes %s of %s".formatted(signal, String.join(" or ", sources))));
      }
    }
  }

  private static String words(Set<String> signals) {
    return String.join(" or ", signals.stream().sorted().toList());
  }
}
