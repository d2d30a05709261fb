package io.tailrace.testkit;

import io.tailrace.component.Factory;
import io.tailrace.config.Catalog;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Kind;
import io.tailrace.config.Loaded;
import io.tailrace.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds the options of a component as the product does: from YAML, inside a whole
/// configuration.
public final class Options {
  private static final String STUB = "stub";

  private Options() {}

  /// Returns the options that the YAML gives, which must be good. The component is in no pipeline,
  /// so that extensions that it names need not be there: a {@link FakeHost} has them.
  ///
  /// @param yaml what stands below the component's id, not indented; empty for all defaults
  public static <C extends Record> C of(Factory<C> factory, String yaml) {
    Loaded loaded = read(factory, yaml, false);
    Configuration configuration =
        loaded
            .configuration()
            .orElseThrow(() -> new AssertionError("not good: " + loaded.problems()));
    return configuration.components().getOrDefault(factory.kind(), Map.of()).values().stream()
        .filter(each -> each.id().equals(ComponentId.of(factory.type())))
        .map(each -> factory.config().cast(each.options()))
        .findFirst()
        .orElseThrow();
  }

  /// Returns what is said about the YAML: errors, warnings and notices.
  public static List<Problem> problems(Factory<?> factory, String yaml) {
    return read(factory, yaml, true).problems();
  }

  private static Loaded read(Factory<?> factory, String yaml, boolean used) {
    String text =
        """
        %s:
          %s:
        %s
        %s
        service:
          %s
          pipelines:
            traces:
              receivers: [%s]
              processors: [%s]
              exporters: [%s]
        """
            .formatted(
                factory.kind().key(),
                factory.type(),
                yaml.indent(4),
                stubs(factory.kind(), used),
                used && factory.kind() == Kind.EXTENSION
                    ? "extensions: [" + factory.type() + "]"
                    : "",
                named(factory, Kind.RECEIVER, used, STUB),
                named(factory, Kind.PROCESSOR, used, ""),
                named(factory, Kind.EXPORTER, used, STUB));
    return new ConfigurationReader(catalog(factory), Environment.of(Map.of()))
        .read(List.of("yaml:" + text), List.of());
  }

  private static String named(Factory<?> factory, Kind kind, boolean used, String otherwise) {
    return used && factory.kind() == kind ? factory.type() : otherwise;
  }

  /// What the pipeline needs beside the component, or instead of it.
  private static String stubs(Kind kind, boolean used) {
    StringBuilder stubs = new StringBuilder();
    if (!used && (kind == Kind.RECEIVER || kind == Kind.EXPORTER)) {
      stubs.append("  " + STUB + ":\n");
    }
    for (Kind end : List.of(Kind.RECEIVER, Kind.EXPORTER)) {
      if (kind != end) {
        stubs.append(end.key()).append(": {" + STUB + ": }\n");
      }
    }
    return stubs.toString();
  }

  private static Catalog catalog(Factory<?> factory) {
    Set<String> signals = Set.of("traces", "metrics", "logs");
    Catalog.Type tested =
        new Catalog.Type(
            factory.kind(),
            factory.type(),
            factory.aliases(),
            factory.kind() == Kind.EXTENSION ? Set.of() : signals,
            factory.config());
    Catalog.Type receiver =
        new Catalog.Type(Kind.RECEIVER, STUB, List.of(), signals, NoOptions.class);
    Catalog.Type exporter =
        new Catalog.Type(Kind.EXPORTER, STUB, List.of(), signals, NoOptions.class);
    return () -> List.of(tested, receiver, exporter);
  }

  private record NoOptions() {}
}
