package io.tailrace.app;

import io.tailrace.topology.SampledTraces;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Says how far something is, in a line every few seconds, so that nobody wonders about a command
/// that takes long. What is done sooner says nothing.
final class SlowProgress implements SampledTraces.Progress {
  private static final long EVERY = 3_000_000_000L;

  private final PrintWriter out;
  private final LongSupplier nanos;
  private long last;

  SlowProgress(PrintWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  @Override
  public void at(String topic, double share) {
    long now = nanos.getAsLong();
    if (now - last >= EVERY) {
      last = now;
      out.println(String.format(Locale.ROOT, "reading %s: %.0f%%", topic, 100 * share));
      out.flush();
    }
  }
}
