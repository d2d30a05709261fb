package io.tailrace.processors.attributes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The Collector's `include` and `exclude`.
record MatchConfig(
    @Option(
            required = true,
            oneOf = {"strict", "regexp"},
            doc = "Whether texts must be equal (`strict`) or are found by expressions of RE2.")
        String matchType,
    @Option(doc = "Settings of the expressions' cache.") RegexpConfig regexp,
    @Option(doc = "Names of services; the item's is one of them. Spans only.")
        List<String> services,
    @Option(doc = "Names of spans; the item's is one of them.") List<String> spanNames,
    @Option(doc = "Kinds of spans, such as `SPAN_KIND_SERVER`; the item's is one of them.")
        List<String> spanKinds,
    @Option(doc = "Bodies of log records; the item's is one of them.") List<String> logBodies,
    @Option(doc = "Severity texts of log records; the item's is one of them.")
        List<String> logSeverityTexts,
    @Option(doc = "The severity that log records have at least.")
        Optional<SeverityConfig> logSeverityNumber,
    @Option(doc = "Names of metrics; the data point's is one of them.") List<String> metricNames,
    @Option(doc = "Attributes that the item has, all of them. Spans and log records only.")
        List<AttributeConfig> attributes,
    @Option(doc = "Attributes that the item's resource has, all of them.")
        List<AttributeConfig> resources,
    @Option(doc = "Instrumentation scopes; the item's is all of them.")
        List<LibraryConfig> libraries)
    implements Validated {
  private static final Set<String> KINDS =
      Set.of(
          "SPAN_KIND_INTERNAL",
          "SPAN_KIND_CLIENT",
          "SPAN_KIND_SERVER",
          "SPAN_KIND_CONSUMER",
          "SPAN_KIND_PRODUCER");

  boolean strict() {
    return matchType.equals("strict");
  }

  @Override
  public void validate(Findings findings) {
    if (!spans() && !logs() && !shared() && metricNames.isEmpty()) {
      findings.error("", "names no property: add one, such as attributes, resources or libraries");
    }
    if (strict() && !KINDS.containsAll(spanKinds)) {
      findings.error(
          "span_kinds", "expected kinds such as SPAN_KIND_SERVER when match_type is strict");
    }
    for (AttributeConfig attribute :
        Stream.concat(attributes.stream(), resources.stream()).toList()) {
      if (!strict() && attribute.value().isPresent() && !attribute.isText()) {
        findings.error(
            "",
            "the value of %s must be a text when match_type is regexp".formatted(attribute.key()));
      }
    }
    if (!strict()) {
      expressions().forEach(regex -> compile(regex, findings));
    }
  }

  private Stream<String> expressions() {
    return Stream.of(
            services.stream(),
            spanNames.stream(),
            spanKinds.stream(),
            logBodies.stream(),
            logSeverityTexts.stream(),
            metricNames.stream(),
            attributes.stream().flatMap(AttributeConfig::texts),
            resources.stream().flatMap(AttributeConfig::texts),
            libraries.stream().flatMap(LibraryConfig::texts))
        .flatMap(each -> each);
  }

  private static void compile(String regex, Findings findings) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      findings.error(
          "", "\"%s\" is no regular expression of RE2: %s".formatted(regex, e.getMessage()));
    }
  }

  private boolean spans() {
    return !services.isEmpty() || !spanNames.isEmpty() || !spanKinds.isEmpty();
  }

  private boolean logs() {
    return !logBodies.isEmpty() || !logSeverityTexts.isEmpty() || logSeverityNumber.isPresent();
  }

  private boolean shared() {
    return !attributes.isEmpty() || !resources.isEmpty() || !libraries.isEmpty();
  }

  /// Why it cannot apply to a signal, empty if it can.
  Optional<String> unfit(Signal signal) {
    if (signal == Signal.TRACES && logs()) {
      return Optional.of("log_bodies and log_severity_* do not apply to spans");
    }
    if (signal == Signal.LOGS && spans()) {
      return Optional.of("services, span_names and span_kinds do not apply to log records");
    }
    return Optional.empty();
  }

  /// An attribute and, perhaps, its value.
  record AttributeConfig(
      @Option(required = true, doc = "The attribute.") String key,
      @Option(doc = "Its value; absent when any value will do.") Optional<Node> value) {
    boolean isText() {
      return value.isPresent()
          && value.get() instanceof Node.Scalar scalar
          && scalar.value() instanceof String;
    }

    Stream<String> texts() {
      return isText() ? value.map(node -> ((Node.Scalar) node).text()).stream() : Stream.empty();
    }
  }

  /// An instrumentation scope.
  record LibraryConfig(
      @Option(required = true, doc = "Its name.") String name,
      @Option(emptyCounts = true, doc = "Its version; absent when any will do.")
          Optional<String> version) {
    Stream<String> texts() {
      return Stream.concat(Stream.of(name), version.stream());
    }
  }

  /// A severity.
  record SeverityConfig(
      @Option(
              value = "0",
              min = 0,
              max = 24,
              doc = "The least severity, as the number that OTLP gives it: 9 is INFO, 17 ERROR.")
          int min,
      @Option(doc = "Whether records without a severity are meant too.") boolean matchUndefined) {}

  /// The Collector's cache of expressions.
  record RegexpConfig(
      @Option(
              key = "cacheenabled",
              doc = "Whether results are cached.",
              noEffect = "results are not cached")
          boolean cacheEnabled,
      @Option(
              key = "cachemaxnumentries",
              doc = "How many results are cached.",
              noEffect = "results are not cached")
          int cacheMaxEntries) {}
}
