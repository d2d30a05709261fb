package io.tailrace.app;

import io.tailrace.component.Receiver;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.PipelineId;
import io.tailrace.config.Problem;
import io.tailrace.topology.KafkaConfig;
import io.tailrace.topology.Plan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a start says: what listens where, which pipelines run, where the data is, and which keys
/// have no effect. Never more than fifteen lines.
///
/// @param gateway what started
/// @param configuration what it runs
/// @param problems warnings and notices of the configuration
/// @param gates the feature gates that were named and have no effect
record StartLines(
    Gateway gateway, Configuration configuration, List<Problem> problems, List<String> gates) {
  private static final int MOST_PIPELINES = 5;
  private static final int MOST_WARNINGS = 3;
  private static final int WIDTH = 160;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "tailrace %s is ready after %.1f s"
            .formatted(Version.product(), ManagementFactory.getRuntimeMXBean().getUptime() / 1e3));
    lines.add(line("listening", listening()));
    gateway
        .metricsAddress()
        .ifPresent(at -> lines.add(line("metrics", "http://" + at + "/metrics and /ledger")));
    lines.add(line("kafka", gateway.place()));
    lines.addAll(few(pipelines(), MOST_PIPELINES, "pipelines"));
    lines.addAll(few(warnings(), MOST_WARNINGS, "warnings; `validate` shows them"));
    notices().forEach(lines::add);
    return lines;
  }

  private static String line(String word, String text) {
    return "  %-10s %s".formatted(word, text);
  }

  private String listening() {
    List<String> all = new ArrayList<>();
    gateway.listening().values().forEach(each -> each.forEach(at -> all.add(text(at))));
    gateway.serving().forEach((id, address) -> all.add(id + " " + address));
    return all.isEmpty() ? "nowhere" : String.join(", ", all);
  }

  private static String text(Receiver.Listening at) {
    return at.protocol() + " " + at.address();
  }

  private List<String> pipelines() {
    return configuration.pipelines().values().stream().map(this::text).toList();
  }

  private String text(Configuration.Pipeline pipeline) {
    List<String> steps = new ArrayList<>();
    steps.add(join(pipeline.receivers()));
    pipeline.processors().forEach(processor -> steps.add(processor.toString()));
    List<ComponentId> ends = new ArrayList<>(pipeline.exporters());
    KafkaConfig.of(configuration)
        .filter(kafka -> kafka.topics().publish().contains(new PipelineId(pipeline.id())))
        .ifPresent(_ -> ends.add(Plan.PUBLISH));
    steps.add(join(ends));
    return line(pipeline.id().toString(), String.join(" > ", steps));
  }

  private static String join(List<?> ids) {
    return ids.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private List<String> warnings() {
    return problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.WARNING)
        .map(problem -> line("warning", problem.message() + at(problem)))
        .toList();
  }

  private static String at(Problem problem) {
    return problem.position().map(position -> " (" + position + ")").orElse("");
  }

  /// Keys without effect, old names and feature gates, a line for each.
  private List<String> notices() {
    List<String> lines = new ArrayList<>();
    notice("no effect here: ", paths(Problem.About.NO_EFFECT), lines);
    notice("old names, which work: ", paths(Problem.About.OLD_NAME), lines);
    notice("feature gates have no effect here: ", gates, lines);
    return lines;
  }

  private static void notice(String what, List<String> items, List<String> lines) {
    if (!items.isEmpty()) {
      lines.add(line("notice", shortened(what, items)));
    }
  }

  private List<String> paths(Problem.About about) {
    return problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.NOTICE)
        .filter(problem -> problem.about() == about)
        .map(Problem::path)
        .distinct()
        .toList();
  }

  private static String shortened(String what, List<String> items) {
    StringBuilder text = new StringBuilder(what);
    for (int i = 0; i < items.size(); i++) {
      if (text.length() > WIDTH) {
        return text + " and " + (items.size() - i) + " more";
      }
      text.append(i == 0 ? "" : ", ").append(items.get(i));
    }
    return text.toString();
  }

  private static List<String> few(List<String> lines, int most, String what) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> some = new ArrayList<>(lines.subList(0, most - 1));
    some.add("             and " + (lines.size() - most + 1) + " more " + what);
    return some;
  }
}
