package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/// Text that grows line by line. What telemetry contains cannot break a line or steer the
/// terminal: control characters are shown, not obeyed.
final class Text {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SECOND = 1_000_000_000;

  private final StringBuilder out = new StringBuilder();

  /// Adds a line.
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be Error Prone's own
  Text line(String format, Object... arguments) {
    out.append(format.formatted(arguments)).append('\n');
    return this;
  }

  /// Adds text without ending the line.
  Text add(String text) {
    out.append(text);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /// Returns the text that a field holds, printable.
  static String of(Fields field) {
    return printable(field.text());
  }

  static String hex(Fields field) {
    return HexFormat.of().formatHex(field.bytes(), field.start(), field.end());
  }

  /// Writes nanoseconds since 1970 as Go prints times.
  static String time(long nanos) {
    long seconds = Long.divideUnsigned(nanos, SECOND);
    long rest = Long.remainderUnsigned(nanos, SECOND);
    String fraction = rest == 0 ? "" : ("." + "%09d".formatted(rest)).replaceAll("0+$", "");
    return TIME.format(Instant.ofEpochSecond(seconds)) + fraction + " +0000 UTC";
  }

  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                shown.append("\\n");
              } else if (c == '\t' || !Character.isISOControl(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\x%02x".formatted(c));
              }
            });
    return shown.toString();
  }
}
