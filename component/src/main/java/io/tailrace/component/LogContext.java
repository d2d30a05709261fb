package io.tailrace.component;

import java.util.List;
import org.slf4j.MDC;

/// Says which component it is about that the current thread logs until this is closed. JSON logs
/// have the names as fields, so that lines can be found by them; what is on the console names them
/// in its words.
public final class LogContext implements AutoCloseable {
  private static final List<String> FIELDS = List.of("pipeline", "receiver", "exporter");

  private final List<MDC.MDCCloseable> fields;

  private LogContext(List<MDC.MDCCloseable> fields) {
    this.fields = fields;
  }

  /// The names of the fields, in the order in which lines have them.
  public static List<String> fields() {
    return FIELDS;
  }

  /// What follows is about a receiver.
  public static LogContext receiver(String id) {
    return new LogContext(List.of(MDC.putCloseable("receiver", id)));
  }

  /// What follows is about an exporter of a pipeline.
  public static LogContext exporter(String pipeline, String id) {
    return new LogContext(
        List.of(MDC.putCloseable("pipeline", pipeline), MDC.putCloseable("exporter", id)));
  }

  @Override
  public void close() {
    fields.forEach(MDC.MDCCloseable::close);
  }
}
