package io.tailrace.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `service.telemetry`.
final class TelemetrySection {
  private static final String PATH = "service::telemetry";
  private static final List<String> DECLARATIVE =
      List.of("attributes", "schema_url", "attributes_list", "detectors", "detection/development");

  private final Problems problems;

  TelemetrySection(Problems problems) {
    this.problems = problems;
  }

  ServiceTelemetry read(Node.Entry entry) {
    TelemetryOptions options =
        new Binder(problems).bind(TelemetryOptions.class, entry.value(), entry.at(), PATH);
    TelemetryOptions.Metrics metrics = options.metrics();
    Optional<TelemetryOptions.Prometheus> reader =
        metrics.readers().stream()
            .flatMap(List::stream)
            .flatMap(each -> each.pull().stream())
            .flatMap(pull -> pull.exporter().prometheus().stream())
            .findFirst();
    String level = metrics.level().toLowerCase(Locale.ROOT);
    checkReaders(entry, metrics, level);
    return new ServiceTelemetry(
        options.logs().level().toLowerCase(Locale.ROOT),
        options.logs().encoding(),
        level,
        level.equals("none") ? "" : address(entry, metrics, reader),
        reader.map(each -> !each.withoutTypeSuffix()).orElse(false),
        resource(options.resource()));
  }

  private void checkReaders(Node.Entry entry, TelemetryOptions.Metrics metrics, String level) {
    if (metrics.readers().map(List::isEmpty).orElse(false) && !level.equals("none")) {
      problems.error(
          written(entry, "readers").orElse(entry).at(),
          PATH + "::metrics::readers",
          "readers is empty: leave it out for the default, or set level: none");
    }
  }

  private String address(
      Node.Entry entry,
      TelemetryOptions.Metrics metrics,
      Optional<TelemetryOptions.Prometheus> reader) {
    if (metrics.address().isPresent()) {
      problems.notice(
          Problem.About.OLD_NAME,
          written(entry, "address").orElse(entry).at(),
          PATH + "::metrics::address",
          "\"address\" is an old form of \"readers\"");
      return metrics.address().get();
    }
    if (metrics.readers().isEmpty()) {
      return ServiceTelemetry.DEFAULT.metricsAddress();
    }
    return reader.map(each -> host(each.host()) + ":" + each.port()).orElse("");
  }

  private static Optional<Node.Entry> written(Node.Entry telemetry, String key) {
    return telemetry.value() instanceof Node.Mapping map
        ? map.entry("metrics")
            .map(Node.Entry::value)
            .filter(Node.Mapping.class::isInstance)
            .flatMap(metrics -> ((Node.Mapping) metrics).entry(key))
        : Optional.empty();
  }

  private static String host(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private Map<String, String> resource(Node node) {
    Map<String, String> attributes = new LinkedHashMap<>();
    String path = PATH + "::resource";
    if (!(node instanceof Node.Mapping map)) {
      if (!node.isNull()) {
        problems.error(node, path, "expected a map, found " + Nodes.kind(node));
      }
      return attributes;
    }
    for (Node.Entry entry : map.entries()) {
      if (entry.key().equals("attributes") && entry.value() instanceof Node.Sequence list) {
        list.items().forEach(item -> pair(item, path + "::attributes", attributes));
      } else if (!DECLARATIVE.contains(entry.key())) {
        attribute(entry, path, attributes);
      }
    }
    return attributes;
  }

  private void attribute(Node.Entry entry, String path, Map<String, String> attributes) {
    if (entry.value() instanceof Node.Scalar scalar
        && (scalar.value() instanceof String || scalar.origin().expanded().isPresent())) {
      attributes.put(entry.key(), scalar.text());
    } else if (entry.value().isNull()) {
      attributes.put(entry.key(), "");
    } else {
      problems.error(
          entry.value().position(),
          Keys.join(path, entry.key()),
          "expected text or nothing, found " + Nodes.kind(entry.value()));
    }
  }

  private void pair(Node item, String path, Map<String, String> attributes) {
    if (item instanceof Node.Mapping map
        && map.entry("name").map(Node.Entry::value).orElse(item) instanceof Node.Scalar name
        && map.entry("value").map(Node.Entry::value).orElse(item) instanceof Node.Scalar value) {
      attributes.put(name.text(), value.text());
    } else {
      problems.error(item, path, "expected {name, value}, found " + Nodes.kind(item));
    }
  }
}
