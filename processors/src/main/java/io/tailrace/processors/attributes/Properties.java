package io.tailrace.processors.attributes;

import io.tailrace.component.attributes.AttributeList;
import io.tailrace.component.attributes.AttributeValue;
import io.tailrace.model.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The compiled form of an `include` or `exclude`: properties that must all be there. Each level
/// of a request is asked once.
final class Properties {
  private static final byte[] SERVICE = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final String NO_SERVICE = "<nil-service-name>";

  private final Optional<Texts> services;
  private final Optional<Texts> spanNames;
  private final Optional<Texts> spanKinds;
  private final Optional<Texts> bodies;
  private final Optional<Texts> severityTexts;
  private final Optional<Texts> metricNames;
  private final Optional<MatchConfig.SeverityConfig> severity;
  private final List<Wanted> attributes;
  private final List<Wanted> resources;
  private final List<Library> libraries;

  Properties(MatchConfig config) {
    boolean strict = config.strict();
    services = texts(strict, config.services());
    spanNames = texts(strict, config.spanNames());
    spanKinds = texts(strict, config.spanKinds());
    bodies = texts(strict, config.logBodies());
    severityTexts = texts(strict, config.logSeverityTexts());
    metricNames = texts(strict, config.metricNames());
    severity = config.logSeverityNumber();
    attributes = Wanted.of(strict, config.attributes());
    resources = Wanted.of(strict, config.resources());
    libraries =
        config.libraries().stream()
            .map(
                library ->
                    new Library(
                        Texts.of(strict, List.of(library.name())),
                        library.version().map(version -> Texts.of(strict, List.of(version)))))
            .toList();
  }

  private static Optional<Texts> texts(boolean strict, List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(Texts.of(strict, texts));
  }

  boolean resource(AttributeList resource) {
    if (services.isPresent()) {
      int index = resource.find(SERVICE);
      String service = index < 0 ? NO_SERVICE : resource.value(index).asText();
      if (!services.get().match(service)) {
        return false;
      }
    }
    return Wanted.all(resources, resource);
  }

  boolean scope(String name, String version) {
    for (Library library : libraries) {
      if (!library.name().match(name)
          || (library.version().isPresent() && !library.version().get().match(version))) {
        return false;
      }
    }
    return true;
  }

  boolean span(Fields span, AttributeList own) {
    String name = "";
    long kind = 0;
    while (span.next()) {
      switch (span.number()) {
        case 5 -> name = spanNames.isPresent() ? span.text() : "";
        case 6 -> kind = span.scalar();
        default -> {}
      }
    }
    return matches(spanNames, name)
        && (spanKinds.isEmpty() || spanKinds.get().match(kind(kind)))
        && Wanted.all(attributes, own);
  }

  private static String kind(long kind) {
    return switch ((int) kind) {
      case 0 -> "SPAN_KIND_UNSPECIFIED";
      case 1 -> "SPAN_KIND_INTERNAL";
      case 2 -> "SPAN_KIND_SERVER";
      case 3 -> "SPAN_KIND_CLIENT";
      case 4 -> "SPAN_KIND_PRODUCER";
      case 5 -> "SPAN_KIND_CONSUMER";
      default -> "";
    };
  }

  boolean log(Fields log, AttributeList own) {
    String text = "";
    String body = "";
    long number = 0;
    while (log.next()) {
      switch (log.number()) {
        case 2 -> number = log.scalar();
        case 3 -> text = severityTexts.isPresent() ? log.text() : "";
        case 5 -> body = bodies.isPresent() ? value(log).asText() : "";
        default -> {}
      }
    }
    return matches(bodies, body)
        && matches(severityTexts, text)
        && severe(number)
        && Wanted.all(attributes, own);
  }

  private static AttributeValue value(Fields field) {
    return new AttributeValue(field.bytes(), field.start(), field.end());
  }

  private boolean severe(long number) {
    return severity.isEmpty()
        || (number == 0 ? severity.get().matchUndefined() : number >= severity.get().min());
  }

  boolean metric(Fields metric) {
    if (metricNames.isEmpty()) {
      return true;
    }
    String name = "";
    while (metric.next()) {
      if (metric.isMessage(1)) {
        name = metric.text();
      }
    }
    return metricNames.get().match(name);
  }

  private static boolean matches(Optional<Texts> texts, String text) {
    return texts.isEmpty() || texts.get().match(text);
  }

  private record Library(Texts name, Optional<Texts> version) {}
}
