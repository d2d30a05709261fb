package io.tailrace.extensions.zpages;

import io.tailrace.component.Service;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The pages, by their names. They show ids and types, never a value of the configuration.
record Pages(Service service, InstantSource clock) {
  private static final List<String> NAMES =
      List.of("servicez", "pipelinez", "extensionz", "featurez", "tracez");

  String index() {
    String links =
        NAMES.stream()
            .map(name -> "<li><a href=\"/debug/%s\">%s</a></li>\n".formatted(name, name))
            .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    return Html.page("Tailrace", links);
  }

  String servicez() {
    Instant started = service.started();
    Duration uptime = Duration.between(started, clock.instant());
    List<String> reasons = service.unready();
    Runtime runtime = Runtime.getRuntime();
    return Html.page(
        "Service",
        Html.table(
            List.of("What", "Value"),
            List.of(
                List.of("Started", started.toString()),
                List.of("Up for", text(uptime)),
                List.of("Receivers have opened", service.opened() ? "yes" : "no"),
                List.of("Ready", reasons.isEmpty() ? "yes" : String.join("; ", reasons)),
                List.of("Java", Runtime.version().toString()),
                List.of("Heap in use", mebibytes(runtime.totalMemory() - runtime.freeMemory())),
                List.of("Heap at most", mebibytes(runtime.maxMemory())),
                List.of(
                    "System",
                    System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "")))));
  }

  String pipelinez() {
    List<List<String>> rows =
        service.configuration().stream()
            .flatMap(configuration -> configuration.pipelines().values().stream())
            .map(
                pipeline ->
                    List.of(
                        pipeline.id().toString(),
                        ids(pipeline.receivers()),
                        ids(pipeline.processors()),
                        ids(pipeline.exporters())))
            .toList();
    return Html.page(
        "Pipelines", Html.table(List.of("Pipeline", "Receivers", "Processors", "Exporters"), rows));
  }

  String extensionz() {
    List<List<String>> rows =
        service.configuration().stream()
            .flatMap(
                configuration ->
                    configuration.extensions().stream()
                        .map(id -> List.of(id.toString(), type(configuration, id))))
            .toList();
    return Html.page("Extensions", Html.table(List.of("Extension", "Type"), rows));
  }

  private static String type(Configuration configuration, ComponentId id) {
    Configuration.Configured found =
        configuration.components().getOrDefault(Kind.EXTENSION, Map.of()).get(id);
    return found == null ? id.type() : found.type();
  }

  String featurez() {
    return Html.page(
        "Feature gates",
        Html.paragraph(
            "confmap.enableMergeAppendOption joins lists of several sources. Others are accepted so"
                + " that start commands keep working."));
  }

  String tracez() {
    return Html.page(
        "Traces",
        Html.paragraph("This process records no spans of its own; its metrics say how it does."));
  }

  private static String ids(List<ComponentId> ids) {
    return ids.stream().map(ComponentId::toString).collect(Collectors.joining(", "));
  }

  private static String text(Duration time) {
    return "%d h %02d min %02d s"
        .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
