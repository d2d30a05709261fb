package io.tailrace.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads configurations for tests: files and variables are what the test says.
final class Reading {
  /// A relay that is right in every way.
  static final String RELAY =
      """
      receivers:
        otlp:
          protocols:
            grpc:
      exporters:
        otlp_grpc:
          endpoint: tempo:4317
      service:
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [otlp_grpc]
      """;

  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> files = new HashMap<>();
  private FeatureGates gates = FeatureGates.NONE;

  Reading variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Reading file(String name, String text) {
    files.put(name, text);
    return this;
  }

  Loaded configs(String... configs) {
    return reader().read(Arrays.asList(configs), List.of());
  }

  Loaded relayWith(String... sets) {
    file("relay.yaml", RELAY);
    return reader().read(List.of("relay.yaml"), Arrays.asList(sets));
  }

  /// Reads a relay whose exporter has the options.
  Loaded exporter(String options) {
    return text(RELAY.replace("    endpoint: tempo:4317\n", options.indent(4)));
  }

  Loaded text(String yaml) {
    file("config.yaml", yaml);
    return configs("config.yaml");
  }

  static Loaded read(String yaml) {
    return new Reading().text(yaml);
  }

  /// Opens and closes feature gates.
  Reading gates(String... names) {
    gates = new FeatureGates(List.of(names));
    return this;
  }

  private ConfigurationReader reader() {
    Environment.Reader read =
        name -> {
          String text = files.get(name);
          if (text == null) {
            throw new IOException("there is no such file");
          }
          return text;
        };
    return new ConfigurationReader(
        new TestCatalog(), new Environment(variables, read, read), gates);
  }

  static TestCatalog.Client client(Loaded loaded) {
    return (TestCatalog.Client) options(loaded, Kind.EXPORTER, "otlp_grpc");
  }

  static TestCatalog.Otlp otlp(Loaded loaded) {
    return (TestCatalog.Otlp) options(loaded, Kind.RECEIVER, "otlp");
  }

  static Record options(Loaded loaded, Kind kind, String type) {
    return loaded
        .configuration()
        .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)))
        .components()
        .get(kind)
        .get(ComponentId.of(type))
        .options();
  }

  /// Each problem as `line:column severity message`.
  static List<String> said(Loaded loaded) {
    return loaded.problems().stream()
        .map(
            problem ->
                problem.position().map(at -> at.line() + ":" + at.column() + " ").orElse("")
                    + problem.severity().word()
                    + " "
                    + problem.message())
        .toList();
  }
}
