package io.tailrace.app.logging;

import java.text.MessageFormat;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/// Hands what libraries log through `java.util.logging` (gRPC does) to the one log.
final class JulBridge extends Handler {
  /// Replaces the handlers that would print to the terminal by themselves.
  static void install() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(new JulBridge());
  }

  @Override
  public void publish(LogRecord record) {
    org.slf4j.Logger log =
        LoggerFactory.getLogger(Optional.ofNullable(record.getLoggerName()).orElse("java"));
    String text = text(record);
    if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
      log.error(text, record.getThrown());
    } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
      log.warn(text, record.getThrown());
    } else {
      log.info(text, record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private static String text(LogRecord record) {
    String message = Optional.ofNullable(record.getMessage()).orElse("");
    Object[] parameters = record.getParameters();
    return parameters == null || parameters.length == 0
        ? message
        : new MessageFormat(message, java.util.Locale.ROOT).format(parameters);
  }
}
