package io.tailrace.app;

import io.tailrace.config.ComponentId;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.FeatureGates;
import io.tailrace.config.Kind;
import io.tailrace.config.Loaded;
import io.tailrace.topology.KafkaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Option;

/// The flags that say what the configuration is, the same for every command that reads one.
final class ConfigOptions {
  private static final ComponentId KAFKA = ComponentId.of("kafka");
  private static final String ENSURE_KAFKA = "extensions.kafka={}";
  private static final String BROKERS = "brokers";

  @Option(
      names = "--config",
      paramLabel = "SOURCE",
      description = {
        "A file, or file:, env:, yaml:, http: and https: followed by what they name. Repeatable:"
            + " later sources win. TAILRACE_CONFIG may hold several, separated by commas."
      })
  private List<String> config = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key, such as processors.batch.timeout=2s. Repeatable, applied last.")
  private List<String> set = List.of();

  @Option(
      names = "--feature-gates",
      paramLabel = "GATES",
      split = ",",
      description =
          "The Collector's feature gates, as +gate or -gate. confmap.enableMergeAppendOption joins"
              + " lists of several sources; others are taken and have no effect.")
  private List<String> gates = List.of();

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description =
          "Written --kafka.KEY=VALUE: a key of the extension kafka, such as"
              + " --kafka.brokers=kafka:9092. Repeatable. [TAILRACE_KAFKA_KEY]")
  private Map<String, String> kafka = new LinkedHashMap<>();

  private final Set<Path> included = new LinkedHashSet<>();

  /// Whether flags or the environment name brokers; a file may still do so.
  boolean namesBrokers() {
    String variable = KafkaFlags.variable(BROKERS);
    return kafka.containsKey(BROKERS) || Environment.system().variables().containsKey(variable);
  }

  /// Reads the configuration as it was written.
  Loaded load() {
    return read(List.of());
  }

  /// Reads the configuration with the extension `kafka` in it, by its defaults if need be.
  Loaded loadToRun() {
    Loaded written = load();
    boolean complete =
        written
            .configuration()
            .map(found -> found.components().getOrDefault(Kind.EXTENSION, Map.of()))
            .map(extensions -> extensions.containsKey(KAFKA))
            .orElse(true);
    return complete ? written : read(List.of(ENSURE_KAFKA));
  }

  private Loaded read(List<String> more) {
    Environment environment = remembering(Environment.system());
    List<String> configs = new ArrayList<>(sources());
    configs.addAll(new KafkaFlags(KafkaConfig.class).sources(environment.variables(), kafka));
    List<String> sets = new ArrayList<>(set);
    sets.addAll(more);
    return new ConfigurationReader(Components.ALL, environment, new FeatureGates(gates))
        .read(configs, sets);
  }

  /// Remembers which files a configuration includes.
  private Environment remembering(Environment environment) {
    included.clear();
    return new Environment(
        environment.variables(),
        name -> {
          included.add(Path.of(name));
          return environment.files().read(name);
        },
        environment.web());
  }

  /// The sources in order; without any, the configuration that comes with the product.
  List<String> sources() {
    List<String> sources = new ArrayList<>();
    config.forEach(source -> sources.addAll(split(source)));
    return sources.isEmpty() ? List.of("yaml:" + builtIn()) : List.copyOf(sources);
  }

  /// The files among the sources and those that they included when they were last read: they may
  /// change while the process runs.
  Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(included);
    sources().stream()
        .filter(source -> source.startsWith("file:") || !source.matches("(?s)[A-Za-z]{2,}:.*"))
        .map(source -> source.startsWith("file:") ? source.substring("file:".length()) : source)
        .map(Path::of)
        .forEach(files::add);
    return files;
  }

  /// The feature gates that were named and have no effect.
  List<String> gates() {
    return new FeatureGates(gates).withoutEffect();
  }

  /// The configuration that runs when none is given.
  static String builtIn() {
    try (InputStream text =
        Objects.requireNonNull(ConfigOptions.class.getResourceAsStream("default.yaml"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> split(String source) {
    boolean several =
        source.contains(",") && !source.startsWith("yaml:") && !Files.exists(Path.of(source));
    return several ? List.of(source.split(",", -1)) : List.of(source);
  }
}
