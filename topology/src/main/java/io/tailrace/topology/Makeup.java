package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import io.tailrace.config.Secret;
import io.tailrace.config.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an exporter of a pipeline is made of, so that processes with different files notice.
///
/// Receivers and processors are named, options are digested. Secrets are left out, because the
/// plan may be read by others, and so is what comes from the environment: that is where processes
/// of one file are meant to differ.
final class Makeup {
  private static final int DIGEST = 8;

  private final Configuration configuration;

  Makeup(Configuration configuration) {
    this.configuration = configuration;
  }

  /// Returns the parts of a route by name: `receivers`, `processors`, and the options of each
  /// component, such as `exporters::otlp`.
  Map<String, String> of(Plan.Route route) {
    Map<String, String> parts = new TreeMap<>();
    List<String> receivers = new ArrayList<>();
    List<String> processors = new ArrayList<>();
    for (Plan.Path path : route.paths()) {
      Set<String> ids = new TreeSet<>();
      path.receivers().forEach(id -> ids.add(id.toString()));
      receivers.add(String.join(",", ids));
      for (Plan.Step step : path.steps()) {
        processors.add(step.pipeline() + ":" + step.processor());
        put(parts, Kind.PROCESSOR, step.processor());
      }
      processors.add("");
    }
    parts.put("receivers", String.join(" ", receivers));
    parts.put("processors", String.join(" ", processors).strip());
    put(parts, Kind.EXPORTER, route.exporter());
    return parts;
  }

  private void put(Map<String, String> parts, Kind kind, ComponentId id) {
    Configuration.Configured configured =
        configuration.components().getOrDefault(kind, Map.of()).get(id);
    if (configured != null) {
      StringBuilder text = new StringBuilder(configured.type());
      write(text, configured.node(), Secrets.in(configured.options()));
      parts.put(kind.key() + "::" + id, digest(text.toString()));
    }
  }

  private static void write(StringBuilder text, Node node, Set<String> secrets) {
    if (node.origin().expanded().isPresent()) {
      text.append("${}");
      return;
    }
    switch (node) {
      case Node.Scalar scalar ->
          text.append('"')
              .append(secrets.contains(scalar.text()) ? Secret.REDACTED : scalar.text())
              .append('"');
      case Node.Sequence sequence -> {
        text.append('[');
        sequence.items().forEach(item -> write(text, item, secrets));
        text.append(']');
      }
      case Node.Mapping map -> {
        Map<String, Node> sorted = new TreeMap<>();
        map.entries().forEach(entry -> sorted.put(entry.key(), entry.value()));
        text.append('{');
        sorted.forEach(
            (key, value) -> {
              text.append(key).append(':');
              write(text, value, secrets);
            });
        text.append('}');
      }
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
