package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import io.tailrace.model.Signal;

/// Shows everything that a request holds, in the Collector's layout.
final class Details {
  private final Signal signal;
  private final Text text = new Text();

  private Details(Signal signal) {
    this.signal = signal;
  }

  static String of(Signal signal, byte[] otlp) {
    Details details = new Details(signal);
    Fields request = new Fields(otlp);
    int index = 0;
    while (request.next()) {
      if (request.isMessage(1)) {
        details.resource(request, index++);
      }
    }
    return details.text.toString();
  }

  private String word() {
    return switch (signal) {
      case TRACES -> "Spans";
      case METRICS -> "Metrics";
      case LOGS -> "Logs";
    };
  }

  private void resource(Fields entry, int index) {
    text.line("Resource%s #%d", word().equals("Logs") ? "Log" : word(), index);
    text.line("Resource SchemaURL: %s", Find.text(entry, 3));
    Find.each(
        entry,
        1,
        resource -> {
          text.line("Resource attributes:");
          Attributes.lines(resource, 1, "     ", text);
        });
    int[] scopes = {0};
    Find.each(entry, 2, scope -> scope(scope, scopes[0]++));
  }

  private void scope(Fields entry, int index) {
    text.line("Scope%s #%d", word(), index);
    text.line("Scope%s SchemaURL: %s", word(), Find.text(entry, 3));
    Find.each(
        entry,
        1,
        scope -> {
          text.line("InstrumentationScope %s %s", Find.text(scope, 1), Find.text(scope, 2));
          if (Find.count(scope, 3) > 0) {
            text.line("InstrumentationScope attributes:");
            Attributes.lines(scope, 3, "     ", text);
          }
        });
    int[] items = {0};
    Find.each(
        entry,
        2,
        item -> {
          switch (signal) {
            case TRACES -> SpanText.add(item, items[0]++, text);
            case METRICS -> MetricText.add(item, items[0]++, text);
            case LOGS -> LogText.add(item, items[0]++, text);
          }
        });
  }
}
