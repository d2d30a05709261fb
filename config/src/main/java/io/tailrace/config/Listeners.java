package io.tailrace.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Warns about two components that would listen at the same address.
///
/// Receivers and extensions listen at what their `endpoint` keys say, given or by default.
final class Listeners {
  private static final Pattern ADDRESS = Pattern.compile("(.*):(\\d{1,5})");
  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "[::]", "::");
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Problems problems;
  private final List<Listener> found = new ArrayList<>();

  Listeners(Problems problems) {
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
    for (Configuration.Configured each : components.bound(Kind.RECEIVER).values()) {
      if (receivers.contains(each.id())) {
        component(each, components);
      }
    }
    for (Configuration.Configured each : components.bound(Kind.EXTENSION).values()) {
      if (configuration.extensions().contains(each.id())) {
        component(each, components);
      }
    }
    String metrics = configuration.telemetry().metricsAddress();
    add(metrics, configuration.root().position(), "service::telemetry::metrics");
  }

  private void component(Configuration.Configured component, FoundComponents components) {
    Position at =
        components
            .places(component.kind())
            .getOrDefault(component.id(), component.node().position());
    Written.each(
        component,
        at,
        option -> {
          if (option.key().equals("endpoint") && option.value() instanceof String address) {
            add(address, option.at(), option.path());
          }
        });
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
