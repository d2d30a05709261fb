package io.tailrace.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Warns about two components that would listen at the same address.
///
/// Receivers and extensions listen at what their `endpoint` keys say, given or by default. The
/// broker inside this process does so unless the extension names others.
final class Listeners {
  private static final Pattern ADDRESS = Pattern.compile("(.*):(\\d{1,5})");
  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "[::]", "::");
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Catalog catalog;
  private final Problems problems;
  private final List<Listener> found = new ArrayList<>();

  Listeners(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  private record Listener(String host, int port, Position at, String path) {
    boolean clashes(Listener other) {
      return port == other.port
          && port != 0
          && (host.equals(other.host)
              || EVERYWHERE.contains(host)
              || EVERYWHERE.contains(other.host)
              || (LOCAL.contains(host) && LOCAL.contains(other.host)));
    }
  }

  void check(Configuration configuration, FoundComponents components) {
    Set<ComponentId> receivers = new HashSet<>();
    configuration.pipelines().values().forEach(each -> receivers.addAll(each.receivers()));
    // First, because the file may not have it: the warning stands where the other one does.
    for (Configuration.Configured each : components.bound(Kind.EXTENSION).values()) {
      if (catalog.alwaysStarted(each.type())) {
        component(each, components);
      }
    }
    for (Configuration.Configured each : components.bound(Kind.RECEIVER).values()) {
      if (receivers.contains(each.id())) {
        component(each, components);
      }
    }
    for (Configuration.Configured each : components.bound(Kind.EXTENSION).values()) {
      if (configuration.extensions().contains(each.id()) && !catalog.alwaysStarted(each.type())) {
        component(each, components);
      }
    }
    String metrics = configuration.telemetry().metricsAddress();
    add(metrics, metricsAt(configuration.root()), "service::telemetry::metrics");
  }

  private void component(Configuration.Configured component, FoundComponents components) {
    Position at =
        components
            .places(component.kind())
            .getOrDefault(component.id(), component.node().position());
    List<Written> endpoints = new ArrayList<>();
    List<Written> elsewhere = new ArrayList<>();
    Written.each(
        component,
        at,
        option -> {
          if (option.key().equals("endpoint") && option.hasEffect()) {
            endpoints.add(option);
          } else if (option.key().equals("brokers")) {
            elsewhere.add(option);
          }
        });
    if (elsewhere.stream().allMatch(option -> option.value().equals(List.of()))) {
      for (Written option : endpoints) {
        if (option.value() instanceof String address) {
          add(address, option.at(), option.path());
        }
      }
    }
  }

  /// Where the file says at which address metrics are: the most of the path to it that there is.
  private static Position metricsAt(Node root) {
    Node found = root;
    for (String key : List.of("service", "telemetry", "metrics", "address")) {
      found = below(found, key).orElse(found);
    }
    Node readers = below(found, "readers").orElse(found);
    return find(readers, "port").orElse(readers).position();
  }

  private static Optional<Node> below(Node node, String key) {
    return node instanceof Node.Mapping map
        ? map.entry(key).map(Node.Entry::value)
        : Optional.empty();
  }

  /// The value of the first key of a name, however deep it stands.
  private static Optional<Node> find(Node node, String key) {
    Optional<Node> here = below(node, key);
    if (here.isPresent()) {
      return here;
    }
    List<Node> inner =
        switch (node) {
          case Node.Mapping map -> map.entries().stream().map(Node.Entry::value).toList();
          case Node.Sequence list -> list.items();
          case Node.Scalar _ -> List.of();
        };
    return inner.stream().flatMap(each -> find(each, key).stream()).findFirst();
  }

  private void add(String address, Position at, String path) {
    Matcher matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      return;
    }
    Listener listener =
        new Listener(matcher.group(1), Integer.parseInt(matcher.group(2)), at, path);
    for (Listener other : found) {
      if (listener.clashes(other)) {
        problems.warning(
            at,
            path,
            address + " is also where " + other.path() + " listens",
            List.of("one of the two will not start: give it another port"));
      }
    }
    found.add(listener);
  }
}
