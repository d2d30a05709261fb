package io.tailrace.app.logging;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;

/// Stands before the appender that writes: says what libraries say in words that a user can
/// act on, and keeps one place from flooding the log.
///
/// A place is a logger, a level and a message before its parameters are filled in. In ten
/// seconds it may speak ten times, as the Collector's sampling has it; what else it would have
/// said is counted, and the count follows when the ten seconds are over. What a library says at
/// one place is said once in that time, however many clients of it say so.
final class LogGate extends AbstractAppender {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
  private static final long PER_WINDOW = 10;
  private static final int MOST_PLACES = 1000;
  private static final String OURS = "io.tailrace";

  private final Appender out;
  private final boolean json;
  private final LongSupplier nanos;
  private final Map<Place, Window> windows = new ConcurrentHashMap<>();
  private final AtomicLong swept;

  LogGate(String name, Appender out, boolean json, LongSupplier nanos) {
    super(name, null, null, true, Property.EMPTY_ARRAY);
    this.out = out;
    this.json = json;
    this.nanos = nanos;
    this.swept = new AtomicLong(nanos.getAsLong());
  }

  boolean json() {
    return json;
  }

  @Override
  public void append(LogEvent event) {
    sweep();
    reworded(event).ifPresent(this::say);
  }

  private void say(LogEvent event) {
    String format = Rewording.withoutPrefix(format(event.getMessage()));
    Place place = new Place(event.getLoggerName(), event.getLevel(), format);
    Window window = windows.computeIfAbsent(place, _ -> new Window(nanos.getAsLong(), 0));
    if (window.said().incrementAndGet() <= most(event.getLoggerName())) {
      out.append(event);
    }
  }

  private static long most(String logger) {
    return logger.startsWith(OURS) ? PER_WINDOW : 1;
  }

  @Override
  public boolean stop(long timeout, TimeUnit unit) {
    windows.forEach(this::summarise);
    windows.clear();
    return super.stop(timeout, unit);
  }

  /// Ends the windows that are over. One thread does it, and at most once a second.
  private void sweep() {
    long now = nanos.getAsLong();
    long last = swept.get();
    boolean crowded = windows.size() > MOST_PLACES;
    if ((now - last < TimeUnit.SECONDS.toNanos(1) && !crowded) || !swept.compareAndSet(last, now)) {
      return;
    }
    windows.forEach(
        (place, window) -> {
          if ((crowded || now - window.opened() >= WINDOW) && windows.remove(place, window)) {
            summarise(place, window);
          }
        });
  }

  private void summarise(Place place, Window window) {
    long suppressed = window.said().get() - PER_WINDOW;
    if (suppressed > 0 && place.logger().startsWith(OURS)) {
      out.append(
          Log4jLogEvent.newBuilder()
              .setLoggerName(place.logger())
              .setLevel(place.level())
              .setMessage(
                  new SimpleMessage(suppressed + " more like this in 10 s: " + place.format()))
              .build());
    }
  }

  /// The message before its parameters are filled in, which only a deprecated method tells.
  @SuppressWarnings("deprecation")
  private static String format(Message message) {
    return Optional.ofNullable(message.getFormat()).orElseGet(message::getFormattedMessage);
  }

  private static Optional<LogEvent> reworded(LogEvent event) {
    if (event.getLoggerName().startsWith(OURS)) {
      return Optional.of(event);
    }
    String text = event.getMessage().getFormattedMessage();
    Throwable thrown = event.getThrown();
    String whole = thrown == null ? text : text + ": " + thrown;
    return Rewording.of(event.getLoggerName(), whole)
        .map(words -> thrown == null && words.equals(text) ? event : said(words, event));
  }

  private static LogEvent said(String words, LogEvent event) {
    return new Log4jLogEvent.Builder(event)
        .setMessage(new SimpleMessage(words))
        .setThrown(null)
        .build();
  }

  private record Place(String logger, Level level, String format) {}

  private record Window(long opened, AtomicLong said) {
    Window(long opened, long said) {
      this(opened, new AtomicLong(said));
    }
  }
}
