package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.util.List;

/// Shows a log record.
final class LogText {
  private static final List<String> LEVELS =
      List.of("Trace", "Debug", "Info", "Warn", "Error", "Fatal");

  private LogText() {}

  static void add(Fields log, int index, Text text) {
    text.line("LogRecord #%d", index)
        .line("ObservedTimestamp: %s", Text.time(Find.number(log, 11)))
        .line("Timestamp: %s", Text.time(Find.number(log, 1)))
        .line("SeverityText: %s", Find.text(log, 3))
        .line("SeverityNumber: %s", severity((int) Find.number(log, 2)));
    if (Find.has(log, 12)) {
      text.line("EventName: %s", Find.text(log, 12));
    }
    text.line("Body: %s", body(log));
    if (Find.count(log, 6) > 0) {
      text.line("Attributes:");
      Attributes.lines(log, 6, "     ", text);
    }
    text.line("Trace ID: %s", Find.hex(log, 9))
        .line("Span ID: %s", Find.hex(log, 10))
        .line("Flags: %d", Find.number(log, 8));
  }

  static String body(Fields log) {
    String[] shown = {"Empty()"};
    Find.each(log, 5, body -> shown[0] = Attributes.any(body));
    return shown[0];
  }

  private static String severity(int number) {
    if (number < 1 || number > 24) {
      return "Unspecified(" + number + ")";
    }
    int step = (number - 1) % 4;
    return LEVELS.get((number - 1) / 4) + (step == 0 ? "" : step + 1) + "(" + number + ")";
  }
}
