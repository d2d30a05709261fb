package io.tailrace.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads configurations: the Collector's YAML, by the Collector's rules.
///
/// Everything that is wrong is found in one pass: each step goes on with what the one before could
/// make sense of.
public final class ConfigurationReader {
  private static final String SERVICE = "service";

  private final Catalog catalog;
  private final Environment environment;
  private final FeatureGates gates;

  /// A reader that knows the components of a catalog.
  public ConfigurationReader(Catalog catalog, Environment environment) {
    this(catalog, environment, FeatureGates.NONE);
  }

  /// A reader that knows the components of a catalog and heeds feature gates.
  public ConfigurationReader(Catalog catalog, Environment environment, FeatureGates gates) {
    this.catalog = catalog;
    this.environment = environment;
    this.gates = gates;
  }

  /// Reads what the locations name; the later wins.
  ///
  /// @param configs paths, or locations with the scheme `file`, `env`, `yaml`, `http`, `https`
  /// @param sets assignments such as `processors.batch.timeout=2s`, which win over all locations
  public Loaded read(List<String> configs, List<String> sets) {
    Problems problems = new Problems();
    gates
        .withoutEffect()
        .forEach(gate -> problems.notice("the feature gate " + gate + " has no effect here"));
    Node.Mapping written = new Sources(environment, gates, problems).read(configs, sets);
    Node.Mapping root = Merging.unfold(new Expansion(environment, problems).expand(written));
    Optional<Configuration> configuration = check(root, problems);
    return new Loaded(configuration, problems.all());
  }

  private Optional<Configuration> check(Node.Mapping root, Problems problems) {
    if (root.entries().isEmpty()) {
      if (problems.errors() == 0) {
        problems.error("the configuration is empty");
      }
      return Optional.empty();
    }
    topLevel(root, problems);
    FoundComponents components = new ComponentSections(catalog, root, problems).read(root);
    Node.Entry service = root.entry(SERVICE).orElse(new Node.Entry(SERVICE, root.position(), root));
    boolean given = root.entry(SERVICE).isPresent();
    if (!given && !problems.isIncomplete()) {
      problems.error(root.position(), "", "the section \"service\" is missing");
    }
    Node node = given ? service.value() : Nodes.empty(root.position());
    ServiceOptions options =
        new Binder(problems).bind(ServiceOptions.class, node, service.at(), SERVICE);
    return assemble(root, components, new Service(service.at(), node, options), problems);
  }

  /// What stands below `service`.
  record ServiceOptions(
      @Option(doc = "How this process shows itself.") Node telemetry,
      @Option(doc = "The extensions to start, in their order.") List<Node> extensions,
      @Option(doc = "The pipelines, by id.") Node pipelines) {}

  private record Service(Position at, Node node, ServiceOptions options) {
    Node.Entry entry(String key) {
      Optional<Node.Entry> entry =
          node instanceof Node.Mapping map ? map.entry(key) : Optional.empty();
      return entry.orElse(new Node.Entry(key, at, Nodes.nothing(at)));
    }
  }

  private Optional<Configuration> assemble(
      Node.Mapping root, FoundComponents components, Service service, Problems problems) {
    Map<ComponentId, PipelineSection.Found> pipelines =
        new PipelineSection(components, catalog, problems).read(service.entry("pipelines"));
    List<ComponentId> extensions =
        new ExtensionList(components.places(Kind.EXTENSION), problems)
            .read(service.options().extensions());
    ServiceTelemetry telemetry = new TelemetrySection(problems).read(service.entry("telemetry"));
    new Wiring(components, pipelines, problems).check(extensions, catalog);
    new SamplingWiring(components, pipelines, catalog).check(problems);
    Map<ComponentId, Configuration.Pipeline> plain = new LinkedHashMap<>();
    pipelines.forEach((id, found) -> plain.put(id, found.pipeline()));
    Configuration configuration =
        new Configuration(components.all(), extensions, plain, telemetry, root);
    new Listeners(catalog, problems).check(configuration, components);
    new References(catalog, components, problems).check(configuration);
    return problems.errors() > 0 ? Optional.empty() : Optional.of(configuration);
  }

  private static void topLevel(Node.Mapping root, Problems problems) {
    List<String> known = new ArrayList<>();
    Arrays.stream(Kind.values()).forEach(kind -> known.add(kind.key()));
    known.add(SERVICE);
    for (Node.Entry entry : root.entries()) {
      if (!known.contains(entry.key())) {
        problems.error(
            entry.at(),
            "",
            "unknown key \"" + entry.key() + "\"",
            Suggestion.notes(entry.key(), known, "valid keys"));
      }
    }
  }
}
