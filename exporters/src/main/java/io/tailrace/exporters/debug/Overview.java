package io.tailrace.exporters.debug;

import io.tailrace.component.Payload;
import io.tailrace.model.Fields;
import io.tailrace.model.Items;
import io.tailrace.model.Signal;

/// Shows a request in one line, or each of its items in one.
final class Overview {
  private Overview() {}

  /// Returns the line of `basic`.
  static String basic(Payload payload) {
    String format =
        switch (payload.signal()) {
          case TRACES -> "Traces\t{\"resource spans\": %d, \"spans\": %d}";
          case METRICS -> "Metrics\t{\"resource metrics\": %d, \"data points\": %d}";
          case LOGS -> "Logs\t{\"resource logs\": %d, \"log records\": %d}";
        };
    return format.formatted(Items.resources(payload.otlp()), payload.items());
  }

  /// Returns the lines of `normal`.
  static String normal(Signal signal, byte[] otlp) {
    String word =
        switch (signal) {
          case TRACES -> "Traces";
          case METRICS -> "Metrics";
          case LOGS -> "Logs";
        };
    Text text = new Text();
    int[] resources = {0};
    Fields request = new Fields(otlp);
    while (request.next()) {
      if (request.isMessage(1)) {
        text.add("Resource" + word + " #" + resources[0]++);
        Find.each(request, 1, each -> text.add(" " + Attributes.inline(each, 1)));
        text.add("\n");
        int[] scopes = {0};
        Find.each(request, 2, scope -> scope(signal, word, scope, scopes[0]++, text));
      }
    }
    return text.toString();
  }

  private static void scope(Signal signal, String word, Fields entry, int index, Text text) {
    text.add("Scope" + word + " #" + index);
    Find.each(
        entry,
        1,
        scope -> {
          String version = Find.text(scope, 2);
          text.add(" " + Find.text(scope, 1) + (version.isEmpty() ? "" : "@" + version));
        });
    text.add("\n");
    Find.each(entry, 2, item -> text.line("%s", item(signal, item)));
  }

  private static String item(Signal signal, Fields item) {
    return switch (signal) {
      case TRACES ->
          "%s %s %s %s"
              .formatted(
                  Find.text(item, 5),
                  Find.hex(item, 1),
                  Find.hex(item, 2),
                  Attributes.inline(item, 9));
      case METRICS -> MetricText.normal(item);
      case LOGS -> body(item) + " " + Attributes.inline(item, 6);
    };
  }

  private static String body(Fields log) {
    String body = LogText.body(log);
    return body.startsWith("Str(") ? body.substring(4, body.length() - 1) : body;
  }
}
