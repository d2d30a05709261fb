package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.util.List;

/// Shows a span.
final class SpanText {
  private static final List<String> KINDS =
      List.of("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer");
  private static final List<String> CODES = List.of("Unset", "Ok", "Error");

  private SpanText() {}

  static void add(Fields span, int index, Text text) {
    text.line("Span #%d", index)
        .line("    Trace ID       : %s", Find.hex(span, 1))
        .line("    Parent ID      : %s", Find.hex(span, 4))
        .line("    ID             : %s", Find.hex(span, 2))
        .line("    Name           : %s", Find.text(span, 5))
        .line("    Kind           : %s", name(KINDS, Find.number(span, 6)))
        .line("    Start time     : %s", Text.time(Find.number(span, 7)))
        .line("    End time       : %s", Text.time(Find.number(span, 8)))
        .line("    Status code    : %s", status(span))
        .line("    Status message : %s", message(span));
    if (Find.has(span, 3)) {
      text.line("    TraceState     : %s", Find.text(span, 3));
    }
    if (Find.count(span, 9) > 0) {
      text.line("Attributes:");
      Attributes.lines(span, 9, "     ", text);
    }
    events(span, text);
    links(span, text);
  }

  private static void events(Fields span, Text text) {
    if (Find.count(span, 11) == 0) {
      return;
    }
    text.line("Events:");
    int[] index = {0};
    Find.each(
        span,
        11,
        event -> {
          text.line("SpanEvent #%d", index[0]++)
              .line("     -> Name: %s", Find.text(event, 2))
              .line("     -> Timestamp: %s", Text.time(Find.number(event, 1)))
              .line("     -> DroppedAttributesCount: %d", Find.number(event, 4));
          if (Find.count(event, 3) > 0) {
            text.line("     -> Attributes::");
            Attributes.lines(event, 3, "          ", text);
          }
        });
  }

  private static void links(Fields span, Text text) {
    if (Find.count(span, 13) == 0) {
      return;
    }
    text.line("Links:");
    int[] index = {0};
    Find.each(
        span,
        13,
        link -> {
          text.line("SpanLink #%d", index[0]++)
              .line("     -> Trace ID: %s", Find.hex(link, 1))
              .line("     -> ID: %s", Find.hex(link, 2))
              .line("     -> TraceState: %s", Find.text(link, 3))
              .line("     -> DroppedAttributesCount: %d", Find.number(link, 5));
          if (Find.count(link, 4) > 0) {
            text.line("     -> Attributes::");
            Attributes.lines(link, 4, "          ", text);
          }
        });
  }

  private static String status(Fields span) {
    String[] shown = {CODES.getFirst()};
    Find.each(span, 15, status -> shown[0] = name(CODES, Find.number(status, 3)));
    return shown[0];
  }

  private static String message(Fields span) {
    String[] shown = {""};
    Find.each(span, 15, status -> shown[0] = Find.text(status, 2));
    return shown[0];
  }

  static String name(List<String> names, long number) {
    return number >= 0 && number < names.size() ? names.get((int) number) : Long.toString(number);
  }
}
